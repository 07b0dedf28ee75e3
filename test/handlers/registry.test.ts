import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import { derivedPerson } from '../../lambdas/http/actor.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { ApiWorld } from '../support/api-world.ts';
import { BAD_BODIES } from '../support/bad-input.ts';
import { composed } from '../support/compose.ts';
import {
  ACTORS,
  anEnvelope,
  anNhiProfile,
  anOpenRecovery,
  aPerson,
  aPolicy,
  aProfile,
  PEOPLE,
} from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, registeredPerson, signedIn } from '../support/http.ts';
import { CANARY } from '../support/tickets.ts';

const world = new ApiWorld();
composed('ledger', { submitServices: world.services });
composed('people', { people: world.people, callerServices: world.callers });
const { handler } = await import('../../lambdas/handlers/registry.ts');

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const PROPOSALS = 'POST /registry/proposals';
const CONFIRMATIONS = 'POST /registry/confirmations';
const admin = signedIn('sub-admin', ['admin']);
const second = signedIn('sub-secondAdmin', ['admin']);
const propose = (json: object, who = admin): Promise<HttpResult> => handler(anEvent(PROPOSALS, who, json));
const confirm = (json: object, who = second): Promise<HttpResult> => handler(anEvent(CONFIRMATIONS, who, json));

describe('the registry changes under dual control', () => {
  it.each([
    ['an account', { profile: anNhiProfile() }, 'secret:prod/payments/db', digestOf(anNhiProfile())],
    ['a person', { person: aPerson() }, PEOPLE.jane, digestOf(aPerson())],
    ['a policy version', { policy: { name: 'next', digest: aPolicy().digest } }, 'policy:active', expect.any(String)],
  ])('%s', async (_, json, stream, digest) => {
    const proposed = answerOf(PROPOSALS, await propose(json));
    expect(proposed).toEqual({ stream, digest });
    expect(answerOf(CONFIRMATIONS, await confirm(proposed))).toEqual({ stream, seq: world.commits(stream).length });
    const { profile, person, policy } = await world.state(stream);
    expect([profile.current ?? person.current ?? policy.current]).toEqual(Object.values(json));
  });

  it('also before anybody is registered: admins by their tokens, each by what they will be known as', async () => {
    world.known.clear();
    const proposed = bodyOf(await propose({ person: aPerson() }));
    expect(bodyOf(await confirm(proposed, admin))).toMatchObject({ code: 'same-proposer' });
    expect((await confirm(proposed)).statusCode).toBe(200);
    expect(world.commits(PEOPLE.jane)[0]?.actor).toMatchObject({ person: derivedPerson('sub-admin') });
  });

  it('knows an admin again who has been registered since they proposed', async () => {
    world.known.clear();
    const proposed = bodyOf(await propose({ person: aPerson() }));
    world.known.set('subject:sub-admin', registeredPerson(PEOPLE.admin, { subjects: ['sub-admin'] }));
    expect(bodyOf(await confirm(proposed, admin))).toMatchObject({ status: 403, code: 'same-proposer' });
  });

  it('is done once for one idempotency key', async () => {
    const event = anEvent(PROPOSALS, admin, { profile: anNhiProfile() });
    const keyed = { ...event, headers: { ...event.headers, 'idempotency-key': 'k' } };
    const first = await handler(keyed);
    expect(await handler(keyed)).toEqual(first);
    expect(world.commits('secret:prod/payments/db')).toHaveLength(1);
  });
});

describe('the contacts of an account', () => {
  const [id, since] = ['home', '2026-01-05T09:00:00.000Z'];
  const kinds = [
    ['email', 'jane@example.com'],
    ['sms', '+15550001111'],
    ['voice', '+15550001111'],
    ['postal', 'Jane Doe\nc/o J. Müller @ Example\n12345 Springfield'],
  ] as const;

  it.each(kinds)('can be of kind %s', async (kind, address) => {
    const contacts = [{ id, kind, address, since }];
    const confirmed = await confirm(bodyOf(await propose({ profile: aProfile({ contacts }) })));
    expect(confirmed.statusCode).toBe(200);
    expect((await world.state('cognito:jane')).profile.current?.contacts).toMatchObject([{ id, kind, address }]);
  });

  it.each([
    ...kinds.flatMap(([kind]) => ['', 'Jane Doe', 'Jane Doe\n', '\nJane Doe'].map((address) => [kind, address])),
    ...kinds.slice(0, 3).map(([kind]) => [kind, 'Jane Doe\nSpringfield']),
    ['postal', 'jane@example.com'],
    ['postal', 'Jane Doe\n\nSpringfield'],
    ['postal', 'Jane Doe\n Springfield'],
    ['postal', 'Jane Doe\r\nSpringfield'],
    ['postal', 'Jane Doe\nSpring\u202efield'],
    ['postal', 'Jane Doe\nSpring\u2028field'],
    ['postal', `Jane Doe\n${'x'.repeat(81)}`],
    ['postal', Array.from({ length: 9 }, () => 'x').join('\n')],
    ['fax', '+15550001111'],
  ])('cannot be of kind %s at %j', async (kind, address) => {
    const result = await propose({ profile: { ...aProfile(), contacts: [{ id, kind, address, since }] } });
    expect(bodyOf(result)).toMatchObject({ status: 422 });
  });
});

describe('the freeze of an account', () => {
  const lift = { account: 'cognito:jane', lift: { reason: 'Jane was here in person' } };

  /** Three recoveries in a row end with a proof that failed. */
  async function freeze(): Promise<void> {
    for (const recovery of ['rec-1', 'rec-2', 'rec-3']) {
      await submit(world.services, anEnvelope(anOpenRecovery(), { recovery }));
      await step(world.services, { account: 'cognito:jane', recovery }, { type: 'AssessRecovery' });
      const proof = { type: 'RecordProof', method: 'in-person', outcome: 'failed', reference: null, seen: [] } as const;
      await submit(world.services, anEnvelope(proof, { recovery, actor: ACTORS.verifier }));
    }
  }

  it('is lifted by two administrators', async () => {
    await freeze();
    expect((await world.state('cognito:jane')).freeze).not.toBeNull();
    const proposed = answerOf(PROPOSALS, await propose(lift));
    expect(bodyOf(await confirm(proposed, admin))).toMatchObject({ status: 403, code: 'same-proposer' });
    expect((await world.state('cognito:jane')).freeze).not.toBeNull();
    answerOf(CONFIRMATIONS, await confirm(proposed));
    expect((await world.state('cognito:jane')).freeze).toBeNull();
  });

  it('is not lifted where there is none, also of an account that nobody knows, and that makes no stream', async () => {
    expect(bodyOf(await propose(lift))).toMatchObject({ status: 409, code: 'not-frozen' });
    const before = world.heights();
    expect(bodyOf(await propose({ ...lift, account: 'cognito:nobody' }))).toMatchObject({ code: 'not-frozen' });
    expect(world.heights()).toEqual({ ...before, 'source:api': 1 });
  });

  it.each([
    [{ lift: lift.lift }],
    [{ account: lift.account }],
    [{ ...lift, policy: { name: 'n', digest: 'd'.repeat(64) } }],
  ])('is not what %j asks to lift', async (json) => {
    expect(bodyOf(await propose(json))).toMatchObject({ status: 422, code: 'fields-invalid' });
  });
});

describe('a refusal of the core', () => {
  it.each([
    ['stands under the account that it is about', aProfile({ tier: 'critical' }), 'cognito:jane'],
    ['stands with the API where there is no such account, so that nobody makes streams', anNhiProfile(), 'source:api'],
  ])('%s', async (_, profile, stream) => {
    const before = world.heights();
    const result = await propose({ profile }, signedIn('sub-agent', ['agent']));
    expect(bodyOf(result)).toMatchObject({ status: 403, code: 'role-missing', role: 'admin' });
    expect(world.heights()).toEqual({ ...before, [stream]: (before[stream] ?? 0) + 1 });
    expect(world.events(stream).at(-1)).toMatchObject({ code: 'role-missing' });
  });

  it.each([
    ['a stream that nobody knows', 'cognito:nobody', 'source:api'],
    ['a stream without a proposal', 'cognito:jane', 'cognito:jane'],
  ])('finds no proposal on %s', async (_, about, stream) => {
    const before = world.heights();
    const result = await confirm({ stream: about, digest: 'a'.repeat(64) });
    expect(bodyOf(result)).toMatchObject({ status: 409, code: 'no-such-proposal' });
    expect(world.heights()).toEqual({ ...before, [stream]: (before[stream] ?? 0) + 1 });
  });
});

describe('bad input gets a code, and the ledger gets the refusal and nothing else', () => {
  const profile = aProfile();
  const person = aPerson();
  const good = anEvent(PROPOSALS, admin, { profile });
  const json = (value: object): Partial<HttpEvent> => ({ body: JSON.stringify(value) });
  const stranger = signedIn('sub-new', ['agent']);
  const cases: readonly (readonly [string, Partial<HttpEvent>, number, string])[] = [
    ...BAD_BODIES,
    ['nothing to propose', json({}), 422, 'fields-invalid'],
    ['two things at once', json({ profile, person }), 422, 'fields-invalid'],
    [
      'an account that is not ASCII',
      json({ profile: { ...profile, account: 'cognito:jänе' } }),
      422,
      'account-malformed',
    ],
    [
      'an account of another stream',
      json({ profile: { ...profile, account: 'source:jira' } }),
      422,
      'account-malformed',
    ],
    ['an unknown field', json({ profile: { ...profile, phone: CANARY.phone } }), 422, 'fields-unknown'],
    ['a missing field', json({ profile: { ...profile, tier: undefined } }), 422, 'fields-invalid'],
    ['an unknown kind', json({ profile: { ...profile, kind: 'robot' } }), 422, 'fields-invalid'],
    ['a person who is none', json({ person: { ...person, person: 'jane' } }), 422, 'fields-invalid'],
    ['an address that is none', json({ person: { ...person, addresses: ['jane'] } }), 422, 'fields-invalid'],
    ['nobody signed in', { headers: { authorization: undefined } }, 401, 'token-missing'],
    [
      'a stranger who is no admin',
      { ...stranger, headers: { ...good.headers, ...stranger.headers } },
      403,
      'person-unknown',
    ],
  ];

  it.each(cases)('%s', async (_, over, status, code) => {
    const before = world.heights();
    const result = await handler({ ...good, ...over, headers: { ...good.headers, ...over.headers } });
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([status, code]);
    expect(world.heights()).toEqual({ ...before, 'source:api': 1 });
    expect(world.events('source:api')).toMatchObject([{ type: 'IntakeRefused', code }]);
    for (const canary of Object.values(CANARY))
      expect(world.text() + JSON.stringify(result) + lines.join()).not.toContain(canary);
  });
});
