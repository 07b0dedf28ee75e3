import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Growth: what people without an account can make the ledger keep (rule 17). */

const refused = (row: Pick<Attack, 'tries' | 'code' | 'stage'> & Partial<Attack>): Attack => ({
  ...{ against: 'rule 17', alerts: [], commits: 0 },
  ...row,
});

const WRONG = { challenge: 'none', code: '123456' };

const onNewPage = async (world: AttackWorld, recovery: string, what: string, body: object) =>
  world.onPage(recovery, what, body, await world.cookie(recovery));

/** As many at once as a browser opens connections, so often; the answer to the last one. */
async function often(rounds: number, attempt: () => ReturnType<AttackWorld['raw']>) {
  for (let left = rounds; left > 1; left -= 1) await Promise.all(Array.from({ length: 6 }, attempt));
  return attempt();
}

const malformed = (world: AttackWorld, recovery: string, what: string, body: string, cookie = '') =>
  world.raw(`/r/${recovery}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body,
  });

const live = async (world: AttackWorld) => world.opened('jane', await world.account());

async function ended(world: AttackWorld): Promise<string> {
  const recovery = await live(world);
  await world.play.does('jane', `/recoveries/${recovery}/stops`, { reason: 'over', cause: 'withdrawn' });
  return recovery;
}

export const GROWTH: readonly Attack[] = [
  refused({
    ...{ tries: 'write by looking at the page of a live recovery', code: 'done' },
    stage: async (world) => {
      const recovery = await live(world);
      return () => often(10, () => world.raw(`/r/${recovery}/state`));
    },
  }),
  refused({
    ...{ tries: 'write by looking at the page of an ended recovery', code: 'done' },
    stage: async (world) => {
      const recovery = await ended(world);
      return () => often(10, () => world.raw(`/r/${recovery}/state`));
    },
  }),
  refused({
    ...{ tries: 'write by reading a recovery without a token', code: '401' },
    stage: async (world) => {
      const recovery = await live(world);
      return () => often(10, () => world.raw(`/recoveries/${recovery}`));
    },
  }),
  refused({
    ...{ tries: 'write by refused reads with a token that holds no part', code: 'recovery-unknown' },
    stage: async (world) => {
      const recovery = await live(world);
      const { token } = await world.person([]);
      return () => often(5, () => world.call(token, 'GET', `/recoveries/${recovery}`));
    },
  }),
  refused({
    ...{ tries: 'write by asking for a proof of an ended recovery', code: 'recovery-ended' },
    stage: async (world) => {
      const recovery = await ended(world);
      return () => often(5, () => onNewPage(world, recovery, 'challenges', { method: 'totp', purpose: 'prove' }));
    },
  }),
  refused({
    ...{ tries: 'write by stopping an ended recovery with a made-up link', code: 'recovery-ended' },
    stage: async (world) => {
      const recovery = await ended(world);
      return () => often(5, () => world.onPage(recovery, 'stops', { token: 'A'.repeat(43) }));
    },
  }),
  refused({
    ...{ tries: 'write by claiming what an ended recovery gave', code: 'recovery-ended' },
    stage: async (world) => {
      const recovery = await ended(world);
      return () => often(5, () => onNewPage(world, recovery, 'claims', {}));
    },
  }),
  refused({
    ...{ tries: 'make two commits a minute of answers that are no JSON', code: 'json-malformed' },
    // A minute may end meanwhile.
    commits: { atMost: 2 },
    stage: async (world) => {
      const recovery = await live(world);
      const cookie = await world.cookie(recovery);
      return () => often(10, () => malformed(world, recovery, 'answers', '{"code":', cookie));
    },
  }),
  refused({
    ...{ tries: 'write by answers that are no JSON on an ended recovery', code: 'json-malformed' },
    stage: async (world) => {
      const recovery = await ended(world);
      return () => often(10, () => malformed(world, recovery, 'answers', '{"code":'));
    },
  }),
  refused({
    ...{ tries: 'write by fields that no page sends, on an ended recovery', code: 'fields-invalid' },
    stage: async (world) => {
      const recovery = await ended(world);
      return () => often(10, () => malformed(world, recovery, 'challenges', '{"method":7}'));
    },
  }),
  refused({
    ...{ tries: 'write by fields that no page sends, on a recovery that never was', code: 'fields-invalid' },
    stage: async (world) => () => often(10, () => malformed(world, 'no-such-recovery', 'stops', '{"link":1}')),
  }),
  refused({
    ...{ tries: 'write by answers with cookies that the server never made', code: 'page-not-open' },
    stage: async (world) => {
      const recovery = await live(world);
      return () => often(10, () => world.onPage(recovery, 'answers', WRONG, `page=${'A'.repeat(43)}`));
    },
  }),
  refused({
    ...{ tries: 'make two commits a minute of wrong answers from many pages', code: 'challenge-unknown' },
    // A minute may end meanwhile.
    commits: { atMost: 2 },
    stage: async (world) => {
      const recovery = await live(world);
      return () => often(10, () => onNewPage(world, recovery, 'answers', WRONG));
    },
  }),
  refused({
    ...{ tries: 'make two commits a minute of wrong stop links from many browsers', code: 'stop-unproved' },
    commits: { atMost: 2 },
    stage: async (world) => {
      const recovery = await live(world);
      return () => often(10, () => world.onPage(recovery, 'stops', { token: 'B'.repeat(43) }));
    },
  }),
  refused({
    ...{ tries: 'have one command carried out twice by sending it again', code: 'done', commits: 1 },
    stage: async (world) => {
      const recovery = await live(world);
      const body = JSON.stringify({ reason: 'over', cause: 'withdrawn' });
      const headers = {
        ...{ 'content-type': 'application/json', authorization: `Bearer ${world.system.tokens['jane'] ?? ''}` },
        'idempotency-key': 'one-and-the-same-key',
      };
      const stop = () => world.raw(`/recoveries/${recovery}/stops`, { method: 'POST', headers, body });
      return () => often(5, stop);
    },
  }),
];
