import type { Attack } from '../attack.ts';

/** Only the approved plan is executed, and an ended recovery stays ended (rules 3, 4, 10 and 15). */

const refused = (row: Pick<Attack, 'tries' | 'against' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ alerts: [], commits: 1 },
  ...row,
});

export const PLAN: readonly Attack[] = [
  refused({
    ...{ tries: 'countersign another plan than the one that stands', against: 'rule 3', code: 'digest-mismatch' },
    stage: async (world) => {
      const { recovery } = await world.approving('jane', await world.account());
      const digest = '0'.repeat(64);
      return () => world.call('mara', 'POST', `/recoveries/${recovery}/countersignatures`, { digest });
    },
  }),
  refused({
    ...{ tries: 'ask for a longer grant while it waits', against: 'rule 15', code: 'revision-widens' },
    stage: async (world) => {
      const { recovery } = await world.approving('jane', await world.account());
      const body = { requestedSeconds: 86_400, reason: 'longer' };
      return () => world.call('jane', 'POST', `/recoveries/${recovery}/revisions`, body);
    },
  }),
  refused({
    ...{ tries: 'countersign after an approver said no', against: 'rule 4', code: 'recovery-ended' },
    stage: async (world) => {
      const { recovery, digest } = await world.approving('jane', await world.account());
      await world.play.does('mara', `/recoveries/${recovery}/rejections`, { reason: 'not her' });
      return () => world.call('mara', 'POST', `/recoveries/${recovery}/countersignatures`, { digest });
    },
  }),
  refused({
    ...{ tries: 'open the same change twice', against: 'rule 4', code: 'already-open' },
    stage: async (world) => {
      const account = await world.account();
      await world.opened('jane', account);
      const body = { account, action: 'reset-password', reason: 'again' };
      return () => world.call('jane', 'POST', '/recoveries', body);
    },
  }),
  refused({
    ...{
      tries: 'prove it anew with another agent after a proof was refused',
      against: 'rule 10',
      code: 'recovery-ended',
    },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const failed = { method: 'in-person', outcome: 'failed', seen: ['passport'], reference: 'log/1' };
      await world.play.does('vera', `/recoveries/${recovery}/proofs`, failed);
      const proof = { ...failed, outcome: 'verified', seen: ['passport', 'employee-badge'] };
      return () => world.call('victor', 'POST', `/recoveries/${recovery}/proofs`, proof);
    },
  }),
  refused({
    ...{ tries: 'say something else under an idempotency key that was used', against: 'rule 17' },
    ...{ code: 'idempotency-key-reused', commits: 1 },
    stage: async (world) => {
      const account = await world.account();
      const post = (reason: string) =>
        world.raw('/recoveries', {
          method: 'POST',
          headers: {
            ...{ authorization: `Bearer ${world.system.tokens['jane']}`, 'content-type': 'application/json' },
            'idempotency-key': `key-${account.slice(8)}`,
          },
          body: JSON.stringify({ account, action: 'unlock', reason }),
        });
      await post('one thing');
      return () => post('another thing');
    },
  }),
];
