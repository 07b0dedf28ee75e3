import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heapInUse } from '../../bench/flood-heap.ts';
import { KINDS, sendMalformed } from '../../bench/flood-malformed.ts';
import { callApi } from '../../local/serve/api.ts';
import { NAMES } from '../../local/start/environment.ts';
import type { LocalSystem } from '../../local/start/system.ts';
import { startScenario } from '../support/local-system.ts';

/** What broken clients, scanners and attackers send, to the API and to the stand-ins of AWS. */

const REQUESTS = 10_000;
const CLIENTS = 16;

let system: LocalSystem;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ system, stop } = await startScenario());
  await system.aws.stream?.settled();
}, 120_000);
afterAll(() => stop());

/** Every commit by its stream, except those of sources: refusals that name no recovery are kept there, once for each route, code and minute. */
async function ledger(): Promise<{ readonly commits: readonly string[]; readonly ofSources: number }> {
  const commits: string[] = [];
  let ofSources = 0;
  for await (const item of system.aws.dynamodb.scan({ TableName: NAMES.ledger })) {
    const { account, hash } = item as {
      readonly account: { readonly S: string };
      readonly hash: { readonly S: string };
    };
    if (account.S.startsWith('source:')) ofSources += 1;
    else commits.push(`${account.S} ${hash.S}`);
  }
  return { commits: commits.sort(), ofSources };
}

const asks = (method: 'GET' | 'POST', path: string, body?: unknown) =>
  callApi(system.url, { method, path, token: system.tokens['jane'] ?? '', body });

describe('10,000 malformed requests from 16 clients', () => {
  let answers: ReadonlyMap<string, number>;
  let before: Awaited<ReturnType<typeof ledger>>;
  const heap = { before: 0, after: 0 };
  const next = { ms: 0, status: 0 };
  beforeAll(async () => {
    // The first ones fill what is filled once.
    await sendMalformed(system, { requests: 40 * Object.keys(KINDS).length, clients: CLIENTS });
    before = await ledger();
    heap.before = await heapInUse();
    answers = await sendMalformed(system, { requests: REQUESTS, clients: CLIENTS });
    const begin = performance.now();
    const { status } = await asks('POST', '/recoveries', {
      account: 'cognito:jane',
      action: 'unlock',
      reason: 'locked',
    });
    Object.assign(next, { ms: performance.now() - begin, status });
    heap.after = await heapInUse();
  }, 300_000);

  it('are refused, each kind in one way, and none as a failure of the system', () => {
    expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
    const kinds = [...answers.keys()];
    expect(kinds).toHaveLength(Object.keys(KINDS).length);
    expect(kinds.filter((kind) => !/: (4\d\d|closed)$/.test(kind))).toEqual([]);
  });

  it('are followed by a good one that is accepted within a second', () => {
    expect(next.status).toBe(202);
    expect(next.ms).toBeLessThan(1_000);
  });

  it('change nothing: no commit on any account, person or policy, and few on those of refusals', async () => {
    const after = await ledger();
    const added = after.commits.filter((commit) => !before.commits.includes(commit));
    expect(added.filter((commit) => !commit.startsWith('cognito:jane '))).toEqual([]);
    expect(before.commits.filter((commit) => !after.commits.includes(commit))).toEqual([]);
    expect(after.ofSources - before.ofSources).toBeLessThan(200);
  });

  it('leave no memory behind', () => {
    expect(heap.after / heap.before).toBeLessThan(1.1);
  });
});
