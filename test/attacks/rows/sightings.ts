import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Verifiers who confirm alone, twice, for themselves, or too much (rules 1, 9 and 10). */

const SIGHTING = {
  ...{ method: 'in-person', outcome: 'verified', reference: 'log/1', seen: ['passport', 'employee-badge'] },
} as const;
const REVIEW = { finding: 'appropriate', note: 'fine' };
const ANY_DIGEST = 'a'.repeat(64);

const refused = (row: Pick<Attack, 'tries' | 'against' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ alerts: [], commits: 1 },
  ...row,
});

/** A privileged account's recovery that Vera has confirmed, alone. */
async function seenOnce(world: AttackWorld): Promise<string> {
  const recovery = await world.opened('jane', await world.account({ tier: 'privileged' }));
  await world.play.proves('vera', recovery, 'in-person');
  return recovery;
}

/** A standard account's recovery whose grant is gone, confirmed by this person; it was drawn for a review. */
async function drawn(world: AttackWorld, who = 'vera'): Promise<{ account: string; recovery: string }> {
  const account = await world.account();
  const recovery = await world.opened('jane', account);
  await world.call(who, 'POST', `/recoveries/${recovery}/proofs`, SIGHTING);
  await world.play.countersigns('ida', recovery);
  await world.play.until(recovery, 'reviewing');
  return { account, recovery };
}

export const SIGHTINGS: readonly Attack[] = [
  refused({
    ...{ tries: 'approve a privileged account that one verifier has seen', against: 'rule 9', code: 'wrong-status' },
    alerts: ['critical'],
    stage: async (world) => {
      const recovery = await seenOnce(world);
      return () => world.call('ida', 'POST', `/recoveries/${recovery}/countersignatures`, { digest: ANY_DIGEST });
    },
  }),
  refused({
    ...{ tries: 'be both verifiers of a privileged account', against: 'rule 9', code: 'proof-duplicate' },
    alerts: ['critical'],
    stage: async (world) => {
      const recovery = await seenOnce(world);
      return () => world.call('vera', 'POST', `/recoveries/${recovery}/proofs`, SIGHTING);
    },
  }),
  refused({
    ...{ tries: 'approve a standard account of a risk from 80 on that one verifier has seen', against: 'rule 9' },
    // The plan of such a risk asks for alerts.
    ...{ code: 'wrong-status', alerts: ['critical'] },
    stage: async (world) => {
      const account = await world.account();
      const suspected = await world.opened('jane', account, 'unlock');
      await world.play.does('alex', '/suspicions', { recovery: suspected, reason: 'the voice was not hers' });
      const until = new Date(Date.now() + 60_000).toISOString();
      await world.play.does('dana', '/threats', { account, until, reason: 'calls' });
      const recovery = await world.opened('jane', account);
      const { plan } = (await world.play.shows(recovery)).recovery as { plan?: { risk: { score: number } } };
      if ((plan?.risk.score ?? 0) < 80) throw new Error(`the risk is ${plan?.risk.score}`);
      await world.play.proves('vera', recovery, 'in-person');
      return () => world.call('ida', 'POST', `/recoveries/${recovery}/countersignatures`, { digest: ANY_DIGEST });
    },
  }),
  refused({
    ...{ tries: 'confirm the caller whom one opened for as an agent', against: 'rule 1', code: 'conflicting-part' },
    stage: async (world) => {
      // People of its own: those of other rows have more risk, and so alerts.
      const { person: requester } = await world.person([]);
      const { token } = await world.person(['agent', 'desk:service'], { parts: ['agent', 'desk:service'] });
      const account = await world.account({ owner: requester, manager: null });
      const about = { account, action: 'unlock', reason: 'called', requester, channel: 'phone' };
      const opened = await world.call(token, 'POST', '/recoveries', about);
      const recovery = String(opened.body['recovery']);
      await world.play.until(recovery, 'proofing');
      return () => world.call(token, 'POST', `/recoveries/${recovery}/proofs`, SIGHTING);
    },
  }),
  refused({
    ...{ tries: 'review what one has confirmed oneself', against: 'rule 10', code: 'conflicting-part' },
    stage: async (world) => {
      const { token } = await world.person(['verifier', 'reviewer'], { parts: ['verifier', 'reviewer'] });
      const { recovery } = await drawn(world, token);
      return () => world.call(token, 'POST', `/recoveries/${recovery}/reviews`, REVIEW);
    },
  }),
  refused({
    ...{
      tries: 'say for somebody else that they asked for what was done',
      against: 'rule 11',
      code: 'not-the-subject',
    },
    stage: async (world) => {
      const { recovery } = await drawn(world);
      return () => world.call('rita', 'POST', `/recoveries/${recovery}/subject-answers`, { answer: 'mine' });
    },
  }),
  refused({
    ...{ tries: 'take back that one did not ask for it', against: 'rule 11', code: 'already-repudiated' },
    stage: async (world) => {
      const { recovery } = await drawn(world);
      await world.call('jane', 'POST', `/recoveries/${recovery}/subject-answers`, { answer: 'not-mine' });
      return () => world.call('jane', 'POST', `/recoveries/${recovery}/subject-answers`, { answer: 'mine' });
    },
  }),
  refused({
    ...{ tries: 'answer as the subject by the link of a message', against: 'rule 11', code: '405', commits: 0 },
    stage: async (world) => {
      const { recovery } = await drawn(world);
      return () => world.call('jane', 'GET', `/recoveries/${recovery}/subject-answers`);
    },
  }),
  refused({
    ...{ tries: 'close what was drawn for a review before it is reviewed', against: 'rule 10', code: 'NotDue' },
    commits: 0,
    stage: async (world) => {
      const { account, recovery } = await drawn(world);
      return () => world.operates('close', { account, recovery });
    },
  }),
  {
    ...{ tries: 'confirm the next person after failing five', against: 'rule 10', code: 'done' },
    ...{ alerts: ['warning'], commits: 1 },
    stage: async (world) => {
      const { token } = await world.person(['verifier'], { parts: ['verifier'] });
      const failed = { ...SIGHTING, outcome: 'failed', seen: [] };
      for (let nth = 0; nth < 5; nth += 1) {
        const recovery = await world.opened('jane', await world.account());
        await world.call(token, 'POST', `/recoveries/${recovery}/proofs`, failed);
      }
      const recovery = await world.opened('jane', await world.account());
      return () => world.call(token, 'POST', `/recoveries/${recovery}/proofs`, SIGHTING);
    },
  },
];
