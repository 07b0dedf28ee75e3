import { setTimeout as pause } from 'node:timers/promises';
import type { ProposedProfile } from '../../../lambdas/app/people/registry.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Records that look like others, names that lead to somebody else, and suspicion that is meant to lock an owner out (rules 2, 6, 8 and 10). */

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 6', alerts: ['warning'], commits: 1 },
  ...row,
});

const PROPOSALS = '/registry/proposals';
const CONFIRMATIONS = '/registry/confirmations';

/** A standard account of a user of this name, as it is proposed. */
const profileOf = (target: string, over: Partial<ProposedProfile> = {}): ProposedProfile => ({
  ...{ account: `cognito:${target}`, kind: 'human', tier: 'standard', environment: 'production' },
  ...{ owner: 'person:ken', custodians: [], manager: null, contacts: [], connector: 'cognito', target },
  ...over,
});

const personOf = (world: AttackWorld, over: Partial<Person> = {}): Person => {
  const short = world.fresh('twin');
  const person: Person = {
    ...{ person: `person:${short}`, nature: 'human', name: short, subjects: [world.subject(`sub-${short}`)] },
    ...{ addresses: [], ticketUsers: [], parts: [] },
  };
  return { ...person, ...over };
};

/** One administrator has proposed it, and the other nods. */
const nodded = async (world: AttackWorld, body: object, seen: object = {}) => {
  const { stream, digest } = await world.play.does('adam', PROPOSALS, body);
  return () => world.call('ada', 'POST', CONFIRMATIONS, { stream, digest, ...seen });
};

const MOBILE = { id: 'mobile', kind: 'sms', since: '2026-01-05T09:00:00.000Z' } as const;

/** Jane tries to claim, once nothing moves any more, what was countersigned for her a moment ago. */
const claims = (recovery: string) => async (world: AttackWorld) => {
  await world.play.until(recovery, 'denied');
  return world.call('jane', 'POST', `/recoveries/${recovery}/claims`, {});
};

export const TWINS: readonly Attack[] = [
  refused({
    ...{ tries: 'name two other administrators by the bootstrap function', code: 'registry-not-empty' },
    stage: async (world) => {
      const administrators = [personOf(world, { parts: ['admin'] }), personOf(world, { parts: ['admin'] })];
      return () => world.operates('bootstrap', { administrators });
    },
  }),
  refused({
    ...{ tries: 'bootstrap over the API', code: '404', alerts: [], commits: 0 },
    stage: async (world) => async () => world.call('adam', 'POST', '/registry/bootstrap', { administrators: [] }),
  }),
  refused({
    ...{ tries: 'confirm with a second login of the administrator who proposed', code: 'same-proposer' },
    stage: async (world) => {
      const second = world.fresh('second-login');
      const login = await world.secondLogin('adam', second);
      const proposed = await world.play.does('adam', PROPOSALS, { person: personOf(world) });
      return () => world.call(login, 'POST', CONFIRMATIONS, proposed);
    },
  }),
  refused({
    ...{ tries: 'register the administrator a second time, under a name with a Cyrillic letter' },
    code: 'look-alikes-unseen',
    stage: async (world) => {
      const [name, twin] = ['Olga Petrova', 'Olga Petrov\u0430'];
      await world.person([], { name });
      return nodded(world, { person: personOf(world, { name: twin, parts: ['admin'] }) });
    },
  }),
  refused({
    ...{ tries: 'countersign as a subject that nobody has registered', against: 'rule 1', alerts: [] },
    code: 'person-unknown',
    stage: async (world) => {
      const { recovery, digest } = await world.approving('jane', await world.account());
      const token = await world.token({ subject: 'sub-of-nobody', groups: ['approver:identity'] });
      return () => world.call(token, 'POST', `/recoveries/${recovery}/countersignatures`, { digest });
    },
  }),
  refused({
    ...{ tries: 'register `cognito:KEN-…` beside `cognito:ken-…` for the same user', code: 'identity-taken' },
    stage: async (world) => {
      const target = world.fresh('ken');
      await world.account({ target });
      const profile = profileOf(target, { account: `cognito:${target.toUpperCase()}` });
      return () => world.call('adam', 'POST', PROPOSALS, { profile });
    },
  }),
  refused({
    ...{ tries: 'register an account that reads like another, with digits for letters', code: 'look-alikes-unseen' },
    stage: async (world) => {
      const target = world.fresh('olivia');
      await world.account({ target });
      const twin = target.replace('olivia', '0l1v1a');
      await world.user(twin);
      return nodded(world, { profile: profileOf(twin) });
    },
  }),
  refused({
    ...{ tries: 'register a person with the mailbox of another one, with a dot in it', code: 'look-alikes-unseen' },
    stage: async (world) => {
      const short = world.fresh('mailbox');
      await world.person([], { addresses: [`${short}@example.com`] });
      return nodded(world, { person: personOf(world, { addresses: [`m.${short.slice(1)}@example.com`] }) });
    },
  }),
  refused({
    ...{ tries: 'give an account the telephone of another owner, written in another way', against: 'rule 8' },
    code: 'look-alikes-unseen',
    stage: async (world) => {
      await world.account({ contacts: [{ ...MOBILE, address: '+41790001122' }] });
      const target = world.fresh('borrowed');
      await world.user(target);
      return nodded(world, { profile: profileOf(target, { contacts: [{ ...MOBILE, address: '+4479790001122' }] }) });
    },
  }),
  refused({
    ...{ tries: 'say to have seen look-alikes that nobody was shown', code: 'look-alikes-unseen' },
    stage: async (world) => {
      const name = world.fresh('Namesake');
      await world.person([], { name });
      return nodded(world, { person: personOf(world, { name: name.toLowerCase() }) }, { seen: 'e'.repeat(64) });
    },
  }),
  refused({
    ...{ tries: 'register an account of a user that the directory does not have', against: 'rule 8' },
    ...{ code: 'target-unknown', alerts: [], commits: 1 },
    stage: async (world) => () => world.call('adam', 'POST', PROPOSALS, { profile: profileOf(world.fresh('nobody')) }),
  }),
  refused({
    ...{ tries: 'claim what was countersigned for a user whose name somebody else has got since', against: 'rule 2' },
    ...{ code: 'recovery-ended', alerts: [], commits: 2 },
    stage: async (world) => {
      const target = world.fresh('renamed');
      const { recovery } = await world.approving('jane', await world.account({ target }));
      await world.remakeUser(target);
      return async () => {
        await world.play.countersigns('ida', recovery);
        return claims(recovery)(world);
      };
    },
  }),
  refused({
    ...{ tries: 'lower the tier of an account and nobody hears of it', code: 'done', alerts: ['critical'] },
    stage: async (world) => {
      const target = world.fresh('lowered');
      await world.account({ target, tier: 'privileged', owner: 'person:ken' });
      return nodded(world, { profile: profileOf(target) });
    },
  }),
  refused({
    ...{
      tries: 'change the contacts of an account and recover it at once',
      against: 'rule 8',
      code: 'wrong-status',
    },
    ...{ alerts: [], commits: 2 },
    stage: async (world) => {
      const target = world.fresh('contacts');
      const account = await world.account({
        target,
        owner: 'person:ken',
        contacts: [{ ...MOBILE, address: '+41790003344' }],
      });
      const contacts = [{ ...MOBILE, address: '+41790005566' }];
      await world.register({
        stream: account,
        body: { profile: profileOf(target, { contacts }) },
      });
      const recovery = await world.opened('ken', account);
      const visitor = await world.play.visits(recovery);
      await world.play.proves('vera', recovery, 'in-person', visitor);
      await world.play.until(recovery, 'approving');
      return async () => {
        await world.play.countersigns('ida', recovery);
        // Longer than an execution takes that nothing holds up.
        await pause(1_500);
        // Approved and not granted: the change has not settled.
        await world.play.until(recovery, 'approved');
        return visitor.does('claims');
      };
    },
  }),
];
