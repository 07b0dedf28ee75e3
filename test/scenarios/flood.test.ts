import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reply } from '../../local/serve/api.ts';
import { NAMES } from '../../local/start/environment.ts';
import { AttackWorld } from '../attacks/world.ts';
import { startScenario } from '../support/local-system.ts';

/** What anybody who has the link of a recovery can send, and who knows nothing else; nobody here signs in (rule 17). */

const REQUESTS = 5_000;
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

describe('5,000 requests of people without an account', () => {
  let world: AttackWorld;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const started = await startScenario();
    world = new AttackWorld(started.system);
    stop = started.stop;
  }, 120_000);
  afterAll(() => stop());

  /** Commits on this stream, and on the stream of the API itself, which keeps what names no recovery. */
  async function commitsOf(account: string) {
    const found = { ofAccount: 0, ofApi: 0 };
    for await (const item of world.system.aws.dynamodb.scan({ TableName: NAMES.ledger })) {
      const { account: of, actor } = item as { account?: { S: string }; actor?: { S: string } };
      if (of?.S === account && actor?.S !== 'workflow') found.ofAccount += 1;
      if (of?.S === 'source:api') found.ofApi += 1;
    }
    return found;
  }

  /** What was answered, and how many commits it added. */
  async function flooded(account: string, recovery: string) {
    const before = await commitsOf(account);
    let answers: Readonly<Record<string, number>> = {};
    const { trace } = await world.traced(async () => {
      answers = await flood(world, recovery);
      return { status: 200, body: {} };
    });
    const after = await commitsOf(account);
    const added = { ofAccount: after.ofAccount - before.ofAccount, ofApi: after.ofApi - before.ofApi };
    process.stdout.write(`${JSON.stringify({ requests: REQUESTS, commits: trace.commits, ...added, answers })}\n`);
    expect(trace.commits).toBe(added.ofAccount + added.ofApi);
    return { ...added, commits: trace.commits, alerts: trace.alerts };
  }

  it('on a live recovery add at most 60 commits, and the owner is served at once', async () => {
    const account = await world.account();
    const recovery = await world.opened('jane', account);
    const { commits, alerts } = await flooded(account, recovery);
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThanOrEqual(60);
    expect(alerts).toEqual([]);
    const begin = performance.now();
    const { status } = await world.play.does('jane', `/recoveries/${recovery}/stops`, {
      reason: 'x',
      cause: 'withdrawn',
    });
    expect(status).toBe('stopped');
    expect(performance.now() - begin).toBeLessThan(2_000);
  }, 240_000);

  it('on a recovery that has ended add none, and the owner opens the next one at once', async () => {
    const account = await world.account();
    const recovery = await world.opened('jane', account);
    await world.play.does('jane', `/recoveries/${recovery}/stops`, { reason: 'over', cause: 'withdrawn' });
    const { ofAccount, ofApi, alerts } = await flooded(account, recovery);
    expect({ ofAccount, alerts }).toEqual({ ofAccount: 0, alerts: [] });
    // What names no recovery is one commit for each route, code and minute, whatever recovery it was meant for.
    expect(ofApi).toBeLessThanOrEqual(20);
    const begin = performance.now();
    await world.play.opens('jane', account, 'reset-password');
    expect(performance.now() - begin).toBeLessThan(2_000);
  }, 240_000);
});
