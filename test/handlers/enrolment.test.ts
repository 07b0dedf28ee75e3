import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Secret as OtpSecret, TOTP } from 'otpauth';
import { totp } from '../../lambdas/adapters/keyed/totp.ts';
import { listedUnder } from '../../lambdas/core/registry/account.ts';
import type { HttpResult } from '../../lambdas/http/event.ts';
import { SoftwareAuthenticator } from '../../local/signing/authenticator.ts';
import { BAD_BODIES } from '../support/bad-input.ts';
import { composed } from '../support/compose.ts';
import { aPerson, PEOPLE } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, signedIn } from '../support/http.ts';
import { ModelMembers } from '../support/models/members.ts';
import { CANARY_ADDRESSES, ORIGIN, ProvingWorld } from '../support/proving-world.ts';
import { register } from '../support/register.ts';
import { CANARY } from '../support/tickets.ts';

const world = new ProvingWorld();
const services = {
  ...world.services,
  codes: world.proving.codes,
  passkeys: world.passkeys,
  totp,
  totpBoxes: world.totpBoxes,
};
composed('proving', { enrolmentServices: services });
const members = new ModelMembers();
composed('proving', {
  mineServices: {
    ...services,
    members,
    reachable: { ways: ['email', 'sms', 'voice'], vendors: [] },
    capabilities: { cognito: ['reset-password', 'unlock', 'issue-first-credential', 'release-disk-key'] },
  },
});
composed('people', { callerServices: world.callers });
const { handler } = await import('../../lambdas/handlers/enrolment.ts');

/** Nothing by which anybody else is found. */
const LEFT = { addresses: [], ticketUsers: [] } as const;

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const jane = signedIn('sub-jane');
const account = 'cognito:jane';

function call(route: string, body: object | undefined, { who = jane, key = '', id = '' } = {}): Promise<HttpResult> {
  const headers = { ...who.headers, ...(key === '' ? {} : { 'idempotency-key': key }) };
  const where = body === undefined ? { queryStringParameters: { account } } : {};
  return handler(anEvent(route, { ...who, headers, ...where, pathParameters: { id } }, body));
}
const ENROL = 'POST /me/authenticators';
const OFFER = 'POST /me/authenticators/offers';
const enrol = (body: object, options = {}) => call(ENROL, { account, ...body }, options);
const enrolled = async () => (await world.state(account)).authenticators;

describe('a saved code', () => {
  it('is shown once, and only its slow hash is kept', async () => {
    const { code, authenticator } = answerOf(ENROL, await enrol({ method: 'saved-code' }, { key: 'k1' }));
    expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    expect(answerOf(ENROL, await enrol({ method: 'saved-code' }, { key: 'k1' }))).toMatchObject({
      authenticator,
      code: null,
    });
    expect(await enrolled()).toMatchObject([{ id: authenticator, method: 'saved-code' }]);
    expect(world.text() + lines.join('')).not.toContain(code);
  });

  it('is not made while the key of its hash cannot be read, and can be asked for again', async () => {
    world.codeKey.isReadable = false;
    const result = await enrol({ method: 'saved-code' }, { key: 'k1' });
    expect([result.statusCode, bodyOf(result)['code'], await enrolled()]).toEqual([503, 'unavailable', []]);
    world.codeKey.isReadable = true;
    expect(answerOf(ENROL, await enrol({ method: 'saved-code' }, { key: 'k1' }))).toHaveProperty('code');
  });
});

describe('a passkey', () => {
  const authenticator = new SoftwareAuthenticator();
  const offered = async () => answerOf(OFFER, await call(OFFER, { account, method: 'passkey' }));
  const made = async (over = {}) =>
    authenticator.make({ challenge: String((await offered())['challenge']), origin: ORIGIN, ...over });

  it('is kept when it was made for the offer, by this person, here', async () => {
    const offer = await offered();
    expect(offer).toMatchObject({
      rp: { id: 'recover.example.com' },
      authenticatorSelection: { userVerification: 'required' },
      attestation: 'none',
    });
    const registration = await made();
    world.advance(299);
    answerOf(ENROL, await enrol({ method: 'passkey', registration }));
    expect(await enrolled()).toMatchObject([{ method: 'passkey', credentialId: registration.id }]);
    expect((await offered())['excludeCredentials']).toEqual([{ type: 'public-key', id: registration.id }]);
    const twin = await enrol({ method: 'passkey', registration: await made() });
    expect(bodyOf(twin)).toMatchObject({ code: 'authenticator-duplicate' });
  });

  it.each([
    ['another origin', { origin: 'https://evil.example.com' }, 'wrong-origin'],
    ['another challenge', { challenge: 'b3RoZXI' }, 'wrong-challenge'],
    ['nobody verified', { userVerified: false }, 'user-not-verified'],
  ])('is refused when it was made for %s', async (_, over, flaw) => {
    const result = await enrol({ method: 'passkey', registration: await made(over) });
    expect(bodyOf(result)).toMatchObject({ code: 'challenge-mismatch', flaw });
    expect(await enrolled()).toEqual([]);
    expect(world.events(account).at(-1)).toMatchObject({ type: 'IntakeRefused', code: 'challenge-mismatch' });
  });

  it('is refused when its offer is too old', async () => {
    const registration = await made();
    world.advance(601);
    expect(bodyOf(await enrol({ method: 'passkey', registration }))).toMatchObject({ flaw: 'wrong-challenge' });
  });
});

describe('an app for one-time passwords', () => {
  const offered = async () => String(answerOf(OFFER, await call(OFFER, { account, method: 'totp' }))['secret']);
  const passwordOf = (secret: string) =>
    new TOTP({ secret: OtpSecret.fromBase32(secret) }).generate({ timestamp: Date.parse(world.now()) });

  it('is kept once it has shown a password; its secret is boxed and nowhere else', async () => {
    const secret = await offered();
    answerOf(ENROL, await enrol({ method: 'totp', secret, password: passwordOf(secret) }));
    expect([...world.totpBoxes.kept.values()].map((boxed) => boxed.reveal())).toEqual([secret]);
    const step = Math.floor(Date.parse(world.now()) / 30_000);
    expect(await enrolled()).toMatchObject([
      { method: 'totp', box: [...world.totpBoxes.kept.keys()][0], counter: step },
    ]);
    expect(world.text() + lines.join('')).not.toContain(secret);
  });

  it('is refused without the right password, and then nothing is boxed', async () => {
    const secret = await offered();
    const wrong = passwordOf(await offered());
    expect(bodyOf(await enrol({ method: 'totp', secret, password: wrong }))).toMatchObject({ code: 'answer-wrong' });
    expect(world.totpBoxes.kept.size).toBe(0);
  });

  const boxed = () => [...world.totpBoxes.kept.values()].map((one) => one.reveal());

  it('is kept once under one key, and no other secret takes its place', async () => {
    const [secret, other] = [await offered(), await offered()];
    const body = { method: 'totp', secret, password: passwordOf(secret) };
    const first = answerOf(ENROL, await enrol(body, { key: 'k' }));
    expect(answerOf(ENROL, await enrol(body, { key: 'k' }))).toEqual(first);
    const enrolledAt = world.now();
    world.advance(30 * 86_400);
    const another = await enrol({ method: 'totp', secret: other, password: passwordOf(other) }, { key: 'k' });
    expect(bodyOf(another)).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(boxed()).toEqual([secret]);
    expect(await enrolled()).toMatchObject([{ box: [...world.totpBoxes.kept.keys()][0], enrolledAt }]);
  });

  it('keeps its box where the answer of the ledger was lost, and is enrolled once', async () => {
    const secret = await offered();
    const body = { method: 'totp', secret, password: passwordOf(secret) };
    world.faults = (operation) => (operation === 'append' ? 'after' : 'none');
    expect(bodyOf(await enrol(body, { key: 'k' }))).toMatchObject({ code: 'unavailable' });
    world.faults = undefined;
    const [kept] = await enrolled();
    expect(world.totpBoxes.kept.get(kept?.method === 'totp' ? kept.box : '')?.reveal()).toBe(secret);
    answerOf(ENROL, await enrol(body, { key: 'k' }));
    expect(await enrolled()).toEqual([kept]);
    expect(boxed()).toEqual([secret]);
  });

  it('leaves no box behind when the ledger refuses it', async () => {
    for (let count = 0; count < 25; count += 1) {
      const secret = await offered();
      await enrol({ method: 'totp', secret, password: passwordOf(secret) });
    }
    expect((await enrolled()).length).toBe(24);
    expect(world.totpBoxes.kept.size).toBe(24);
  });

  it('leaves no box behind when it is removed', async () => {
    const secret = await offered();
    const { authenticator } = answerOf(ENROL, await enrol({ method: 'totp', secret, password: passwordOf(secret) }));
    const removal = 'DELETE /me/authenticators/{id}';
    answerOf(removal, await call(removal, undefined, { id: String(authenticator) }));
    expect(world.totpBoxes.kept.size).toBe(0);
    expect(await enrolled()).toEqual([]);
    expect(bodyOf(await call(removal, undefined, { id: 'other' }))).toMatchObject({ code: 'authenticator-unknown' });
  });
});

describe('a recovery contact', () => {
  const NAME = 'POST /me/recovery-contacts';
  const REMOVE = 'DELETE /me/recovery-contacts/{id}';

  it('is somebody whom the registry knows, and can be taken away', async () => {
    const addresses = ['fred@example.com'];
    const fred = aPerson({ person: 'person:fred', name: 'Fred', subjects: [], ticketUsers: [], addresses });
    await register(world.services, { person: fred });
    const { contact } = answerOf(NAME, await call(NAME, { account, person: fred.person }));
    const list = answerOf('GET /me/authenticators', await call('GET /me/authenticators', undefined));
    expect(list).toMatchObject({ recoveryContacts: [{ id: contact, person: fred.person }] });
    answerOf(REMOVE, await call(REMOVE, undefined, { id: String(contact) }));
    expect((await world.state(account)).recoveryContacts).toEqual([]);
  });

  it('can be named by a registered mail address, which its answer does not repeat', async () => {
    const fred = aPerson({ person: 'person:fred', name: 'Fred', subjects: [], addresses: ['fred@example.com'] });
    await register(world.services, { person: fred });
    world.known.set('address:fred@example.com', { ...fred, parts: [] });
    const answer = answerOf(NAME, await call(NAME, { account, person: 'Fred+home@example.com' }));
    expect(answer).toMatchObject({ account, person: fred.person });
    expect(JSON.stringify(answer)).not.toContain('@');
  });

  it.each(['person:nobody', 'nobody@example.com', 'Fred', ''])('is not somebody unknown: %j', async (person) => {
    expect(bodyOf(await call(NAME, { account, person }))).toMatchObject({ code: 'fields-invalid' });
    expect((await world.state(account)).recoveryContacts).toEqual([]);
  });
});

describe('enrolment', () => {
  it('is the owner’s, and tells others nothing of an account', async () => {
    const others = ['verifier', 'admin', 'manager'] as const;
    for (const name of others) {
      const who = signedIn(`sub-${name}`, ['admin', 'agent']);
      for (const result of [
        await enrol({ method: 'saved-code' }, { who }),
        await call('GET /me/authenticators', undefined, { who }),
        await call(OFFER, { account, method: 'totp' }, { who }),
      ])
        expect(bodyOf(result)).toMatchObject({ status: 403, code: 'not-the-owner' });
    }
    const none = await call(ENROL, { account: 'cognito:nobody', method: 'saved-code' });
    expect(bodyOf(none)).toMatchObject({ status: 403, code: 'not-the-owner' });
    expect(await enrolled()).toEqual([]);
  });

  it('is listed with the moment from which it counts, and without hash or key', async () => {
    const { code, authenticator: id } = answerOf(ENROL, await enrol({ method: 'saved-code' }));
    const list = answerOf('GET /me/authenticators', await call('GET /me/authenticators', undefined));
    const [{ enrolledAt, countsFrom }] = list['authenticators'] as [{ enrolledAt: string; countsFrom: string }];
    expect(list).toEqual({
      ...{ account, recoveryContacts: [] },
      authenticators: [{ id, method: 'saved-code', enrolledAt, countsFrom }],
    });
    expect(Date.parse(countsFrom) - Date.parse(enrolledAt)).toBe(86_400_000);
    expect(JSON.stringify(list)).not.toContain(code);
  });

  it('needs somebody signed in whom the registry knows', async () => {
    const stranger = signedIn('sub-stranger');
    expect((await enrol({ method: 'saved-code' }, { who: stranger })).statusCode).toBe(403);
    expect((await handler(anEvent(ENROL, {}, { account, method: 'saved-code' }))).statusCode).toBe(401);
    expect(PEOPLE.jane).toBe((await world.state(account)).profile.current?.owner);
  });

  const good = anEvent(ENROL, jane, { account, method: 'saved-code' });

  it.each(BAD_BODIES)('refuses %s, and repeats nothing of it', async (_, over, status) => {
    const result = await handler({ ...good, ...over, headers: { ...good.headers, ...over.headers } });
    expect(result.statusCode).toBe(status);
    const kept = result.body + world.text() + lines.join('');
    for (const canary of Object.values(CANARY)) expect(kept).not.toContain(canary);
    expect(await enrolled()).toEqual([]);
  });

  it.each([
    [{ method: 'favourite-colour' }],
    [{ method: 'totp', secret: 'short', password: '123456' }],
    [{ method: 'saved-code', code: 'mine' }],
    [{ method: 'passkey', registration: { id: '!' } }],
  ])('refuses %j', async (body) => {
    expect((await enrol(body)).statusCode).toBe(422);
    expect(await enrolled()).toEqual([]);
  });
});

describe('the accounts of an owner', () => {
  const MINE = 'GET /me/accounts';
  const mine = async (who = jane) => {
    const { accounts } = answerOf(MINE, await handler(anEvent(MINE, who)));
    return accounts as readonly Record<string, unknown>[];
  };
  beforeEach(() => members.show(account, listedUnder(world.profile), 1));

  it('are listed for them alone, each contact masked', async () => {
    const [one, ...others] = await mine();
    expect(others).toEqual([]);
    expect(one).toMatchObject({ account, tier: 'standard', isFrozen: false });
    expect(JSON.stringify(one)).toContain('"shown":"c***@e***.com"');
    for (const address of CANARY_ADDRESSES) expect(JSON.stringify(one)).not.toContain(address);
    expect(await mine(signedIn('sub-manager', ['admin']))).toEqual([]);
  });

  it('say what the owner could prove enough for, today and without a telephone, of all that they could lose', async () => {
    const outlook = async () => (await mine())[0]?.['recoveries'];
    const before = await outlook();
    expect(before).toEqual([
      { action: 'reset-password', today: expect.any(String), withoutTelephone: expect.any(String) },
      { action: 'unlock', today: expect.any(String), withoutTelephone: expect.any(String) },
    ]);
    const [{ methods } = { methods: [] }] = (await mine()) as readonly { readonly methods: readonly string[] }[];
    expect(methods).not.toContain('saved-code');
    answerOf(ENROL, await enrol({ method: 'saved-code' }));
    // It is too new to count today.
    expect((await mine())[0]?.['methods']).toEqual(methods);
  });

  it('promise nothing that only somebody who has left could vouch for', async () => {
    expect((await mine())[0]?.['methods']).toContain('manager-attestation');
    await register(world.services, { person: aPerson({ ...LEFT, person: PEOPLE.manager, subjects: [] }) });
    expect((await mine())[0]?.['methods']).not.toContain('manager-attestation');
  });

  it('are not listed any more for somebody whose account has another owner by now', async () => {
    await world.register({ ...world.profile, owner: PEOPLE.manager, manager: null });
    expect(await mine()).toEqual([]);
  });
});
