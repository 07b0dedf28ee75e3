import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** A standard account of a user who is an administrator in the directory (rule 6): before the record, before the plan and after it. */

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 6', alerts: ['warning'], commits: 1 },
  ...row,
});

/** A user of the directory, with the standard account that somebody proposes for them. */
async function user(world: AttackWorld) {
  const target = world.fresh('promoted');
  await world.user(target);
  const account = { account: `cognito:${target}`, kind: 'human', tier: 'standard', environment: 'production' };
  const owned = { owner: 'person:jane', custodians: [], manager: 'person:mara', contacts: [] };
  return { target, body: { profile: { ...account, ...owned, connector: 'cognito', target } } };
}

export const TIER: readonly Attack[] = [
  refused({
    // One commit is the claim of the directory identity, which lapses.
    ...{ tries: 'register as standard whom the directory holds among its admins', code: 'tier-too-low', commits: 2 },
    stage: async (world) => {
      const { target, body } = await user(world);
      await world.joins(target, 'admins');
      return () => world.call('adam', 'POST', '/registry/proposals', body);
    },
  }),
  refused({
    ...{ tries: 'confirm as standard whom the directory has put among its admins since', code: 'tier-too-low' },
    stage: async (world) => {
      const { target, body } = await user(world);
      const { stream, digest } = await world.play.does('adam', '/registry/proposals', body);
      await world.joins(target, 'Administrators-EU');
      return () => world.call('ada', 'POST', '/registry/confirmations', { stream, digest });
    },
  }),
  refused({
    ...{
      tries: 'lower an account whose user the directory still holds among its admins',
      code: 'tier-too-low',
      commits: 2,
    },
    stage: async (world) => {
      const { target, body } = await user(world);
      await world.joins(target, 'admins');
      const privileged = { profile: { ...body.profile, tier: 'privileged' } };
      await world.register({ stream: body.profile.account, body: privileged });
      return () => world.call('adam', 'POST', '/registry/proposals', body);
    },
  }),
  refused({
    ...{ tries: 'countersign with one sighting for a standard account whose user is an admin', code: 'wrong-status' },
    // The tier is raised, Vera confirms, and the countersignature comes too early.
    ...{ alerts: ['critical', 'critical', 'critical'], commits: 3 },
    stage: async (world) => {
      const account = await world.account();
      await world.joins(account.replace('cognito:', ''), 'admins');
      return async () => {
        const recovery = await world.opened('jane', account);
        await world.play.proves('vera', recovery, 'in-person');
        const digest = '0'.repeat(64);
        return world.call('mara', 'POST', `/recoveries/${recovery}/countersignatures`, { digest });
      };
    },
  }),
  refused({
    ...{
      tries: 'execute what was approved for a standard account whose user became an admin',
      code: 'claim-on-page',
    },
    // The rise rings, and then whatever touches the account.
    ...{ alerts: ['critical', 'critical'], commits: 2 },
    stage: async (world) => {
      const account = await world.account();
      const { recovery } = await world.approving('jane', account);
      await world.joins(account.replace('cognito:', ''), 'admins');
      return async () => {
        await world.play.countersigns('ida', recovery);
        await world.play.until(recovery, 'proofing');
        return world.call('jane', 'POST', `/recoveries/${recovery}/claims`, {});
      };
    },
  }),
];
