import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Break-glass without its incident, its two people, or the right to ask for it (rule 19). */

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 19', alerts: [], commits: 1 },
  ...row,
});

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

const breaks = (world: AttackWorld, who: string, recovery: string, incident: string) =>
  world.call(who, 'POST', `/recoveries/${recovery}/emergencies`, { incident, reason: 'it burns' });

async function declared(world: AttackWorld): Promise<string> {
  const incident = world.fresh('INC');
  await world.play.does('dana', '/incidents', { incident, until: inHours(1), reason: 'it burns' });
  return incident;
}

const seen = async (world: AttackWorld) => world.approving('jane', await world.account(), { seenBy: 'victor' });

/** An emergency plan that waits for the roster. */
async function broken(world: AttackWorld) {
  const incident = await declared(world);
  const { recovery } = await seen(world);
  await breaks(world, 'dana', recovery, incident);
  const { digest } = await world.play.until(recovery, 'approving');
  return { recovery, digest, incident };
}

const countersigns = (world: AttackWorld, who: string, { recovery, digest }: { recovery: string; digest: string }) =>
  world.call(who, 'POST', `/recoveries/${recovery}/countersignatures`, { digest });

export const GLASS: readonly Attack[] = [
  refused({
    // Both streams refuse nothing twice: the use is refused first, on the stream of the policy, where every refusal rings.
    ...{ tries: 'break the glass without a declared incident', code: 'incident-unknown', alerts: ['warning'] },
    stage: async (world) => {
      const { recovery } = await seen(world);
      return () => breaks(world, 'dana', recovery, 'INC-0');
    },
  }),
  refused({
    ...{ tries: 'break the glass under an incident that has ended', code: 'incident-unknown', alerts: ['warning'] },
    stage: async (world) => {
      const incident = await declared(world);
      const { recovery } = await seen(world);
      await world.play.does('dana', '/incidents/ends', { incident });
      return () => breaks(world, 'dana', recovery, incident);
    },
  }),
  refused({
    ...{ tries: 'break the glass for one’s own account', code: 'conflicting-part' },
    stage: async (world) => {
      const incident = await declared(world);
      const { recovery } = await seen(world);
      return () => breaks(world, 'jane', recovery, incident);
    },
  }),
  refused({
    ...{ tries: 'break the glass as an AI agent of the help desk', code: 'machine-cannot-decide' },
    stage: async (world) => {
      const incident = await declared(world);
      const { recovery } = await seen(world);
      return () => breaks(world, 'robin', recovery, incident);
    },
  }),
  refused({
    ...{ tries: 'declare an incident as an agent', code: 'role-missing', alerts: ['warning'] },
    stage: async (world) => () =>
      world.call('alex', 'POST', '/incidents', { incident: 'INC-1', until: inHours(1), reason: 'it burns' }),
  }),
  refused({
    ...{
      tries: 'declare an incident with a session, without its passkey',
      code: 'statement-missing',
      alerts: ['warning'],
    },
    stage: async (world) => () =>
      world.call('dana', 'POST', '/incidents', { incident: 'INC-2', until: inHours(1), reason: 'it burns' }),
  }),
  refused({
    ...{ tries: 'countersign an emergency plan twice, as one of the roster', code: 'already-countersigned' },
    // The plan of an emergency rings, and so does everything about it.
    alerts: ['critical'],
    stage: async (world) => {
      const plan = await broken(world);
      await countersigns(world, 'cora', plan);
      return () => countersigns(world, 'cora', plan);
    },
  }),
  refused({
    ...{ tries: 'countersign an emergency plan with a group that only the token names', code: 'part-unregistered' },
    alerts: ['critical'],
    stage: async (world) => {
      const plan = await broken(world);
      const { token } = await world.person(['approver:emergency']);
      return () => countersigns(world, token, plan);
    },
  }),
  refused({
    ...{ tries: 'countersign an ordinary plan as one of the emergency roster', code: 'not-an-approver' },
    stage: async (world) => {
      const plan = await seen(world);
      return () => countersigns(world, 'carl', plan);
    },
  }),
  refused({
    ...{
      tries: 'countersign, before the glass was broken, a plan that the roster is asked for',
      code: 'digest-mismatch',
    },
    alerts: ['critical'],
    stage: async (world) => {
      const incident = await declared(world);
      const plan = await seen(world);
      await breaks(world, 'dana', plan.recovery, incident);
      await world.play.until(plan.recovery, 'approving');
      return () => countersigns(world, 'cora', plan);
    },
  }),
];
