import { describe, expect, it } from '@jest/globals';
import { LEDGER } from '../../../lambdas/contract/tables.ts';
import { areCopiesOf, areOlderCopiesOf, COPIED, copiesOf } from '../../../lambdas/core/audit/alert.ts';
import { nextCommit } from '../../support/commits.ts';

const { commit } = nextCommit('cognito:jane', { recovery: 'rec-1', id: 'cmd-1' });

describe('the copies beside a commit', () => {
  it('are what indexes and the alerting read, under their names', () => {
    expect(copiesOf({ ...commit, tier: 'critical', kind: 'api-key' })).toEqual({
      ...{ recovery: 'rec-1', command: 'cmd-1', tier: 'critical', kind: 'api-key', alert: 'warning' },
    });
    for (const name of [LEDGER.byRecovery.partitionKey, LEDGER.byCommand.sortKey, LEDGER.alert])
      expect(COPIED).toContain(name);
  });

  it('are absent where there is nothing to copy', () => {
    expect(copiesOf({ ...commit, recovery: null })).toEqual({ command: 'cmd-1' });
  });

  it.each([
    ['one is missing', { command: 'cmd-1' }],
    ['one is another', { recovery: 'rec-2', command: 'cmd-1' }],
    ['one is added', { recovery: 'rec-1', command: 'cmd-1', tier: 'standard' }],
    ['all are missing', {}],
  ])('are not those of the commit where %s', (_, copies) => {
    expect(areCopiesOf(copies, commit)).toBe(false);
    expect(areCopiesOf(copiesOf(commit), commit)).toBe(true);
  });

  it('of a row of another release may ring for less or for more, and match in everything else', () => {
    const { alert: _, ...silent } = copiesOf({ ...commit, tier: 'critical' });
    const critical = { ...commit, tier: 'critical' } as const;
    expect(areCopiesOf(silent, critical)).toBe(false);
    for (const copies of [silent, { ...silent, alert: 'critical' }])
      expect(areOlderCopiesOf(copies, critical)).toBe(true);
    for (const copies of [{}, { ...silent, recovery: 'rec-2' }, { ...silent, tier: 'standard' }])
      expect(areOlderCopiesOf(copies, critical)).toBe(false);
  });
});
