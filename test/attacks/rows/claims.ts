import { jiraTicket } from '../../../local/demo/tickets.ts';
import type { Visitor } from '../../../local/serve/visitor.ts';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Who takes a credential, on which page, and whose words are believed (rules 12 and 13). */

const refused = (row: Pick<Attack, 'tries' | 'against' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ alerts: [], commits: 1 },
  ...row,
});

/** A recovery that Jane is to take on this page: it heard the help desk, and a verifier saw her there. */
async function proved(world: AttackWorld, seenBy = 'vera') {
  const recovery = await world.opened('jane', await world.account());
  const visitor = await world.play.visits(recovery);
  await world.play.proves(seenBy, recovery, 'in-person', visitor);
  return { recovery, visitor };
}

/** The same, carried out. A verifier who has seen very many people on a day makes a plan ask for more. */
export async function granted(
  world: AttackWorld,
  seenBy?: string,
): Promise<{ readonly recovery: string; readonly visitor: Visitor }> {
  const one = await proved(world, seenBy);
  await world.play.countersigns('ida', one.recovery);
  await world.play.until(one.recovery, 'granted');
  return one;
}

/** Carried out with a sighting that is bound to no page. */
async function grantedUnbound(world: AttackWorld): Promise<string> {
  const { recovery } = await world.approving('jane', await world.account());
  await world.play.countersigns('ida', recovery);
  await world.play.until(recovery, 'granted');
  return recovery;
}

const SIGHTING = {
  ...{ method: 'in-person', outcome: 'verified', reference: 'badge-log/1', seen: ['passport', 'employee-badge'] },
} as const;

const MADE_UP = `countersign=${'v'.repeat(43)}.${'v'.repeat(42)}A`;

export const CLAIMS: readonly Attack[] = [
  refused({
    ...{ tries: 'claim one`s own reset with a stolen session', against: 'rule 13', code: 'claim-on-page' },
    stage: async (world) => {
      const { recovery } = await granted(world);
      return () => world.call('jane', 'POST', `/recoveries/${recovery}/claims`, {});
    },
  }),
  refused({
    ...{ tries: 'claim in another browser that has the address', against: 'rule 13', code: 'not-the-requester' },
    stage: async (world) => {
      const { recovery } = await granted(world);
      const other = await world.play.visits(recovery);
      return () => other.does('claims');
    },
  }),
  refused({
    ...{ tries: 'claim twice on the page that proved it', against: 'rule 13', code: 'already-claimed' },
    stage: async (world) => {
      const { visitor } = await granted(world);
      await world.play.claims(visitor);
      return () => visitor.does('claims');
    },
  }),
  refused({
    ...{ tries: 'claim what a sighting without a page proved', against: 'rule 13', code: 'not-the-requester' },
    stage: async (world) => {
      const recovery = await grantedUnbound(world);
      const visitor = await world.play.visits(recovery);
      return () => visitor.does('claims');
    },
  }),
  refused({
    ...{
      tries: 'claim with a cookie that the server never made',
      against: 'rule 13',
      code: 'page-not-open',
      commits: 0,
    },
    stage: async (world) => {
      const { recovery } = await granted(world);
      return () => world.onPage(recovery, 'claims', {}, MADE_UP);
    },
  }),
  refused({
    ...{
      tries: 'ask for codes with made-up cookies, 200 times',
      against: 'rule 17',
      code: 'page-not-open',
      commits: 0,
    },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      return async () => {
        for (let count = 0; count < 199; count += 1)
          await world.onPage(recovery, 'challenges', { method: 'totp' }, MADE_UP);
        return world.onPage(recovery, 'challenges', { method: 'totp' }, MADE_UP);
      };
    },
  }),
  refused({
    ...{ tries: 'claim with the cookie of a page of another recovery', against: 'rule 13', code: 'not-the-requester' },
    stage: async (world) => {
      const { recovery } = await granted(world);
      const other = await world.opened('jane', await world.account());
      const cookie = await world.cookie(other);
      return () => world.onPage(recovery, 'claims', {}, cookie);
    },
  }),
  refused({
    ...{
      tries: 'claim again with the right cookie after the end',
      against: 'rule 14',
      code: 'recovery-ended',
      commits: 0,
    },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const visitor = await world.play.visits(recovery);
      await world.play.does('jane', `/recoveries/${recovery}/stops`, { reason: 'over', cause: 'withdrawn' });
      return () => visitor.does('claims');
    },
  }),
  refused({
    ...{ tries: 'type words that no help desk said', against: 'rule 12', code: 'words-wrong' },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const cookie = await world.cookie(recovery);
      return () => world.onPage(recovery, 'words', { heard: 'amber falcon' }, cookie);
    },
  }),
  refused({
    ...{ tries: 'type the words of the help desk for another recovery', against: 'rule 12', code: 'words-wrong' },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const other = await world.opened('jane', await world.account());
      const { words } = await world.play.shows(other);
      const cookie = await world.cookie(recovery);
      return () => world.onPage(recovery, 'words', { heard: words?.join(' ') }, cookie);
    },
  }),
  refused({
    ...{ tries: 'bind a sighting to a page of another recovery', against: 'rule 12', code: 'page-unknown' },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      const visitor = await world.play.visits(await world.opened('jane', await world.account()));
      const page = await visitor.words();
      return () => world.call('vera', 'POST', `/recoveries/${recovery}/proofs`, { ...SIGHTING, page });
    },
  }),
  refused({
    ...{
      tries: 'bind a sighting to a page that has not heard the help desk',
      against: 'rule 12',
      code: 'page-unknown',
    },
    stage: async (world) => {
      const recovery = await world.opened('jane', await world.account());
      await world.play.visits(recovery);
      return () => world.call('vera', 'POST', `/recoveries/${recovery}/proofs`, { ...SIGHTING, page: 'amber falcon' });
    },
  }),
  refused({
    ...{ tries: 'name a thief`s page for a sighting of somebody else', against: 'rule 13', code: 'proof-unknown' },
    stage: async (world) => {
      const recovery = await grantedUnbound(world);
      const page = await (await world.play.visits(recovery)).words();
      return () => world.call('victor', 'POST', `/recoveries/${recovery}/bindings`, { method: 'in-person', page });
    },
  }),
  refused({
    ...{ tries: 'name another page after the credential was taken', against: 'rule 13', code: 'already-claimed' },
    stage: async (world) => {
      const { recovery, visitor } = await granted(world);
      await world.play.claims(visitor);
      const page = await (await world.play.visits(recovery)).words();
      return () => world.call('vera', 'POST', `/recoveries/${recovery}/bindings`, { method: 'in-person', page });
    },
  }),
  refused({
    ...{ tries: 'open for somebody else without saying how they asked', against: 'rule 9', code: 'channel-missing' },
    stage: async (world) => {
      const account = await world.account();
      const body = { account, action: 'reset-password', reason: 'forgot it', requester: 'person:jane' };
      return () => world.call('alex', 'POST', '/recoveries', body);
    },
  }),
  refused({
    ...{
      tries: 'open a ticket for somebody else without the agent`s part',
      against: 'rule 1',
      code: 'opener-no-agent',
    },
    stage: async (world) => {
      const account = await world.account();
      const asked = { id: world.fresh('HELP'), account, action: 'reset-password', summary: 'locked' };
      const [requester, opener] = ['5b10a2844c20165700ede21g', '712020:9d3f6c1a-52e4-4c7b-8d0e-1f6a2b3c4d5e'];
      const { headers, body } = jiraTicket({ ...asked, requester, opener }, world.system.webhookKeys.jira, new Date());
      return async () => {
        const reply = await world.raw('/webhooks/jira', { method: 'POST', headers, body });
        // The vendor hears yes: the ticket waits for an agent, with the cause.
        const { cause } = (reply.body['held'] ?? {}) as { readonly cause?: string };
        return { status: 409, body: { code: cause ?? 'not held' } };
      };
    },
  }),
];
