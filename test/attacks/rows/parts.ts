import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** People without the part, or with another part already (rules 1, 2 and 5). */

const SIGHTING = {
  ...{ method: 'in-person', outcome: 'verified', seen: ['passport', 'employee-badge'], reference: 'log/1' },
};

const refused = (row: Pick<Attack, 'tries' | 'against' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ alerts: [], commits: 1 },
  ...row,
});

/** A person countersigns a plan for Jane's account. */
const countersigns = (who: string) => async (world: AttackWorld) => {
  const { recovery, digest } = await world.approving('jane', await world.account());
  return () => world.call(who, 'POST', `/recoveries/${recovery}/countersignatures`, { digest });
};

/** A person confirms that they have seen Jane. */
const sights = (who: string) => async (world: AttackWorld) => {
  const recovery = await world.opened('jane', await world.account());
  return () => world.call(who, 'POST', `/recoveries/${recovery}/proofs`, SIGHTING);
};

export const PARTS: readonly Attack[] = [
  refused({
    ...{ tries: 'countersign a change of one’s own account', against: 'rule 1', code: 'conflicting-part' },
    stage: countersigns('jane'),
  }),
  refused({
    ...{ tries: 'countersign what one has verified', against: 'rule 1', code: 'conflicting-part' },
    stage: countersigns('vera'),
  }),
  refused({
    ...{ tries: 'countersign as an AI agent', against: 'rule 5', code: 'machine-cannot-decide' },
    stage: countersigns('robin'),
  }),
  refused({
    ...{ tries: 'countersign without being asked for', against: 'rule 5', code: 'not-an-approver' },
    stage: countersigns('otto'),
  }),
  refused({
    ...{ tries: 'verify oneself', against: 'rule 1', code: 'conflicting-part' },
    stage: sights('jane'),
  }),
  refused({
    ...{ tries: 'verify as an AI agent', against: 'rule 5', code: 'machine-cannot-decide' },
    stage: sights('robin'),
  }),
  refused({
    ...{ tries: 'confirm a sighting that is written down nowhere', against: 'rule 9', code: 'reference-missing' },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const { reference: _, ...nowhere } = SIGHTING;
      return () => world.call('vera', 'POST', `/recoveries/${recovery}/proofs`, nowhere);
    },
  }),
  refused({
    ...{ tries: 'verify without being a verifier', against: 'rule 1', code: 'role-missing' },
    stage: sights('ida'),
  }),
  refused({
    ...{ tries: 'open for somebody else without being an agent', against: 'rule 1', code: 'role-missing' },
    stage: async (world) => {
      const account = await world.account();
      const body = { account, action: 'unlock', reason: 'she asked me to', requester: 'person:jane', channel: 'chat' };
      return () => world.call('ken', 'POST', '/recoveries', body);
    },
  }),
  refused({
    ...{ tries: 'open at a desk where one does not work', against: 'rule 17', code: 'desk-not-theirs' },
    stage: async (world) => {
      const account = await world.account();
      const about = { account, action: 'unlock', reason: 'called', requester: 'person:jane', channel: 'phone' };
      return () => world.call('alex', 'POST', '/recoveries', { ...about, desk: 'night' });
    },
  }),
  refused({
    ...{ tries: 'open a recovery of an account of somebody else', against: 'rule 1', code: 'requester-not-entitled' },
    stage: async (world) => {
      const account = await world.account();
      return () => world.call('ken', 'POST', '/recoveries', { account, action: 'unlock', reason: 'mine' });
    },
  }),
  refused({
    ...{ tries: 'claim what somebody else proved', against: 'rule 13', code: 'not-the-requester' },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return () => world.call('ken', 'POST', `/recoveries/${recovery}/claims`, {});
    },
  }),
  refused({
    ...{ tries: 'review what one has countersigned', against: 'rule 1', code: 'wrong-status' },
    stage: async (world) => {
      const { recovery } = await world.approving('jane', await world.account());
      const body = { finding: 'appropriate', note: 'fine' };
      return () => world.call('rita', 'POST', `/recoveries/${recovery}/reviews`, body);
    },
  }),
  refused({
    ...{ tries: 'come in with a token of another key', against: 'rule 1', code: '401', commits: 0 },
    stage: async (world) => {
      const account = await world.account();
      const forged = (world.system.tokens['jane'] ?? '').replace(/[^.]+$/, 'AAAA');
      return () => world.call(forged, 'POST', '/recoveries', { account, action: 'unlock', reason: 'mine' });
    },
  }),
  ...(
    [
      ['alex', 'as an agent of no desk that has it'],
      ['rita', 'as a reviewer, before the review is due'],
      ['ada', 'as an administrator'],
      ['robin', 'as an AI agent'],
    ] as const
  ).map(([who, as]) =>
    refused({
      ...{ tries: `read a recovery ${as}`, against: 'rule 6', code: 'recovery-unknown', commits: 0 },
      stage: async (world) => {
        const recovery = await world.opened('jane', await world.account());
        return () => world.call(who, 'GET', `/recoveries/${recovery}`);
      },
    }),
  ),
  refused({
    ...{ tries: 'read a recovery as a verifier for whom nothing is left to see', against: 'rule 6' },
    ...{ code: 'recovery-unknown', commits: 0 },
    stage: async (world) => {
      const { recovery } = await world.approving('jane', await world.account());
      const { token } = await world.person(['verifier'], { parts: ['verifier'] });
      return () => world.call(token, 'GET', `/recoveries/${recovery}`);
    },
  }),
  refused({
    ...{ tries: 'read the contacts of an account by a recovery of another desk', against: 'rule 6' },
    ...{ code: 'recovery-unknown', commits: 0 },
    stage: async (world) => {
      const account = await world.account();
      const about = { account, action: 'unlock', reason: 'called', requester: 'person:jane', channel: 'phone' };
      const { recovery } = await world.play.does('alex', '/recoveries', about);
      await world.play.until(String(recovery), 'proofing');
      return () => world.call('amira', 'GET', `/recoveries/${recovery}/contacts`);
    },
  }),
  refused({
    ...{ tries: 'read a recovery of somebody else, without a part in it', against: 'rule 1' },
    ...{ code: 'recovery-unknown', commits: 0 },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return () => world.call('ken', 'GET', `/recoveries/${recovery}`);
    },
  }),
  ...(['ken', 'alex', 'otto'] as const).flatMap((who) =>
    ['/doctor', '/doctor/records'].map((path) =>
      refused({
        ...{ tries: `look for weak accounts as ${who}, by GET ${path}`, against: 'rule 6' },
        ...{ code: 'role-missing', commits: 0 },
        stage: async (world) => () => world.call(who, 'GET', path),
      }),
    ),
  ),
];
