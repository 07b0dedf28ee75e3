import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import type { ClaimServices } from '../../lambdas/app/people/people-command.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from '../support/api-world.ts';
import { BAD_BODIES } from '../support/bad-input.ts';
import { composed } from '../support/compose.ts';
import { anEnvelope, aProfile, PEOPLE } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, signedIn } from '../support/http.ts';
import { CANARY } from '../support/tickets.ts';

const CREDENTIAL = 'canary-credential-Zq9!';

const world = new ApiWorld();
const boxes = { kept: new Map<string, Secret>(), opened: 0, failing: false };
const services: ClaimServices = {
  ...world.services,
  boxes: {
    open: async (grant) => {
      boxes.opened += 1;
      if (boxes.failing) throw new AdapterError('throttled', { retryable: true });
      return boxes.kept.get(grant);
    },
  },
};
composed('proving', { claimServices: services });
composed('people', { callerServices: world.callers });
const { handler } = await import('../../lambdas/handlers/claim.ts');

const ROUTE = 'POST /recoveries/{id}/claims';
let lines: readonly string[] = [];
/** Nobody's own: Jane answers for it, and takes what it gets with a session of her own. */
const shared = aProfile({ kind: 'shared-mailbox', owner: null, custodians: [PEOPLE.jane, PEOPLE.custodian] });

beforeEach(async () => {
  await world.reset(shared);
  await world.open();
  Object.assign(boxes, { opened: 0, failing: false });
  boxes.kept.clear();
  boxes.kept.set(await world.grant(), new Secret(CREDENTIAL));
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const jane = signedIn('sub-jane');
const claim = (who = jane, key?: string): Promise<HttpResult> => {
  const headers = { ...who.headers, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  return handler(anEvent(ROUTE, { ...who, headers, pathParameters: { id: 'rec-1' } }, {}));
};
const handedOver = () => world.events('cognito:jane').filter(({ type }) => type === 'GrantClaimed').length;

describe('a claim', () => {
  it('hands the credential to the requester, and nobody keeps the answer', async () => {
    const result = await claim();
    expect(answerOf(ROUTE, result)).toEqual({ recovery: 'rec-1', credential: CREDENTIAL });
    expect(result.headers['cache-control']).toBe('no-store');
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'GrantClaimed', by: PEOPLE.jane });
  });

  it('is refused to the owner of a personal account, whose session may be what is recovered', async () => {
    await world.reset();
    await world.open();
    boxes.kept.set(await world.grant(), new Secret(CREDENTIAL));
    expect(bodyOf(await claim())).toMatchObject({ status: 403, code: 'claim-on-page' });
    expect([handedOver(), boxes.opened]).toEqual([0, 0]);
  });

  it('shows the credential to the requester’s answer alone', async () => {
    await claim();
    await claim(signedIn('sub-agent', ['agent', 'admin']));
    expect(world.text() + lines.join()).not.toContain(CREDENTIAL);
  });

  it('hands it over once', async () => {
    await claim();
    expect(bodyOf(await claim())).toMatchObject({ status: 409, code: 'already-claimed' });
    expect([handedOver(), boxes.opened]).toEqual([1, 1]);
  });

  it('of two at once wins one', async () => {
    const results = await Promise.all([claim(), claim(), claim()]);
    expect(results.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409]);
    expect(boxes.opened).toBe(1);
  });

  it.each([
    ['an agent', signedIn('sub-agent', ['agent'])],
    ['an approver', signedIn('sub-identityApprover', ['approver:identity'])],
    ['an administrator', signedIn('sub-admin', ['admin', 'auditor'])],
  ])('is refused to %s, and the box stays closed', async (_, who) => {
    const result = await claim(who, 'key');
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([403, 'not-the-requester']);
    expect(boxes.opened).toBe(0);
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'CommandRefused', code: 'not-the-requester' });
  });
});

describe('a claim whose answer was lost', () => {
  it('is answered again to the same person under the same key, for five minutes', async () => {
    const first = await claim(jane, 'key');
    world.advance(300);
    expect(await claim(jane, 'key')).toEqual(first);
    world.advance(1);
    expect(bodyOf(await claim(jane, 'key'))).toMatchObject({ status: 409, code: 'already-claimed' });
    expect([handedOver(), boxes.opened]).toEqual([1, 2]);
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'IntakeRefused', code: 'already-claimed' });
  });

  it('is not answered to another key', async () => {
    await claim(jane, 'key');
    expect(bodyOf(await claim(jane, 'other'))).toMatchObject({ code: 'already-claimed' });
  });

  it('may have been lost with the ledger’s answer', async () => {
    world.faults = (operation) => (operation === 'append' ? 'after' : 'none');
    expect((await claim(jane, 'key')).statusCode).toBe(503);
    world.faults = undefined;
    expect(bodyOf(await claim(jane, 'key'))).toMatchObject({ credential: CREDENTIAL });
    expect(handedOver()).toBe(1);
  });

  it('may have been lost with the answer of the boxes: the ledger says claimed before anything is opened', async () => {
    boxes.failing = true;
    expect((await claim(jane, 'key')).statusCode).toBe(503);
    expect(handedOver()).toBe(1);
    boxes.failing = false;
    expect(bodyOf(await claim(jane, 'key'))).toMatchObject({ credential: CREDENTIAL });
  });

  it('gets nothing once the recovery was stopped', async () => {
    await claim(jane, 'key');
    await submit(world.services, anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }));
    expect(bodyOf(await claim(jane, 'key'))).toMatchObject({ status: 409, code: 'already-claimed' });
    expect(boxes.opened).toBe(1);
  });

  it('gets nothing where the box was destroyed meanwhile', async () => {
    boxes.kept.clear();
    expect(bodyOf(await claim(jane, 'key'))).toMatchObject({ status: 409, code: 'nothing-to-claim' });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'IntakeRefused', code: 'nothing-to-claim' });
  });
});

describe('bad input gets a code, and the ledger gets the refusal and nothing else', () => {
  const good = anEvent(ROUTE, { ...jane, pathParameters: { id: 'rec-1' } }, {});
  const cases: readonly (readonly [string, Partial<HttpEvent>, number, string])[] = [
    ...BAD_BODIES,
    ['a recovery that there is not', { pathParameters: { id: CANARY.address } }, 404, 'recovery-unknown'],
    ['nobody signed in', { headers: { authorization: undefined } }, 401, 'token-missing'],
  ];

  it.each(cases)('%s', async (_, over, status, code) => {
    const before = world.heights();
    const result = await handler({ ...good, ...over, headers: { ...good.headers, ...over.headers } });
    // A number that must be rounded is a field that a claim does not have, but JSON is judged first.
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([status, code]);
    expect(world.heights()).toEqual({ ...before, 'source:api': 1 });
    expect(world.events('source:api')).toMatchObject([{ type: 'IntakeRefused', code }]);
    expect(boxes.opened).toBe(0);
    for (const canary of [...Object.values(CANARY), CREDENTIAL])
      expect(world.text() + JSON.stringify(result) + lines.join()).not.toContain(canary);
  });
});
