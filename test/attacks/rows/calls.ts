import { MOST_CALLS_A_DAY } from '../../../lambdas/core/recovery/state/calls.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Whoever says on the telephone that they are the help desk, and whoever makes the calls of the help desk tell something (rule 12). */

const refused = (row: Pick<Attack, 'tries' | 'against' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ alerts: [], commits: 1 },
  ...row,
});

/** An agent of a desk, with nothing else done. */
async function anAgent(world: AttackWorld): Promise<string> {
  const parts = ['agent', 'desk:plant'] as const;
  return (await world.person(parts, { parts })).token;
}

const opening = (account: string, desk = 'plant') => ({ account, desk, reason: 'sign-in' });

/** A call that an agent makes to the owner of an account, whose token this is. */
async function called(world: AttackWorld) {
  const [agent, owner] = [await anAgent(world), await world.person([])];
  const account = await world.account({ owner: owner.person, manager: null });
  const { status, body } = await world.call(agent, 'POST', '/calls', opening(account));
  if (status >= 300) throw new Error(JSON.stringify(body));
  return { agent, owner: owner.token, call: String(body['call']), words: (body['words'] as string[]).join(' ') };
}

const typed = (world: AttackWorld, what: 'lookups' | 'reports', heard: string) =>
  world.raw(`/calls/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ heard }),
  });

/** Answers of a look-up that tell of no call look as if it had failed: `nobody`. */
async function lookedUp(world: AttackWorld, heard: string) {
  const reply = await typed(world, 'lookups', heard);
  return reply.body['call'] === null && Object.keys(reply.body).length === 1
    ? { status: 404, body: { code: 'nobody' } }
    : reply;
}

export const CALLS: readonly Attack[] = [
  refused({
    ...{ tries: 'learn from a call whether an account exists', against: 'rule 12', code: 'call-without-owner' },
    stage: async (world) => {
      const agent = await anAgent(world);
      return () => world.call(agent, 'POST', '/calls', opening('cognito:nobody-at-all'));
    },
  }),
  refused({
    ...{ tries: 'try out the names of accounts by calls, one after the other', against: 'rule 12' },
    code: 'too-many-calls',
    stage: async (world) => {
      const agent = await anAgent(world);
      for (let tried = 0; tried < MOST_CALLS_A_DAY; ) {
        const { body } = await world.call(agent, 'POST', '/calls', opening(`cognito:guess-${tried}`));
        // A person who was just registered is not found at once.
        if (body['code'] === 'call-without-owner') tried += 1;
      }
      return () => world.call(agent, 'POST', '/calls', opening('cognito:jane'));
    },
  }),
  refused({
    ...{ tries: 'open a call of the help desk as somebody who is no agent', against: 'rule 12', code: 'role-missing' },
    stage: async (world) => () => world.call('jane', 'POST', '/calls', opening('cognito:jane')),
  }),
  refused({
    ...{ tries: 'call in the name of another desk', against: 'rule 17', code: 'desk-not-theirs' },
    stage: async (world) => {
      const [agent, account] = [await anAgent(world), await world.account()];
      return () => world.call(agent, 'POST', '/calls', opening(account, 'north'));
    },
  }),
  refused({
    ...{ tries: 'look up a call by words that no agent says', against: 'rule 12', code: 'nobody', commits: 0 },
    stage: async (world) => {
      await called(world);
      return () => lookedUp(world, 'brave otter calm lamp');
    },
  }),
  refused({
    ...{ tries: 'look up a call that its owner has reported', against: 'rule 12', code: 'nobody', commits: 0 },
    stage: async (world) => {
      const { words, owner, call } = await called(world);
      await world.call(owner, 'POST', '/me/calls/reports', { call });
      return () => lookedUp(world, words);
    },
  }),
  refused({
    ...{ tries: 'put an account under suspicion by words that were guessed', against: 'rule 10' },
    ...{ code: 'call-unknown', commits: 0 },
    stage: async (world) => {
      await called(world);
      return () => typed(world, 'reports', 'brave otter calm lamp');
    },
  }),
  refused({
    ...{ tries: 'put somebody else’s account under suspicion by reporting a call to them', against: 'rule 10' },
    code: 'call-unknown',
    stage: async (world) => {
      const { call } = await called(world);
      return () => world.call('jane', 'POST', '/me/calls/reports', { call });
    },
  }),
  refused({
    ...{ tries: 'read who is called, and the words of that call, as another agent', against: 'rule 12', code: 'none' },
    commits: 0,
    stage: async (world) => {
      await called(world);
      const other = await anAgent(world);
      return async () => {
        const reply = await world.call(other, 'GET', '/calls');
        return JSON.stringify(reply.body) === '{"items":[]}' ? { status: 404, body: { code: 'none' } } : reply;
      };
    },
  }),
  refused({
    ...{ tries: 'answer for a called person with words that no page shows', against: 'rule 12', code: 'words-wrong' },
    stage: async (world) => {
      const { agent, call } = await called(world);
      return () => world.call(agent, 'POST', `/calls/${call}/answers`, { heard: 'brave otter' });
    },
  }),
  refused({
    ...{ tries: 'answer the call of another agent', against: 'rule 12', code: 'call-unknown' },
    stage: async (world) => {
      const { call } = await called(world);
      const other = await anAgent(world);
      return () => world.call(other, 'POST', `/calls/${call}/answers`, { heard: 'brave otter' });
    },
  }),
  {
    ...{ tries: 'call an owner with a true call of one’s own, and be reported', against: 'rule 10' },
    ...{ code: 'done', alerts: ['warning'], commits: 2 },
    stage: async (world) => {
      const { words } = await called(world);
      return () => typed(world, 'reports', words.toUpperCase().replaceAll(' ', ', '));
    },
  },
  {
    ...{ tries: 'call an owner without any call, and be reported', against: 'rule 10' },
    ...{ code: 'done', alerts: ['warning'], commits: 1 },
    stage: async (world) => {
      const owner = await world.person([]);
      await world.account({ owner: owner.person, manager: null });
      return () => world.call(owner.token, 'POST', '/me/calls/reports', { call: null });
    },
  },
];
