import { expect, it } from '@jest/globals';
import { receiptIn } from '../../../lambdas/core/audit/receipts.ts';
import type { DirectoryChange } from '../../../lambdas/core/recovery/state/receipts.ts';
import { nextCommit } from '../../support/commits.ts';
import { NOW } from '../../support/fixtures.ts';

const change: DirectoryChange = {
  ...{ connector: 'cognito', directoryId: 'sub-jane', kind: 'password-set', at: NOW, entry: 'e-1' },
  by: { as: 'unknown', name: null },
};

it('is read from the commit that reconciled a change, and from no other', () => {
  const { commit } = nextCommit('cognito:jane');
  const { account, seq, at: recordedAt, tier } = commit;
  const place = { account, seq, recordedAt, tier, change };
  expect(receiptIn({ ...commit, events: [{ type: 'UngovernedChangeSeen', change, cause: 'no-grant' }] })).toEqual({
    ...{ ...place, recovery: null, during: null, cause: 'no-grant' },
  });
  const governed = { type: 'GovernedChangeSeen', change, recovery: 'rec-1', during: 'grant' } as const;
  expect(receiptIn({ ...commit, events: [governed] })).toEqual({
    ...{ ...place, recovery: 'rec-1', during: 'grant', cause: null },
  });
  expect(receiptIn({ ...commit, events: [] })).toBeUndefined();
});
