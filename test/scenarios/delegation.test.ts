import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { challengeOf, type Statement } from '../../lambdas/core/approvals/statement.ts';
import { digestOfDelegation } from '../../lambdas/core/registry/delegation.ts';
import { SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { signs, waiting } from '../attacks/rows/statements.ts';
import { AttackWorld } from '../attacks/world.ts';
import { startScenario } from '../support/local-system.ts';
import { passkeyOf, SITE } from '../support/statement-world.ts';

/** A manager on leave lends their right to approve; who stands in finds the plan, reads it and signs it, and it is executed (ADR 51). */

let world: AttackWorld;
let stop: () => Promise<void>;

beforeAll(async () => {
  const started = await startScenario();
  world = new AttackWorld(started.system);
  stop = started.stop;
}, 120_000);
afterAll(() => stop());

it('whoever stands in decides with their own passkey, and the recovery goes on', async () => {
  const waits = await waiting(world);
  const key = new SoftwareAuthenticator();
  const delegate = await world.person([], { passkeys: [passkeyOf(key)] });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const order = { to: delegate.person, groups: [], until, reason: 'on leave' };
  const statement: Statement = {
    ...{ kind: 'delegate', stream: waits.approver.person, recovery: null, digest: digestOfDelegation(order) },
    ...{ person: waits.approver.person, at: new Date().toISOString() },
  };
  const assertion = waits.key.use({ challenge: challengeOf(statement), origin: SITE });
  const reads = () => world.call(delegate.token, 'GET', `/recoveries/${waits.recovery}`);
  // Both new people can sign in once the system is quiet.
  const { reply: before } = await world.traced(async () => (await world.traced(reads)).reply);
  expect(before).toMatchObject({ status: 404, body: { code: 'recovery-unknown' } });
  const given = await world.call(waits.approver.token, 'POST', '/delegations', {
    ...order,
    signed: { statement, assertion },
  });
  expect(given).toMatchObject({ status: 200, body: { from: waits.approver.person, to: delegate.person } });
  await world.traced(async () => given);

  const taken = [{ from: waits.approver.person, to: delegate.person, reason: 'on leave' }];
  expect((await world.call(delegate.token, 'GET', '/delegations')).body).toMatchObject({ given: [], taken });
  const found = { items: [{ id: waits.recovery, awaits: 'countersign', inPlaceOf: waits.approver.person }] };
  expect((await world.call(delegate.token, 'GET', '/waiting')).body).toMatchObject(found);
  expect((await world.call(delegate.token, 'GET', `/recoveries/${waits.recovery}`)).status).toBe(200);
  const inPlaceOf = encodeURIComponent(waits.approver.person);
  const offers = await world.call(delegate.token, 'GET', `/recoveries/${waits.recovery}/offers?for=${inPlaceOf}`);
  expect(offers.body).toMatchObject({ countersign: true, signing: { statement: { for: waits.approver.person } } });

  const other = { for: waits.approver.person };
  const signed = signs({ ...waits, approver: delegate, key }, other);
  const body = { digest: waits.digest, ...other, signed };
  const decided = await world.call(delegate.token, 'POST', `/recoveries/${waits.recovery}/countersignatures`, body);
  expect(decided).toMatchObject({ status: 200 });
  await world.play.until(waits.recovery, 'granted');
  const shown = await world.call(delegate.token, 'GET', `/recoveries/${waits.recovery}`);
  expect(shown.body).toMatchObject({
    recovery: { countersignatures: [{ approver: delegate.person, for: { person: waits.approver.person } }] },
  });
}, 60_000);
