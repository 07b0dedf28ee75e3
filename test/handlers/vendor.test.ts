import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { standardWebhooks, standardWebhooksMac } from '../../lambdas/adapters/signatures/standard-webhooks.ts';
import { VENDOR_RESULTS, type VendorServices } from '../../lambdas/app/proving/vendors.ts';
import type { HttpResult } from '../../lambdas/http/event.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { composed } from '../support/compose.ts';
import { anEvent, answerOf, bodyOf, caughtLog } from '../support/http.ts';
import { ProvingWorld } from '../support/proving-world.ts';

const KEY = Buffer.alloc(32, 9);
const world = new ProvingWorld();
const services: VendorServices = {
  ...world.services,
  scheme: standardWebhooks,
  keys: { of: async (source) => (source === 'idv' ? [new Secret(`whsec_${KEY.toString('base64')}`)] : []) },
};
composed('intake', { vendorServices: services });
const { handler } = await import('../../lambdas/handlers/vendor.ts');

beforeEach(async () => {
  await world.reset();
  await world.open();
  await world.page().challenge({ id: 'session-1', method: 'vendor', contact: null, vendor: 'idv' });
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const ROUTE = 'POST /vendor/{source}';
const RESULT = { recovery: 'rec-1', challenge: 'session-1', result: 'verified' };

interface Sent {
  readonly source?: string;
  readonly key?: Buffer;
  /** Seconds from now at which it was signed. */
  readonly signed?: number;
  readonly id?: string;
}

function send(json: object, { source = 'idv', key = KEY, signed = 0, id = 'msg_1' }: Sent = {}): Promise<HttpResult> {
  const body = JSON.stringify(json);
  const seconds = String(Math.floor(Date.parse(world.now()) / 1000) + signed);
  const mac = standardWebhooksMac(key, { id, seconds, body: Buffer.from(body) }).toString('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${mac}` };
  return handler(
    anEvent(ROUTE, { body, headers: { 'content-type': 'application/json', ...headers }, pathParameters: { source } }),
  );
}

const proofs = async () => (await world.recovery()).proofs;

describe('a vendor’s result', () => {
  it('is a proof of the recovery that sent the requester there, once', async () => {
    expect(answerOf(ROUTE, await send(RESULT))).toMatchObject({ recovery: 'rec-1', repeated: false });
    expect(await proofs()).toMatchObject([
      { method: 'vendor', outcome: 'verified', reference: 'session-1', verifier: null },
    ]);
    expect(answerOf(ROUTE, await send(RESULT, { id: 'msg_2' }))).toMatchObject({ repeated: true });
    const anew = await send({ ...RESULT, note: 'the same session again' });
    expect(bodyOf(anew)).toMatchObject({ code: 'challenge-answered' });
    expect(await proofs()).toHaveLength(1);
  });

  it.each([
    ['verified', 'verified'],
    ['approved', 'verified'],
    ['declined', 'failed'],
    ['fraud', 'repudiated'],
    ['cancelled', 'abandoned'],
    ['expired', 'timed-out'],
    ['error', 'error'],
  ])('that is `%s` is %s here', async (result, outcome) => {
    answerOf(ROUTE, await send({ ...RESULT, result }));
    expect(world.events('cognito:jane')).toContainEqual(
      expect.objectContaining({ type: 'ProofRecorded', proof: expect.objectContaining({ outcome }) }),
    );
  });

  it('that is declined ends the recovery, and sticks', async () => {
    expect(answerOf(ROUTE, await send({ ...RESULT, result: 'declined' }))).toMatchObject({ status: 'refused' });
  });

  it.each([
    ['of another key', RESULT, { key: Buffer.alloc(32, 8) }, 'signature-invalid', 401],
    ['signed too long ago', RESULT, { signed: -301 }, 'timestamp-stale', 401],
    ['signed in the future', RESULT, { signed: 301 }, 'timestamp-future', 401],
    ['of a vendor that there is not', RESULT, { source: 'evil' }, 'source-unknown', 404],
    ['of another recovery', { ...RESULT, recovery: 'rec-2' }, {}, 'recovery-unknown', 404],
    ['of another session', { ...RESULT, challenge: 'session-2' }, {}, 'challenge-unknown', 404],
    ['in a word that nobody has explained', { ...RESULT, result: 'probably' }, {}, 'fields-invalid', 422],
    ['without a session', { recovery: 'rec-1', result: 'verified' }, {}, 'fields-invalid', 422],
  ] as const)('%s proves nothing, and is recorded', async (_, json, sent, code, status) => {
    const before = JSON.stringify(world.heights());
    const result = await send(json, sent);
    expect(bodyOf(result)).toMatchObject({ code, status });
    expect(await proofs()).toEqual([]);
    expect(JSON.stringify(world.heights())).not.toBe(before);
  });

  it('that comes after its window proves nothing', async () => {
    world.advance(3_599);
    expect(bodyOf(await send({ ...RESULT, result: 'maybe' }))).toMatchObject({ code: 'fields-invalid' });
    world.advance(2);
    expect(bodyOf(await send(RESULT))['code']).toMatch(/^(window-passed|challenge-expired)$/);
    expect(await proofs()).toEqual([]);
  });

  it('has a meaning for every word that is known', () => {
    expect(VENDOR_RESULTS).toEqual(expect.arrayContaining(['verified', 'failed', 'repudiated', 'abandoned', 'error']));
  });
});
