import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { HttpResult } from '../../lambdas/http/event.ts';
import { BAD_BODIES } from '../support/bad-input.ts';
import { composed } from '../support/compose.ts';
import { anEvent, answerOf, bodyOf, caughtLog } from '../support/http.ts';
import { pageCookies } from '../support/keys.ts';
import { CANARY_ADDRESSES, ProvingWorld } from '../support/proving-world.ts';
import { CANARY } from '../support/tickets.ts';

const world = new ProvingWorld();
composed('proving', { challenging: { services: world.proving, cookies: pageCookies, secure: true } });
const { handler } = await import('../../lambdas/handlers/requester-challenge.ts');

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  await world.open();
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const ROUTE = 'POST /r/{id}/challenges';
const cookie = (await pageCookies.make()).reveal();
const open = { pathParameters: { id: 'rec-1' }, cookies: [`__Host-countersign=${cookie}`] };
const good = anEvent(ROUTE, open, { method: 'issued-code-email', contact: 'work' });
const ask = (over: object = {}): Promise<HttpResult> => handler({ ...good, ...over });

describe('asking on the requester’s page', () => {
  it('sends a code, and binds the challenge to a page that nobody else has', async () => {
    const result = await ask();
    expect(answerOf(ROUTE, result)).toMatchObject({ method: 'issued-code-email', passkey: null });
    expect(result.cookies).toBeUndefined();
    const [challenge] = (await world.recovery()).challenges;
    expect(challenge?.session).toMatch(/^[0-9a-f]{64}$/);
    // The registry's own record is the one place that has the address.
    const written = world.commits('cognito:jane').filter(({ recovery }) => recovery !== null);
    for (const canary of [...cookie.split('.'), world.delivery.code(), ...CANARY_ADDRESSES])
      expect(result.body + lines.join('') + JSON.stringify(written)).not.toContain(canary);
  });

  it.each([
    ['no cookie', []],
    ['a cookie that the server never made', [`__Host-countersign=${'v'.repeat(43)}.${'v'.repeat(43)}`]],
  ])('leaves nothing behind with %s, and sends nothing', async (_, cookies) => {
    const before = world.heights();
    expect(bodyOf(await ask({ cookies }))).toMatchObject({ status: 403, code: 'page-not-open' });
    expect(world.heights()).toEqual(before);
    expect(world.delivery.sent).toEqual([]);
  });

  it('is another challenge each time, also under one key', async () => {
    const headers = { ...good.headers, 'idempotency-key': 'k1' };
    const ids = [bodyOf(await ask({ headers })), bodyOf(await ask({ headers }))].map(({ challenge }) => challenge);
    expect(new Set(ids).size).toBe(2);
  });

  it('names the vendor that somebody is sent to, and what an answer is for', async () => {
    const body = (json: object) => ({ body: JSON.stringify(json) });
    expect(answerOf(ROUTE, await ask(body({ method: 'vendor', vendor: 'idv' })))).toMatchObject({ method: 'vendor' });
    await ask(body({ method: 'issued-code-email', contact: 'work', purpose: 'stop' }));
    expect((await world.recovery()).challenges).toMatchObject([
      { method: 'vendor', vendor: 'idv', purpose: 'prove' },
      { method: 'issued-code-email', vendor: null, purpose: 'stop' },
    ]);
    for (const wrong of [{ method: 'vendor' }, { method: 'vendor', vendor: 'No Word' }, { purpose: 'claim' }])
      expect((await ask(body({ method: 'totp', ...wrong }))).statusCode).toBe(422);
  });

  it('tells nobody whether there is such a recovery', async () => {
    const none = await ask({ pathParameters: { id: 'rec-2' } });
    expect(bodyOf(none)).toMatchObject({ code: 'recovery-ended' });
    expect(world.delivery.sent).toEqual([]);
  });

  it('is refused, and recorded, for a contact that nobody registered', async () => {
    const result = await ask({ body: JSON.stringify({ method: 'issued-code-sms', contact: 'ticket' }) });
    expect(bodyOf(result)).toMatchObject({ code: 'contact-unknown' });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'CommandRefused', code: 'contact-unknown' });
    expect(world.delivery.sent).toEqual([]);
  });

  it.each(BAD_BODIES)('refuses %s, and repeats nothing of it', async (_, over, status, code) => {
    const result = await ask({ ...over, headers: { ...good.headers, ...over.headers } });
    expect(bodyOf(result)).toMatchObject({ status, code });
    for (const canary of Object.values(CANARY))
      expect(result.body + world.text() + lines.join('')).not.toContain(canary);
    expect(world.delivery.sent).toEqual([]);
  });
});
