import { afterEach, describe, expect, it } from '@jest/globals';
import { POPULATION_FLAWS } from '../../../lambdas/core/registry/findings.ts';
import { cli } from '../../support/cli.ts';
import { type FakeService, fakeService } from '../../support/fake-service.ts';

let service: FakeService | undefined;
afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const report = (over: object = {}) => ({
  ...{ source: 'openldap', stop: null, findings: [], total: 0, proposed: null },
  ...over,
});
const said = async (...sources: readonly object[]) => {
  service = await fakeService({ 'GET /registry/findings': { body: { sources } } });
  return (await cli(['registry', 'findings'], { url: service.url })).out;
};

describe('registry findings', () => {
  it('says every kind of finding in words, with what is next', async () => {
    const findings = POPULATION_FLAWS.map((code) => ({ code, of: `of-${code}`, with: 'person:bob' }));
    const out = await said(report({ findings, total: 120, proposed: 'd'.repeat(64) }));
    for (const { of } of findings) expect(out).toContain(of);
    expect(out).toMatch(/an administrator whom nobody registered +of-privileged-unregistered +person:bob\n/);
    expect(out).toContain(`And ${120 - POPULATION_FLAWS.length} more.\n`);
    expect(out).toContain('npx countersign registry findings --records openldap\n');
  });

  it('says why a directory changed nothing, and that there is nothing to look at', async () => {
    expect(await said(report({ stop: { code: 'rows-lost', people: 5_000, of: 10_000 } }))).toContain(
      'Nothing was changed: too many people are missing at once (5000 of 10000).\nNothing to look at.\n',
    );
  });

  it('says that no directory was looked at', async () => {
    expect(await said()).toBe('No directory of record has been looked at.\n');
  });

  it('prints all records that a directory proposes, as a file for an import', async () => {
    const records = Array.from({ length: 150 }, (_, index) => ({ account: `openldap:p${index}` }));
    const path = 'GET /registry/findings/openldap/records?from=';
    service = await fakeService({
      [`${path}1&limit=100`]: { body: { records: records.slice(0, 100), total: 150 } },
      [`${path}101&limit=100`]: { body: { records: records.slice(100), total: 150 } },
    });
    const { out, code } = await cli(['registry', 'findings', '--records', 'openldap'], { url: service.url });
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(records);
  });
});
