import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Changes of the registry without two registered administrators, and identities that two records share (rule 6). */

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 6', alerts: ['warning'], commits: 1 },
  ...row,
});

/** The proposed record of a new person. */
const newcomer = (world: AttackWorld, over: object = {}) => {
  const short = world.fresh('newcomer');
  const person = { person: `person:${short}`, name: short, nature: 'human', subjects: [world.subject(`sub-${short}`)] };
  return { person: { ...person, addresses: [], ticketUsers: [], parts: ['admin'], ...over } };
};

const proposes = (over: object) => async (world: AttackWorld) => () =>
  world.call('adam', 'POST', '/registry/proposals', newcomer(world, over));

export const REGISTRY: readonly Attack[] = [
  refused({
    ...{ tries: 'propose as a stranger whose token says admin', code: 'person-unknown' },
    stage: async (world) => {
      const stranger = await world.token({ subject: 'sub-stranger', groups: ['admin'] });
      return () => world.call(stranger, 'POST', '/registry/proposals', newcomer(world));
    },
  }),
  refused({
    ...{ tries: 'propose as an employee whose token says admin', code: 'part-unregistered' },
    stage: async (world) => {
      const { token } = await world.person(['admin']);
      return () => world.call(token, 'POST', '/registry/proposals', newcomer(world));
    },
  }),
  refused({
    ...{ tries: 'confirm as a stranger whose token says admin', code: 'person-unknown' },
    stage: async (world) => {
      const proposed = await world.play.does('adam', '/registry/proposals', newcomer(world));
      const stranger = await world.token({ subject: 'sub-second-stranger', groups: ['admin'] });
      return () => world.call(stranger, 'POST', '/registry/confirmations', proposed);
    },
  }),
  refused({
    ...{ tries: 'confirm what one has proposed oneself', code: 'same-proposer' },
    stage: async (world) => {
      const proposed = await world.play.does('adam', '/registry/proposals', newcomer(world));
      return () => world.call('adam', 'POST', '/registry/confirmations', proposed);
    },
  }),
  refused({
    // One commit is the claim of their own subject, which lapses.
    ...{ tries: 'register a second person with the mailbox of Jane', code: 'identity-taken', commits: 2 },
    stage: proposes({ addresses: ['Jane+x@EXAMPLE.com'] }),
  }),
  refused({
    ...{ tries: 'register a standard account of a privileged user', code: 'identity-taken' },
    stage: async (world) => {
      const profile = { account: 'cognito:lena-second', kind: 'human', tier: 'standard', environment: 'production' };
      const owned = { owner: 'person:jane', custodians: [], manager: null, contacts: [] };
      const body = { profile: { ...profile, ...owned, connector: 'cognito', target: 'lena-admin' } };
      return () => world.call('adam', 'POST', '/registry/proposals', body);
    },
  }),
  refused({
    // The change is in force, and rings: recoveries in which the new manager has a say wait as long as for a new contact.
    ...{ tries: 'become the manager of an account in silence, to approve for it', code: 'done', alerts: ['critical'] },
    stage: async (world) => {
      const account = await world.account();
      const target = account.slice('cognito:'.length);
      const profile = { account, kind: 'human', tier: 'standard', environment: 'production', manager: 'person:ken' };
      const owned = { owner: 'person:jane', custodians: [], contacts: [], connector: 'cognito', target };
      const { digest } = await world.play.does('adam', '/registry/proposals', { profile: { ...profile, ...owned } });
      return () => world.call('ada', 'POST', '/registry/confirmations', { stream: account, digest });
    },
  }),
];
