import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HmacPseudonyms } from '../../lambdas/adapters/keyed/pseudonyms.ts';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { fraudCloseOf } from '../../lambdas/core/recovery/decide/open.ts';
import { derivedPerson } from '../../lambdas/core/registry/person.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from '../support/api-world.ts';
import { BAD_BODIES } from '../support/bad-input.ts';
import { composed } from '../support/compose.ts';
import { anEnvelope, aPerson, PEOPLE, subjectOf } from '../support/fixtures.ts';
import { anEvent, bodyOf, caughtLog, registeredPerson, signedIn } from '../support/http.ts';
import { MemoryKey, PSEUDONYM_KEY } from '../support/keys.ts';
import { register } from '../support/register.ts';
import { CANARY, CANARY_TRACES } from '../support/tickets.ts';

const world = new ApiWorld();
const key = new MemoryKey(PSEUDONYM_KEY);
const pseudonyms = new HmacPseudonyms(key);
composed('ledger', { submitServices: world.services });
composed('intake', { pseudonyms });
composed('people', { people: world.people, callerServices: world.callers });
const { handler } = await import('../../lambdas/handlers/open-recovery.ts');

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  key.isReadable = true;
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const ASK = { account: 'cognito:jane', action: 'reset-password', reason: `new number ${CANARY.phone}` };
const post = (json: object, who = signedIn('sub-jane'), over: Partial<HttpEvent> = {}): Promise<HttpResult> => {
  const event = anEvent('POST /recoveries', who, json);
  return handler({ ...event, ...over, headers: { ...event.headers, ...over.headers } });
};
const agent = signedIn('sub-agent', ['agent', 'desk:north']);

/** The agent names her as a person. */
async function registerJane(): Promise<void> {
  await register(world.services, { person: aPerson() });
}

describe('opening a recovery', () => {
  it('takes it for oneself and says how to find it', async () => {
    const result = await post(ASK);
    expect([result.statusCode, bodyOf(result)]).toEqual([
      202,
      { recovery: expect.any(String), account: 'cognito:jane', action: 'reset-password', status: 'opened' },
    ]);
    const commit = world.commits('cognito:jane').at(-1);
    expect(commit).toMatchObject({
      recovery: bodyOf(result)['recovery'],
      actor: { by: 'person', person: PEOPLE.jane },
      origin: { via: 'openRecovery', channel: 'api', desk: null, ticket: null },
      events: [{ type: 'RecoveryOpened', requester: PEOPLE.jane, agent: null, requestedSeconds: null }],
    });
  });

  it.each([
    ['a person', PEOPLE.jane],
    ['an address, however it is spelled', ' Jane+Help@EXAMPLE.com'],
  ])('takes it from an agent for somebody else, named as %s', async (_, requester) => {
    await registerJane();
    const how = { channel: 'phone', desk: 'north', ticket: { source: 'jira', id: 'HELP-1' }, requestedSeconds: 600 };
    expect((await post({ ...ASK, ...how, requester }, agent)).statusCode).toBe(202);
    expect(world.commits('cognito:jane').at(-1)).toMatchObject({
      origin: { channel: 'phone', desk: 'north', ticket: how.ticket },
      events: [{ requester: PEOPLE.jane, agent: PEOPLE.agent, channel: 'phone', requestedSeconds: 600 }],
    });
  });

  it('takes no ticket that was closed as a fraud, and says so in the ledger', async () => {
    await registerJane();
    const ticket = { source: 'jira', id: 'HELP-1' };
    const closed = { type: 'CloseAsFraud', ticket, account: 'cognito:other', stops: [] } as const;
    const actor = { by: 'ticket-system', source: 'jira' } as const;
    await submit(world.services, anEnvelope(closed, { ...fraudCloseOf(ticket), recovery: null, actor }));
    const asked = { ...ASK, channel: 'phone', desk: 'north', requester: PEOPLE.jane };
    const answer = await post({ ...asked, ticket }, agent);
    expect([answer.statusCode, bodyOf(answer)]).toMatchObject([409, { code: 'ticket-closed-as-fraud' }]);
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'CommandRefused', facts: ticket });
    expect((await post({ ...asked, ticket: { ...ticket, id: 'HELP-2' } }, agent)).statusCode).toBe(202);
  });

  it.each([
    ['the one of token and record', ['desk:north'], 'north'],
    ['none where they work at several', ['desk:north', 'desk:south'], null],
    ['none where they work at none', [], null],
  ])('is at an agent’s desk, which is %s', async (_, groups, desk) => {
    await registerJane();
    const parts = ['agent', 'desk:north', 'desk:south'] as const;
    world.known.set(`subject:${subjectOf('sub-agent')}`, registeredPerson(PEOPLE.agent, { parts }));
    await post({ ...ASK, requester: PEOPLE.jane, channel: 'phone' }, signedIn('sub-agent', ['agent', ...groups]));
    expect(world.commits('cognito:jane').at(-1)).toMatchObject({ origin: { desk } });
  });

  it('is at no desk where somebody asks for themselves, wherever they work', async () => {
    await post(ASK, signedIn('sub-jane', ['desk:north']));
    expect(world.commits('cognito:jane').at(-1)).toMatchObject({ origin: { desk: null } });
  });

  it('is at no desk of others', async () => {
    await registerJane();
    const answer = await post({ ...ASK, requester: PEOPLE.jane, channel: 'phone', desk: 'south' }, agent);
    expect([answer.statusCode, bodyOf(answer)]).toMatchObject([403, { code: 'desk-not-theirs' }]);
  });

  it('takes somebody who names themselves by an earlier identity for the requester, not for an agent', async () => {
    world.known.set('address:old@example.com', registeredPerson(derivedPerson(subjectOf('sub-jane'))));
    expect((await post({ ...ASK, requester: 'old@example.com' })).statusCode).toBe(202);
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ requester: PEOPLE.jane, agent: null });
  });

  it('is done once for one idempotency key, and nothing else is done under it', async () => {
    const key = { headers: { 'idempotency-key': 'k_1' } };
    const first = bodyOf(await post(ASK, undefined, key));
    const heights = world.heights();
    expect(bodyOf(await post(ASK, undefined, key))).toEqual(first);
    expect(world.heights()).toEqual(heights);
    const other = bodyOf(await post({ ...ASK, reason: 'other' }, undefined, key));
    expect(other).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({
      type: 'IntakeRefused',
      code: 'idempotency-key-reused',
    });
    expect(bodyOf(await post(ASK, undefined, { headers: { 'idempotency-key': 'k_2' } }))).toMatchObject({
      code: 'already-open',
      recovery: first['recovery'],
    });
  });

  it('keeps the keys of different people apart', async () => {
    const key = { headers: { 'idempotency-key': 'k_1' } };
    await post(ASK, undefined, key);
    expect(bodyOf(await post({ ...ASK, requester: 'jane@example.com', channel: 'phone' }, agent, key))).toMatchObject({
      code: 'already-open',
    });
  });

  it('completes after an answer that was lost, without doing it twice', async () => {
    const key = { headers: { 'idempotency-key': 'k_1' } };
    world.faults = (operation) => (operation === 'append' ? 'after' : 'none');
    expect(bodyOf(await post(ASK, undefined, key))).toMatchObject({ status: 503, code: 'unavailable' });
    world.faults = undefined;
    expect((await post(ASK, undefined, key)).statusCode).toBe(202);
    expect(world.events('cognito:jane').filter(({ type }) => type === 'RecoveryOpened')).toHaveLength(1);
  });

  it('lets one of two at once win and tells the other how things stand', async () => {
    const results = await Promise.all([post(ASK), post(ASK)]);
    expect(results.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
    expect(results.map(bodyOf).find(({ code }) => code === 'already-open')).toMatchObject({ recoveryStatus: 'opened' });
  });
});

describe('where a request came from', () => {
  const from = (sourceIp: string, who = signedIn('sub-jane')) => ({
    ...who,
    requestContext: { requestId: 'request-1', http: { sourceIp } },
  });
  const opened = () => world.events('cognito:jane').at(-1);
  const ON_BEHALF = { ...ASK, requester: 'jane@example.com', channel: 'phone' };
  const nowhere = (result: HttpResult) => {
    const seen = world.text() + JSON.stringify(result) + lines.join();
    for (const canary of CANARY_TRACES) expect(seen).not.toContain(canary);
  };

  it('is named by a pseudonym of its network where somebody asks for themselves', async () => {
    const result = await post(ASK, from('203.0.113.77'));
    expect(result.statusCode).toBe(202);
    const network = await pseudonyms.of('network', new Secret('203.0.113.0/24'));
    expect(opened()).toMatchObject({ type: 'RecoveryOpened', caller: null, network });
    nowhere(result);
  });

  it('is named by a pseudonym of the number that called an agent, and the agent’s own network is not', async () => {
    const result = await post({ ...ON_BEHALF, caller: '+44 (0)20 7946-0777' }, from('203.0.113.77', agent));
    expect(result.statusCode).toBe(202);
    const caller = await pseudonyms.of('caller', new Secret('+442079460777'));
    expect(opened()).toMatchObject({ type: 'RecoveryOpened', caller, network: null });
    nowhere(result);
  });

  it.each([
    ['what the gateway does not say', signedIn('sub-jane')],
    ['this machine', from('127.0.0.1')],
    ['what is no address', from('unknown')],
  ])('is not named by %s', async (_, who) => {
    key.isReadable = false;
    expect((await post(ASK, who)).statusCode).toBe(202);
    expect(opened()).toMatchObject({ type: 'RecoveryOpened', caller: null, network: null });
  });

  it.each([
    ['who asks for themselves', ASK, signedIn('sub-jane')],
    ['who asks for themselves by name', { ...ASK, requester: 'jane@example.com' }, signedIn('sub-jane')],
  ])('is no number of a caller to %s', async (_, ask, who) => {
    const result = await post({ ...ask, caller: '+442079460777' }, who);
    expect(bodyOf(result)).toMatchObject({ status: 422, code: 'caller-not-on-behalf' });
    expect(opened()).toEqual({
      ...{ type: 'IntakeRefused', code: 'caller-not-on-behalf', facts: { route: 'POST /recoveries' } },
    });
    nowhere(result);
  });

  it.each(['02079460777', '+44', 'anonymous', '+266696687', '+442079460777'.repeat(9)])(
    'is refused where it is none: `%s`',
    async (caller) => {
      const result = await post({ ...ON_BEHALF, caller }, agent);
      expect(bodyOf(result)).toMatchObject({
        ...{ status: 422, code: 'caller-malformed', errors: [{ pointer: '/caller' }] },
      });
      expect(world.events('source:api')).toMatchObject([{ type: 'IntakeRefused', code: 'caller-malformed' }]);
      expect(world.text() + JSON.stringify(result) + lines.join()).not.toContain(caller);
    },
  );

  it.each([
    ['network', ASK, from('203.0.113.77')],
    ['caller', { ...ON_BEHALF, caller: '+442079460777' }, agent],
  ])('opens nothing while its %s cannot be named, and everything when it is sent again', async (_, ask, who) => {
    key.isReadable = false;
    const heights = world.heights();
    const result = await post(ask, who);
    expect([bodyOf(result), result.headers['retry-after']]).toMatchObject([{ status: 503, code: 'unavailable' }, '1']);
    expect(world.heights()).toEqual(heights);
    nowhere(result);
    key.isReadable = true;
    expect((await post(ask, who)).statusCode).toBe(202);
  });

  it('may change between two tries of one request, which stays the first', async () => {
    const under = { headers: { 'idempotency-key': 'k_1' } };
    const first = bodyOf(await post(ASK, from('203.0.113.77'), under));
    const heights = world.heights();
    expect(bodyOf(await post(ASK, from('198.51.100.7'), under))).toEqual(first);
    expect(world.heights()).toEqual(heights);
  });
});

describe('a refusal of the core is answered and stands under the account', () => {
  it.each([
    [
      'role-missing',
      403,
      { ...ASK, requester: 'jane@example.com', channel: 'phone' },
      signedIn('sub-verifier', ['verifier']),
    ],
    ['requester-not-entitled', 422, ASK, signedIn('sub-manager')],
  ])('%s', async (code, status, ask, who) => {
    const before = world.heights();
    expect(bodyOf(await post(ask, who))).toMatchObject({ status, code });
    expect(world.heights()).toEqual({ ...before, 'cognito:jane': (before['cognito:jane'] ?? 0) + 1 });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'CommandRefused', code });
  });

  it('also where the requester is not known, which names nobody', async () => {
    const result = await post({ ...ASK, requester: CANARY.address }, agent);
    expect(bodyOf(result)).toMatchObject({ status: 422, code: 'requester-unknown' });
    expect(world.events('cognito:jane').at(-1)).toEqual({
      type: 'IntakeRefused',
      code: 'requester-unknown',
      facts: { route: 'POST /recoveries' },
    });
    expect(world.text() + JSON.stringify(result)).not.toContain(CANARY.address);
  });
});

describe('bad input gets a code, and the ledger gets the refusal and nothing else', () => {
  const refused = async (event: HttpEvent, status: number, code: string): Promise<void> => {
    const before = world.heights();
    const result = await handler(event);
    expect([result.statusCode, bodyOf(result)['code'], result.headers['content-type']]).toEqual([
      status,
      code,
      'application/problem+json',
    ]);
    expect(world.heights()).toEqual({ ...before, 'source:api': 1 });
    expect(world.commits('source:api')).toMatchObject([{ recovery: null, events: [{ type: 'IntakeRefused', code }] }]);
    for (const canary of Object.values(CANARY))
      expect(world.text() + JSON.stringify(result) + lines.join()).not.toContain(canary);
  };

  it.each(BAD_BODIES)('%s', async (_, over, status, code) => {
    const event = anEvent('POST /recoveries', signedIn('sub-jane'), ASK);
    await refused({ ...event, ...over, headers: { ...event.headers, ...over.headers } }, status, code);
  });

  it.each([
    ['an unknown account', { ...ASK, account: 'cognito:nobody' }, 'account-unknown'],
    ['an account of another stream', { ...ASK, account: 'source:jira' }, 'account-malformed'],
    ['an account that is not ASCII', { ...ASK, account: 'cognito:jänе' }, 'account-malformed'],
    ['an account of the wrong type', { ...ASK, account: 7 }, 'fields-invalid'],
    ['an unknown action', { ...ASK, action: 'make-admin' }, 'fields-invalid'],
    ['an unknown field', { ...ASK, subject: CANARY.address }, 'fields-unknown'],
    [
      'an unknown field inside',
      { ...ASK, ticket: { source: 'jira', id: 'A-1', url: CANARY.secret } },
      'fields-unknown',
    ],
    ['a missing field', { account: ASK.account, action: ASK.action }, 'fields-invalid'],
    ['text with control characters', { ...ASK, reason: `a\u001b[2J${CANARY.secret}` }, 'fields-invalid'],
    ['too much text', { ...ASK, reason: CANARY.phone.repeat(200) }, 'fields-invalid'],
    ['a duration that is none', { ...ASK, requestedSeconds: '3600' }, 'fields-invalid'],
  ])('%s', async (_, json, code) => {
    await refused(anEvent('POST /recoveries', signedIn('sub-jane'), json), 422, code);
  });

  it('an idempotency key that is none', async () => {
    const event = anEvent('POST /recoveries', signedIn('sub-jane'), ASK);
    const headers = { ...event.headers, 'idempotency-key': CANARY.address };
    await refused({ ...event, headers }, 400, 'idempotency-key-malformed');
  });

  it('nobody signed in', async () => {
    await refused(anEvent('POST /recoveries', {}, ASK), 401, 'token-missing');
    expect(world.commits('source:api')[0]?.actor).toEqual({ by: 'ticket-system', source: 'api' });
  });

  it('somebody whom the registry does not know', async () => {
    await refused(anEvent('POST /recoveries', signedIn('sub-new', ['admin']), ASK), 403, 'person-unknown');
    expect(world.commits('source:api')[0]?.actor).toMatchObject({ person: derivedPerson(subjectOf('sub-new')) });
  });

  it('a flood, which makes one commit a minute for each person and code', async () => {
    const bad = () => post({});
    await Promise.all(Array.from({ length: 10 }, bad));
    await post({}, agent);
    expect(world.commits('source:api')).toHaveLength(2);
    world.advance(60);
    await bad();
    expect(world.commits('source:api')).toHaveLength(3);
  });

  it('unless the ledger cannot take it: then nobody is told no', async () => {
    world.faults = (operation) => (operation === 'append' ? 'before' : 'none');
    expect(bodyOf(await post({}))).toMatchObject({ status: 503, code: 'unavailable' });
  });
});

it('writes no canary of a good request to the log or the answer', async () => {
  const result = await post(ASK);
  for (const canary of Object.values(CANARY)) expect(JSON.stringify(result) + lines.join()).not.toContain(canary);
  expect(lines).toHaveLength(1);
});
