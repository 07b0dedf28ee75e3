import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Intercept } from '../../local/start/functions.ts';
import { AttackWorld } from '../attacks/world.ts';
import { cli, type Ran } from '../support/cli.ts';
import { startScenario } from '../support/local-system.ts';
import { eventsOf } from '../support/play.ts';

/** A deployment is to be taken away while people have access: `countersign drain` against the whole system, with grants of an hour. */

let world: AttackWorld;
let stop: () => Promise<void>;
let release = () => {};
const slow = new Promise<void>((resolve) => {
  release = resolve;
});

/** The directory is slow to take access away. */
const intercept: Intercept = (name, call) => async (event) => {
  if (name === 'revoke') await slow;
  return call(event);
};

beforeAll(async () => {
  const started = await startScenario(intercept, undefined, undefined, '1h');
  world = new AttackWorld(started.system);
  stop = started.stop;
}, 120_000);
afterAll(() => stop());

const drains = (who: string, ...argv: readonly string[]): Promise<Ran> =>
  cli(['drain', '--reason', 'we move to another account', ...argv, '--json'], {
    ...{ url: world.system.url, live: true },
    env: { COUNTERSIGN_TOKEN: world.system.tokens[who] ?? '' },
  });

async function granted(): Promise<string> {
  const recovery = await world.opened('jane', await world.account());
  await world.play.proves('vera', recovery, 'in-person');
  await world.play.countersigns('ivan', recovery);
  await world.play.until(recovery, 'granted');
  return recovery;
}

describe('countersign doctor --canary', () => {
  it('brings a recovery of a marked account to its plan and back, and executes nothing', async () => {
    const account = await world.account({ owner: 'person:dana', manager: 'person:mara', labels: ['canary'] });
    const { code, out, err } = await cli(['doctor', '--canary', account, '--json'], {
      ...{ url: world.system.url, live: true },
      env: { COUNTERSIGN_TOKEN: world.system.tokens['dana'] ?? '' },
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { recovery, steps } = JSON.parse(out);
    expect(steps.map(({ saw }: { saw: string }) => saw)).toEqual(['opened', 'proofing', 'stopped']);
    expect(eventsOf(await world.play.shows(recovery))).not.toContain('ExecutionStarted');
  }, 120_000);
});

describe('countersign drain', () => {
  it('changes nothing while a recovery is under way, ends two grants when told to, and goes on where it stopped', async () => {
    const grants = [await granted(), await granted()];
    const open = await world.opened('jane', await world.account());
    let refused: Ran | undefined;
    const { trace } = await world.traced(async () => {
      refused = await drains('dana');
      return { status: refused.code, body: {} };
    });
    expect({ code: refused?.code, commits: trace.commits }).toEqual({ code: 1, commits: 0 });
    expect(JSON.parse(refused?.err ?? '')).toMatchObject({ code: 'recoveries-open', recoveries: [open] });
    expect((await drains('jane')).code).toBe(1);

    const cut = await drains('dana', '--stop-open', '--wait', '4');
    expect(cut.code).toBe(1);
    expect(JSON.parse(cut.out)).toMatchObject({ drained: false, grants: 2 });
    release();

    const ended = await drains('dana', '--wait', '60');
    expect(JSON.parse(ended.out)).toMatchObject({
      drained: true,
      grants: 0,
      left: [],
      awaitingReview: expect.any(Number),
    });
    expect(ended.code).toBe(0);
    for (const recovery of grants) expect(eventsOf(await world.play.shows(recovery))).toContain('RevocationConfirmed');
    expect((await world.play.shows(open)).end).toBe('stopped');

    const late = await world.play.opens('jane', await world.account(), 'reset-password');
    await world.play.until(late, 'denied');
    expect((await drains('dana')).code).toBe(0);
  }, 240_000);

  it('ends when two people on duty lift it: then plans are made again', async () => {
    const { threats } = (await world.call('dana', 'GET', '/threats')).body as unknown as Listed;
    const threat = threats.find(({ drain }) => drain)?.id;
    await world.play.does('dana', '/threats/lowerings', { threat });
    const still = await world.play.opens('jane', await world.account(), 'reset-password');
    await world.play.until(still, 'denied');
    const { token } = await world.person(['on-duty'], { parts: ['on-duty'] });
    // Whoever was just registered is found once the relay has shown them.
    await world.system.aws.stream?.settled();
    const { body } = await world.call(token, 'POST', '/threats/lowerings', { threat });
    expect(body).toEqual({ threat, lowered: true });
    const again = await world.play.opens('jane', await world.account(), 'reset-password');
    await world.play.until(again, 'proofing');
  }, 60_000);
});

interface Listed {
  readonly threats: readonly { readonly id: string; readonly drain: boolean }[];
}
