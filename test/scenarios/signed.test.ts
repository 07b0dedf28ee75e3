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
});
