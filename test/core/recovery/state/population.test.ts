import { expect, it } from '@jest/globals';
import { populationStream, reportInWords } from '../../../../lambdas/core/recovery/state/population.ts';
import { isAccountId } from '../../../../lambdas/core/registry/account.ts';

it('no account can have the name of a directory’s stream', () => {
  expect(populationStream('openldap')).toBe('registry:population-openldap');
  expect(isAccountId(populationStream('openldap'))).toBe(false);
});

it('an alert names codes and numbers, and nobody', () => {
  const findings = ['person:bob', 'person:eve'].map(
    (of) => ({ code: 'part-held-by-leaver', of, with: 'admin' }) as const,
  );
  const report = { source: 'openldap', stop: null, findings, total: 2, proposed: null };
  expect(reportInWords({ type: 'PopulationReported', report, fresh: 2 })).toBe(
    'PopulationReported: openldap, 2 new: part-held-by-leaver',
  );
});
