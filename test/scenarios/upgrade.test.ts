import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AttackWorld } from '../attacks/world.ts';
import { eventually } from '../support/eventually.ts';
import { startScenario } from '../support/local-system.ts';
import { eventsOf, executionsOf } from '../support/play.ts';

/** A deployment while executions are in flight: they keep the definition of the release before, over the functions of this one (ADR 44). */

const RELEASED = new URL('../lib/released/definition.json', import.meta.url);

let world: AttackWorld;
let stop: () => Promise<void>;

beforeAll(async () => {
  const definition: unknown = JSON.parse(await readFile(RELEASED, 'utf8'));
  const started = await startScenario(undefined, undefined, undefined, undefined, definition);
  world = new AttackWorld(started.system);
  stop = started.stop;
}, 120_000);
afterAll(() => stop());

describe('an execution of the release before', () => {
  it('gives access, ends it, confirms that it is gone, and closes', async () => {
    const { recovery } = await world.approving('jane', await world.account());
    await world.play.countersigns('ivan', recovery);
    await world.play.until(recovery, 'granted');
    await world.play.until(recovery, 'reviewing');
    await world.play.does('rita', `/recoveries/${recovery}/reviews`, { finding: 'appropriate', note: 'fine' });
    expect(eventsOf(await world.play.until(recovery, 'closed'))).toEqual(
      expect.arrayContaining(['GrantIssued', 'RevocationConfirmed', 'RecoveryClosed']),
    );
    await eventually(async () => {
      const [execution] = executionsOf(world.system, recovery);
      expect(execution).toMatchObject({ status: 'SUCCEEDED', entered: expect.arrayContaining(['Close']) });
    });
  }, 120_000);

  it('ends with a recovery that is stopped, and with one that nobody proves in time', async () => {
    const stopped = await world.opened('jane', await world.account());
    await world.play.does('dana', `/recoveries/${stopped}/stops`, { reason: 'no longer', cause: 'withdrawn' });
    const late = await world.opened('jane', await world.account(), 'unlock');
    expect((await world.play.until(stopped, 'stopped')).end).toBe('stopped');
    expect((await world.play.until(late, 'expired')).end).toBe('expired');
  }, 120_000);
});
