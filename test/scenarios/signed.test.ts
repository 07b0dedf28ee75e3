import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countersigns, signs, waiting } from '../attacks/rows/statements.ts';
import { AttackWorld } from '../attacks/world.ts';
import { startScenario } from '../support/local-system.ts';

let world: AttackWorld;
let stop: () => Promise<void>;

beforeAll(async () => {
  const started = await startScenario(undefined, undefined, 'statements: all\n');
  world = new AttackWorld(started.system);
  stop = started.stop;
}, 120_000);
afterAll(() => stop());

describe('under a policy that asks for statements', () => {
  it('is executed what the approver signed, and not what they only sent', async () => {
    const waits = await waiting(world);
    const unsigned = await countersigns(world, waits);
    expect([unsigned.status, unsigned.body['code']]).toEqual([403, 'statement-missing']);
    const offers = await world.call(waits.approver.token, 'GET', `/recoveries/${waits.recovery}/offers`);
    const { digest, recovery, account } = waits;
    expect(offers.body['signing']).toMatchObject({ statement: { digest, recovery, stream: account } });
    expect((await countersigns(world, waits, signs(waits))).status).toBe(200);
    await world.play.until(waits.recovery, 'granted');
  }, 60_000);

  it('offers nobody a countersignature who has no passkey', async () => {
    const { person: manager, token } = await world.person([]);
    const { recovery } = await world.approving('jane', await world.account({ manager }));
    const offers = await world.call(token, 'GET', `/recoveries/${recovery}/offers`);
    expect(offers.body).toMatchObject({ countersign: false, signing: null });
  }, 60_000);

  it('lets the next group decide after half of the window, in the place of a manager who is away (ADR 57)', async () => {
    const account = await world.account({ environment: 'staging' });
    const { recovery, digest } = await world.approving('jane', account);
    const early = await world.call('sara', 'POST', `/recoveries/${recovery}/countersignatures`, { digest });
    expect([early.status, early.body['code']]).toEqual([409, 'not-due']);
    for (let tries = 0; tries < 60; tries += 1) {
      const { timeline } = (await world.call('dana', 'GET', `/recoveries/${recovery}`)).body as unknown as Told;
      if (timeline.some(({ events }) => events.some(({ type }) => type === 'StageHalfPassed'))) break;
      await pause(500);
    }
    const found = (await world.call('sara', 'GET', '/waiting')).body['items'];
    expect(found).toEqual(expect.arrayContaining([expect.objectContaining({ id: recovery, awaits: 'countersign' })]));
    await world.play.countersigns('sara', recovery);
    await world.play.until(recovery, 'granted');
    const { body } = await world.call('dana', 'GET', `/recoveries/${recovery}`);
    expect(body).toMatchObject({
      recovery: { countersignatures: [{ approver: 'person:sara', escalated: expect.anything() }] },
    });
  }, 60_000);
});

interface Told {
  readonly timeline: readonly { readonly events: readonly { readonly type: string }[] }[];
}
