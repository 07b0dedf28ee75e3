import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reply } from '../../local/serve/api.ts';
import { NAMES } from '../../local/start/environment.ts';
import { AttackWorld } from '../attacks/world.ts';
import { startScenario } from '../support/local-system.ts';

/** What anybody who has the link of a recovery can send, and who knows nothing else; nobody here signs in (rule 17). */

const REQUESTS = 2_400;
const AT_ONCE = 20;

type Tries = (world: AttackWorld, recovery: string, cookie: string) => Promise<Reply>;

const post = (world: AttackWorld, path: string, body: string, more: Record<string, string> = {}): Promise<Reply> =>
  world.raw(path, { method: 'POST', headers: { 'content-type': 'application/json', ...more }, body });

/** Each by a browser with a cookie of its own, which the server made, or with none. */
const KINDS: readonly (readonly [what: string, tries: Tries])[] = [
  ['looks at the page', (world, recovery) => world.raw(`/r/${recovery}/state`)],
  [
    'answers with a wrong code',
    (world, recovery, cookie) => world.onPage(recovery, 'answers', { challenge: 'none', code: '123456' }, cookie),
  ],
  [
    'answers without a cookie',
    (world, recovery) => world.onPage(recovery, 'answers', { challenge: 'none', code: '123456' }),
  ],
  [
    'follows a wrong stop link',
    (world, recovery) => world.onPage(recovery, 'stops', { token: Math.random().toString(36).repeat(4).slice(0, 43) }),
  ],
  [
    'stops by a challenge that there is not',
    (world, recovery, cookie) => world.onPage(recovery, 'stops', { challenge: 'none' }, cookie),
  ],
  [
    'asks for a proof that nobody enrolled',
    (world, recovery, cookie) => world.onPage(recovery, 'challenges', { method: 'totp', purpose: 'prove' }, cookie),
  ],
  ['claims', (world, recovery, cookie) => world.onPage(recovery, 'claims', {}, cookie)],
  ['sends what is no JSON', (world, recovery, cookie) => post(world, `/r/${recovery}/answers`, '{"code":', { cookie })],
  ['sends fields that no page sends', (world, recovery) => post(world, `/r/${recovery}/challenges`, '{"method":7}')],
  [
    'sends a text that is no cookie',
    (world, recovery) => post(world, `/r/${recovery}/stops`, '[]', { cookie: 'page=' }),
  ],
  [
    'makes up a cookie',
    (world, recovery) => world.onPage(recovery, 'answers', { challenge: 'none', code: '123456' }, 'page=made-up'),
  ],
  [
    'names the words of a page, without a token',
    (world, recovery) => post(world, `/recoveries/${recovery}/proofs`, '{"page":"blue heron"}'),
  ],
];

/** So many requests, every kind as often as any other. How often each answer was given, by its code or else its status. */
async function flood(world: AttackWorld, recovery: string): Promise<Readonly<Record<string, number>>> {
  const answers: Record<string, number> = {};
  const cookies = await Promise.all(Array.from({ length: AT_ONCE }, () => world.cookie(recovery)));
  let sent = 0;
  const one = async (): Promise<void> => {
    for (let index = sent++; index < REQUESTS; index = sent++) {
      const [, tries] = KINDS[index % KINDS.length] ?? [];
      // A new browser now and then: making a cookie is a request of its own.
      if (index % 25 === 0) cookies[index % AT_ONCE] = await world.cookie(recovery);
      const reply = await tries?.(world, recovery, cookies[index % AT_ONCE] ?? '');
      const answer = String(reply?.body['code'] ?? reply?.status);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return answers;
}

describe('2,400 requests of people without an account', () => {
  let world: AttackWorld;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    // A busy machine takes longer than a minute for so many.
    const started = await startScenario(undefined, undefined, undefined, undefined, undefined, '10m');
    world = new AttackWorld(started.system);
    stop = started.stop;
  }, 120_000);
  afterAll(() => stop());

  /** Commits on every stream of the ledger, without the workflow's own steps. */
  async function commitsByStream(): Promise<Readonly<Record<string, number>>> {
    const found: Record<string, number> = {};
    for await (const item of world.system.aws.dynamodb.scan({ TableName: NAMES.ledger })) {
      const { account, actor } = item as { account: { S: string }; actor?: { S: string } };
      if (actor?.S !== 'workflow') found[account.S] = (found[account.S] ?? 0) + 1;
    }
    return found;
  }

  /** How many commits it added to each stream that has grown, and what rang. */
  async function flooded(recovery: string) {
    const before = await commitsByStream();
    let answers: Readonly<Record<string, number>> = {};
    const { trace } = await world.traced(async () => {
      answers = await flood(world, recovery);
      return { status: 200, body: {} };
    });
    const after = Object.entries(await commitsByStream());
    const grown = Object.fromEntries(
      after.flatMap(([stream, commits]) => {
        const added = commits - (before[stream] ?? 0);
        return added === 0 ? [] : [[stream, added]];
      }),
    );
    process.stdout.write(`${JSON.stringify({ requests: REQUESTS, grown, answers })}\n`);
    return { grown, alerts: trace.alerts };
  }

  it('on a live recovery add at most 60 commits, and the owner is served at once', async () => {
    const account = await world.account();
    const recovery = await world.opened('jane', account);
    const { grown, alerts } = await flooded(recovery);
    expect(Object.keys(grown)).toEqual([account]);
    expect(grown[account]).toBeGreaterThan(0);
    expect(grown[account]).toBeLessThanOrEqual(60);
    expect(alerts).toEqual([]);
    const begin = performance.now();
    const { status } = await world.play.does('jane', `/recoveries/${recovery}/stops`, {
      reason: 'x',
      cause: 'withdrawn',
    });
    expect(status).toBe('stopped');
    expect(performance.now() - begin).toBeLessThan(2_000);
  }, 240_000);

  it('on a recovery that has ended add none to any stream, and the owner opens the next one at once', async () => {
    const account = await world.account();
    const recovery = await world.opened('jane', account);
    await world.play.does('jane', `/recoveries/${recovery}/stops`, { reason: 'over', cause: 'withdrawn' });
    expect(await flooded(recovery)).toEqual({ grown: {}, alerts: [] });
    const begin = performance.now();
    await world.play.opens('jane', account, 'reset-password');
    expect(performance.now() - begin).toBeLessThan(2_000);
  }, 240_000);
});
