import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** A help desk that is talked into something, or that helps itself (rules 1, 8 and 17). */

const refused = (row: Pick<Attack, 'tries' | 'against' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ alerts: [], commits: 1 },
  ...row,
});

/**
 * A recovery that an agent took in by telephone, and what that agent signs in with. Neither the agent nor the caller has done anything else: the
 * risk counts people and desks across accounts, and a plan of a raised risk rings for every refusal (rule 10).
 */
async function taken(world: AttackWorld): Promise<{ readonly recovery: string; readonly agent: string }> {
  const parts = ['agent', 'desk:plant'] as const;
  const { token: agent } = await world.person(parts, { parts });
  const { person: caller } = await world.person([]);
  const account = await world.account({ owner: caller, manager: null });
  const body = { account, action: 'reset-password', reason: 'she called', requester: caller, channel: 'phone' };
  const reply = await world.call(agent, 'POST', '/recoveries', body);
  if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
  const recovery = String(reply.body['recovery']);
  await world.play.until(recovery, 'proofing');
  return { recovery, agent };
}

/** Somebody else sends a link for a recovery that Jane opened herself. */
const links = (who: string) => async (world: AttackWorld) => {
  const recovery = await world.opened('jane', await world.account());
  return () => world.call(who, 'POST', `/recoveries/${recovery}/links`, { contact: 'work' });
};

export const HELP: readonly Attack[] = [
  refused({
    ...{ tries: 'have the page sent to a contact that the caller names', against: 'rule 8', code: 'contact-unknown' },
    stage: async (world) => {
      const { recovery, agent } = await taken(world);
      return () => world.call(agent, 'POST', `/recoveries/${recovery}/links`, { contact: 'my-new-mail' });
    },
  }),
  refused({
    ...{ tries: 'send links for a recovery of another desk', against: 'rule 17', code: 'desk-not-theirs' },
    stage: links('amira'),
  }),
  refused({
    ...{ tries: 'send links as its verifier', against: 'rule 1', code: 'role-missing' },
    stage: links('vera'),
  }),
  refused({
    ...{ tries: 'take a recovery of another desk by handing it over to one’s own', against: 'rule 17' },
    ...{ code: 'desk-not-theirs' },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return () => world.call('amira', 'POST', `/recoveries/${recovery}/handovers`, { desk: 'night', reason: 'mine' });
    },
  }),
  refused({
    ...{ tries: 'hand a recovery over to a desk that no policy knows', against: 'rule 17', code: 'desk-unknown' },
    stage: async (world) => {
      const { recovery, agent } = await taken(world);
      return () => world.call(agent, 'POST', `/recoveries/${recovery}/handovers`, { desk: 'mine', reason: 'mine' });
    },
  }),
  refused({
    ...{ tries: 'look people up without being an agent', against: 'rule 17', code: 'role-missing', commits: 0 },
    stage: async (world) => () => world.call('ken', 'POST', '/accounts/searches', { words: 'Jane Doe' }),
  }),
];
