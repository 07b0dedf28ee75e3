import { describe, expect, it } from '@jest/globals';
import { CsvHealth } from '../../../lambdas/adapters/csv/health.ts';
import type { LocalPeopleFile } from '../../../local/people/file.ts';
import { brokenFile, fetched, filedAs } from '../../support/people-file.ts';

describe('a file of people, for the doctor', () => {
  const flawOf = (hr: LocalPeopleFile, token?: string) =>
    new CsvHealth(fetched(hr.handle, token), { connector: 'cognito', counted: false }).flaw();

  it('is well where it comes with the credential and not without, and has people of the connector', async () => {
    const { hr } = brokenFile();
    expect(await flawOf(hr)).toBeNull();
    expect(await flawOf(hr, 'canary-other-token')).toBe('credentials');
    hr.isOpen = true;
    expect(await flawOf(hr)).toBe('open-to-anybody');
    hr.rows.set('mara', filedAs('mara', { account: 'none' }));
    expect(await flawOf(hr)).toBe('file-malformed');
    hr.rows.clear();
    expect(await flawOf(hr)).toBe('file-empty');
  });
});
