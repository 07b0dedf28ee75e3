import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { comparePolicyTexts } from '../../lambdas/adapters/policy/reader.ts';
import { policyFileChecker } from '../../lambdas/adapters/policy/uploaded.ts';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { lookAlikesIn } from '../../lambdas/app/people/look-alikes.ts';
import { confirm as confirmAs } from '../../lambdas/app/people/registry.ts';
import { readTier } from '../../lambdas/app/workflow/directory-tier.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { alertFor } from '../../lambdas/core/audit/alert.ts';
import type { Commit } from '../../lambdas/core/audit/commit.ts';
import type { AccountProfile, Tier } from '../../lambdas/core/registry/account.ts';
import {
  IN_FLIGHT_SECONDS,
  identityStream,
  normalTarget,
  PROPOSAL_SECONDS,
} from '../../lambdas/core/registry/identity.ts';
import { holdersOf, likenessKeys } from '../../lambdas/core/registry/look-alikes.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';
import { digestOf, sha256 } from '../../lambdas/core/values/hash.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import type { ProposedPolicy } from '../../lambdas/ports/ledger.ts';
import type { RegisteredPerson } from '../../lambdas/ports/workspace.ts';
import { adoptionOf } from '../support/adopt.ts';
import { ApiWorld } from '../support/api-world.ts';
import { BAD_BODIES } from '../support/bad-input.ts';
import { composed } from '../support/compose.ts';
import { present } from '../support/execution-world.ts';
import {
  ACTORS,
  anEnvelope,
  anNhiProfile,
  anOpenRecovery,
  aPerson,
  aPersonActor,
  aPolicy,
  aProfile,
  PEOPLE,
  subjectOf,
} from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, registeredPerson, signedIn } from '../support/http.ts';
import { ModelLookAlikes } from '../support/models/look-alikes.ts';
import { policyThat } from '../support/policies.ts';
import { readsUnsound } from '../support/policy-reader.ts';
import { proposes, register, registryOn } from '../support/register.ts';
import { CANARY } from '../support/tickets.ts';

type Asked = readonly [connector: string, target: string];
/** What the directory says. */
let directory: (...asked: Asked) => Promise<string | undefined>;
/** The tier that the directory gives. */
let tierOf: () => Promise<Tier | null>;
/** Policies read so far. */
let reads = 0;
/** What the relay has shown. */
let lookAlikes: ModelLookAlikes;

const world = new ApiWorld();
composed('ledger', { submitServices: world.services });
composed('people', { people: world.people, callerServices: world.callers });
composed('registry', {
  differenceServices: { ledger: world.services.ledger, compare: comparePolicyTexts },
  policyFileServices: {
    ledger: world.services.ledger,
    surroundings: world.services.surroundings,
    checkFile: policyFileChecker({ shipped: {}, deployed: '' }),
  },
  registryServices: {
    ...registryOn(world.services),
    readPolicy: (proposed: ProposedPolicy) => {
      reads += 1;
      return readsUnsound(proposed);
    },
    directoryIdOf: (...asked: Asked) => directory(...asked),
    directoryTierOf: () => readTier({ tierOf: () => tierOf() }, 'jane'),
    lookAlikesOf: (record: Person | AccountProfile) => lookAlikesIn(lookAlikes)(record),
  },
});
const { handler } = await import('../../lambdas/handlers/registry.ts');

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  lookAlikes = new ModelLookAlikes();
  directory = async (_, target) => normalTarget(target);
  tierOf = async () => null;
  lines = caughtLog();
});

/** As it is sent: the directory says the rest. */
const said = ({ directoryId: _, ...profile }: AccountProfile) => profile;
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
    ['an account', { profile: said(anNhiProfile()) }, 'secret:prod/payments/db', digestOf(anNhiProfile())],
    ['a person', { person: aPerson() }, PEOPLE.jane, digestOf(aPerson())],
  ])('%s', async (_, json, stream, digest) => {
    const proposed = answerOf(PROPOSALS, await propose(json));
    expect(proposed).toEqual({ stream, digest });
    expect(answerOf(CONFIRMATIONS, await confirm(proposed))).toEqual({ stream, seq: world.commits(stream).length });
    const { profile, person } = await world.state(stream);
    expect([profile.current ?? person.current]).toMatchObject(Object.values(json));
  });

  it.each([
    ['is not known', () => world.known.clear(), 'person-unknown'],
    ['is registered without the part', () => known(PEOPLE.admin, []), 'part-unregistered'],
    ['lost the part a moment ago, which no read model shows yet', () => loses(PEOPLE.admin), 'role-missing'],
  ])('and not for an administrator by their token who %s: it is recorded, and rings', async (_, change, code) => {
    await change();
    const before = world.heights();
    expect(bodyOf(await propose({ person: aPerson() }))).toMatchObject({ status: 403, code });
    const stream = Object.keys(world.heights()).find((name) => (before[name] ?? 0) !== world.heights()[name]);
    const [recorded] = world.commits(stream ?? '').slice(-1);
    expect(recorded?.events).toMatchObject([{ code }]);
    expect(alertFor(recorded as Commit)).toMatchObject({ severity: 'warning' });
    expect((await world.state(PEOPLE.jane)).person).toEqual({ current: null, proposal: null });
  });

  it('not by two strangers whose tokens say that they are administrators', async () => {
    for (const who of ['sub-eve', 'sub-mallory'])
      expect(bodyOf(await propose({ person: aPerson() }, signedIn(who, ['admin'])))).toMatchObject({
        ...{ status: 403, code: 'person-unknown' },
      });
  });

  it('not by one administrator with a second login of the same person', async () => {
    world.known.set(
      `subject:${subjectOf('sub-admin-2')}`,
      registeredPerson(PEOPLE.admin, {
        subjects: [subjectOf('sub-admin'), subjectOf('sub-admin-2')],
        parts: ['admin'],
      }),
    );
    const proposed = bodyOf(await propose({ person: aPerson() }));
    expect(bodyOf(await confirm(proposed, signedIn('sub-admin-2', ['admin'])))).toMatchObject({
      code: 'same-proposer',
    });
  });

  it('not for what somebody proposed who is no administrator any more', async () => {
    const proposed = bodyOf(await propose({ person: aPerson() }));
    await loses(PEOPLE.admin);
    expect(bodyOf(await confirm(proposed))).toMatchObject({ code: 'role-missing', proposer: PEOPLE.admin });
  });

  it('is done once for one idempotency key', async () => {
    const event = anEvent(PROPOSALS, admin, { profile: said(anNhiProfile()) });
    const keyed = { ...event, headers: { ...event.headers, 'idempotency-key': 'k' } };
    const first = await handler(keyed);
    expect(await handler(keyed)).toEqual(first);
    expect(world.commits('secret:prod/payments/db')).toHaveLength(1);
  });
});

/** The read model shows a person with these parts. */
function known(person: string, parts: RegisteredPerson['parts']): void {
  for (const [identity, one] of world.known) if (one.person === person) world.known.set(identity, { ...one, parts });
}

/** Somebody's record in the ledger says that they are no administrator any more; the read model lags behind. */
async function loses(who: string): Promise<void> {
  const { person: record } = await world.state(who);
  const changed: Person = { ...present(record.current), parts: [] };
  const eve = aPerson({
    person: 'person:eve',
    subjects: [subjectOf('sub-eve')],
    parts: ['admin'],
    addresses: [],
    ticketUsers: [],
  });
  await register(world.services, { person: eve });
  const proposed = await proposes(world.services, { person: changed });
  const actor = aPersonActor('person:eve', { roles: ['admin'] });
  await confirmAs(registryOn(world.services), { id: 'loses', actor }, proposed);
}

const nothing: typeof directory = async () => undefined;
const denies: typeof directory = () => Promise.reject(new AdapterError('access-denied', { retryable: false }));
const sleeps: typeof directory = () => Promise.reject(new AdapterError('unavailable', { retryable: true }));

describe('one human is one person, and one directory identity one account (rule 6)', () => {
  const ken = said(aProfile({ account: 'cognito:ken', target: 'ken', owner: 'person:ken' }));
  const registers = async (json: object) => {
    expect((await confirm(bodyOf(await propose(json)))).statusCode).toBe(200);
  };
  const eve = aPerson({ person: 'person:eve', subjects: [subjectOf('sub-eve')], addresses: [], ticketUsers: [] });
  const twins = JSON.parse(readFileSync(new URL('./twin-accounts.json', import.meta.url), 'utf8')) as readonly object[];

  it.each([
    ...twins.map((twin) => ({ ...ken, ...twin })),
    { ...ken, account: 'cognito:k', target: 'KEN ' },
    { ...ken, account: 'okta:ken', target: 'ken  ' },
    { ...ken, account: 'cognito:nobody', target: 'ken', tier: 'critical' },
  ])('refuses a second account of a user by another name: %j', async (twin) => {
    await registers({ profile: ken });
    directory = async (_, target) => normalTarget(target);
    const before = world.heights();
    const answer = bodyOf(await propose({ profile: { ...twin, connector: 'cognito' } }));
    expect(answer).toMatchObject({ status: 409, code: 'identity-taken', holder: 'cognito:ken' });
    const after = world.heights();
    expect(Object.keys(after).filter((stream) => after[stream] !== (before[stream] ?? 0))).toEqual([
      identityStream('directory:cognito|ken'),
    ]);
  });

  it.each([
    ['the mailbox in another case', { addresses: ['JANE@Example.com'] }],
    ['the mailbox with a tag', { addresses: ['jane+work@example.com'] }],
    ['the mailbox in wide letters', { addresses: ['ｊane@example.com'] }],
    ['the subject', { subjects: [subjectOf('sub-jane')] }],
    ['the user of a ticket system', { ticketUsers: ['jira:jane'] }],
  ])('refuses a second person with %s of another', async (_, over) => {
    await registers({ person: aPerson() });
    const answer = bodyOf(await propose({ person: { ...eve, ...over } }));
    expect(answer).toMatchObject({ status: 409, code: 'identity-taken', holder: PEOPLE.jane });
    expect((await world.state('person:eve')).person.proposal).toBeNull();
  });

  it('lets the subject of another issuer be another person', async () => {
    await registers({ person: aPerson() });
    await registers({ person: { ...eve, subjects: ['https://other.example|sub-jane'] } });
  });

  it('keeps an identity for a proposal that waits, and lets it go when nobody confirmed it in time', async () => {
    const proposed = bodyOf(await propose({ person: aPerson() }));
    world.advance(PROPOSAL_SECONDS - 1);
    expect(bodyOf(await propose({ person: { ...eve, addresses: ['jane@example.com'] } }))).toMatchObject({
      ...{ code: 'identity-taken', holder: PEOPLE.jane },
    });
    expect(bodyOf(await confirm(proposed))).toMatchObject({ status: 409, code: 'identity-unclaimed' });
    world.advance(IN_FLIGHT_SECONDS);
    await registers({ person: { ...eve, addresses: ['jane@example.com'] } });
    expect(bodyOf(await confirm(proposed))).toMatchObject({ code: 'identity-unclaimed' });
    expect(bodyOf(await propose({ person: aPerson() }))).toMatchObject({
      code: 'identity-taken',
      holder: 'person:eve',
    });
  });

  it('lets an identity go once two administrators have dropped it from the record, and not before', async () => {
    await registers({ person: aPerson() });
    world.advance(IN_FLIGHT_SECONDS);
    const without = bodyOf(await propose({ person: aPerson({ addresses: [] }) }));
    const taking = { person: { ...eve, addresses: ['jane@example.com'] } };
    expect(bodyOf(await propose(taking))).toMatchObject({ code: 'identity-taken' });
    expect((await confirm(without)).statusCode).toBe(200);
    await registers(taking);
  });

  it('registers no account below the tier that the directory gives it: neither proposes it nor confirms it', async () => {
    tierOf = async () => 'privileged';
    const tooLow = { status: 422, code: 'tier-too-low', tier: 'privileged', says: 'directory' };
    expect(bodyOf(await propose({ profile: ken }))).toMatchObject(tooLow);
    tierOf = async () => null;
    const proposed = bodyOf(await propose({ profile: ken }));
    tierOf = async () => 'privileged';
    expect(bodyOf(await confirm(proposed))).toMatchObject(tooLow);
    expect((await world.state(ken.account)).profile.current).toBeNull();
    await registers({ profile: { ...ken, tier: 'privileged' } });
  });

  it('lowers no account below the tier that the directory still gives it', async () => {
    tierOf = async () => 'privileged';
    await registers({ profile: { ...ken, tier: 'privileged' } });
    expect(bodyOf(await propose({ profile: ken }))).toMatchObject({ code: 'tier-too-low' });
    tierOf = async () => null;
    await registers({ profile: ken });
  });

  it.each([
    [true, 503, 'unavailable'],
    [false, 422, 'directory-unreadable'],
  ])('registers nothing while the directory does not say the tier: %s, %s', async (retryable, status, code) => {
    const proposed = bodyOf(await propose({ profile: ken }));
    tierOf = () => Promise.reject(new AdapterError('access-denied', { retryable }));
    expect(bodyOf(await propose({ profile: { ...ken, tier: 'privileged' } }))).toMatchObject({ status, code });
    expect(bodyOf(await confirm(proposed))).toMatchObject({ status, code });
    expect((await world.state(ken.account)).profile.current).toBeNull();
    expect(lines.join()).not.toContain('TypeError');
  });

  it('keeps the tier of a directory identity when another account gets it', async () => {
    await registers({ profile: { ...ken, tier: 'privileged' } });
    await registers({ profile: { ...ken, tier: 'privileged', target: 'ken-old' } });
    world.advance(IN_FLIGHT_SECONDS);
    const other = { ...ken, account: 'cognito:other' };
    expect(bodyOf(await propose({ profile: other }))).toMatchObject({
      status: 422,
      code: 'tier-too-low',
      tier: 'privileged',
    });
    await registers({ profile: { ...other, tier: 'critical' } });
  });

  it.each(['before', 'after'] as const)(
    'completes when the same command comes again after a crash between claim and proposal: %s the write',
    async (fault) => {
      const event = anEvent(PROPOSALS, admin, { person: aPerson() });
      const keyed = { ...event, headers: { ...event.headers, 'idempotency-key': 'k' } };
      for (let nth = 1; nth <= 4; nth += 1) {
        let appends = 0;
        world.faults = (operation) => {
          if (operation !== 'append') return 'none';
          appends += 1;
          return appends === nth ? fault : 'none';
        };
        await handler(keyed);
      }
      world.faults = undefined;
      expect((await confirm(answerOf(PROPOSALS, await handler(keyed)))).statusCode).toBe(200);
      expect((await world.state(PEOPLE.jane)).person.current).toEqual(aPerson());
    },
  );

  it.each([
    ['has nothing of this name', nothing, 422, 'target-unknown', 1],
    ['does not let itself be read', denies, 422, 'directory-unreadable', 1],
    ['does not answer', sleeps, 503, 'unavailable', 0],
  ] as const)('refuses an account where the directory %s, and claims nothing', async (_, says, status, code, added) => {
    directory = says;
    const before = world.heights();
    expect(bodyOf(await propose({ profile: ken }))).toMatchObject({ status, code });
    const after = world.heights();
    expect(Object.keys(after).filter((stream) => after[stream] !== (before[stream] ?? 0))).toHaveLength(added);
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
    const confirmed = await confirm(bodyOf(await propose({ profile: said(aProfile({ contacts })) })));
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
    const result = await propose({ profile: { ...said(aProfile()), contacts: [{ id, kind, address, since }] } });
    expect(bodyOf(result)).toMatchObject({ status: 422 });
  });
});

describe('the freeze of an account', () => {
  const lift = { account: 'cognito:jane', lift: { reason: 'Jane was here in person' } };

  /** Three recoveries in a row end with a proof that failed, the word of two verifiers. */
  async function freeze(): Promise<void> {
    for (const recovery of ['rec-1', 'rec-2', 'rec-3']) {
      await submit(world.services, anEnvelope(anOpenRecovery(), { recovery }));
      await step(
        world.services,
        { account: 'cognito:jane', recovery },
        { type: 'AssessRecovery', directoryTier: null },
      );
      const proof = { type: 'RecordProof', method: 'in-person', outcome: 'failed', reference: null, seen: [] } as const;
      await submit(
        world.services,
        anEnvelope(proof, { recovery, actor: recovery === 'rec-3' ? ACTORS.secondVerifier : ACTORS.verifier }),
      );
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
    const result = await propose({ profile: said(profile) }, signedIn('sub-agent', ['agent']));
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
  const profile = said(aProfile());
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

describe('a record that looks like a registered one', () => {
  const ken = aProfile({ account: 'cognito:ken', target: 'ken', owner: 'person:ken' });
  const twin = said(aProfile({ account: 'cognito:k3n', target: 'k3n', owner: 'person:mallory' }));
  beforeEach(() => lookAlikes.show({ record: ken.account, holders: holdersOf(ken) }, likenessKeys(ken), 2));

  it('is proposed with its look-alikes, and confirmed only by who says to have seen them', async () => {
    const answer = answerOf(PROPOSALS, await propose({ profile: twin }));
    expect(answer['lookAlikes']).toEqual([
      { record: 'cognito:ken', as: 'name' },
      { record: 'cognito:ken', as: 'target' },
    ]);
    const { stream, digest } = answer;
    const blind = bodyOf(await confirm({ stream, digest }));
    expect(blind).toMatchObject({ status: 409, code: 'look-alikes-unseen', lookAlikes: answer['lookAlikes'] });
    expect((await world.state('cognito:k3n')).profile.current).toBeNull();
    expect(bodyOf(await confirm({ stream, digest, seen: 'x' }))).toMatchObject({ status: 422 });
    answerOf(CONFIRMATIONS, await confirm({ stream, digest, seen: blind['digest'] }));
    expect((await world.state('cognito:k3n')).profile.current).toMatchObject({ target: 'k3n' });
  });

  it('is neither proposed nor confirmed while nothing can be compared', async () => {
    const proposed = bodyOf(await propose({ profile: twin }));
    jest.spyOn(lookAlikes, 'find').mockRejectedValue(new AdapterError('unavailable', { retryable: true }));
    const { stream, digest } = proposed;
    expect(bodyOf(await confirm({ stream, digest, seen: 'e'.repeat(64) }))).toMatchObject({ status: 503 });
    expect(bodyOf(await propose({ person: aPerson() }))).toMatchObject({ status: 503 });
    expect((await world.state('cognito:k3n')).profile.current).toBeNull();
  });
});

describe('a policy (rule 6)', () => {
  const policy = adoptionOf(aPolicy());
  const shorter = adoptionOf(policyThat({ grant: 60 }));
  const longer = adoptionOf(policyThat({ grant: 7200 }));
  const proposed = async (one: object) => answerOf(PROPOSALS, await propose({ policy: one }));
  const seenIn = ({ difference }: Record<string, unknown>) => (difference as { readonly digest: string }).digest;
  const adopt = async (one: object) => {
    const { stream, digest, ...answer } = await proposed(one);
    return answerOf(CONFIRMATIONS, await confirm({ stream, digest, seen: seenIn(answer) }));
  };

  it('is adopted by whoever has read how it differs from the one in force', async () => {
    await adopt(shorter);
    const { stream, digest, ...answer } = await proposed(longer);
    expect(answer).toMatchObject({ difference: { from: shorter.digest, weaker: 1, stricter: 0, different: 0 } });
    const blind = bodyOf(await confirm({ stream, digest }));
    expect(blind).toMatchObject({ status: 409, code: 'difference-unseen', weaker: 1, stricter: 0, different: 0 });
    expect(JSON.stringify(blind)).not.toContain(seenIn(answer));
    expect((await world.state('policy:active')).policy.current).toMatchObject({ digest: shorter.digest });
    answerOf(CONFIRMATIONS, await confirm({ stream, digest, seen: seenIn(answer) }));
    expect((await world.state('policy:active')).policy).toMatchObject({
      ...{ current: { name: longer.name, digest: longer.digest }, proposal: null },
    });
  });

  const DIFFERENCES = 'GET /registry/differences/{digest}';
  const compare = (digest: unknown, who = second) =>
    handler({ ...anEvent(DIFFERENCES, who), pathParameters: { digest: String(digest) } });

  it('is shown with what it changes, and whoever has read that adopts it', async () => {
    await adopt(shorter);
    const { stream, digest, ...answer } = await proposed(longer);
    const read = answerOf(DIFFERENCES, await compare(longer.digest));
    expect(read).toMatchObject({
      ...{ from: shorter.digest, to: longer.digest, weaker: 1, stricter: 0, different: 0, seen: seenIn(answer) },
      differences: [
        { direction: 'weaker', changes: [{ dimension: 'grant', direction: 'weaker', before: 60, after: 7200 }] },
      ],
    });
    answerOf(CONFIRMATIONS, await confirm({ stream, digest, seen: read['seen'] }));
    expect((await world.state('policy:active')).policy.current).toMatchObject({ digest: longer.digest });
  });

  it('is compared for administrators and auditors only, and only while it is proposed', async () => {
    await adopt(shorter);
    expect(bodyOf(await compare(longer.digest))).toMatchObject({ code: 'no-such-proposal' });
    await proposed(longer);
    const agent = signedIn('sub-agent', ['agent']);
    expect(bodyOf(await compare(longer.digest, agent))).toMatchObject({ status: 403 });
    expect(bodyOf(await compare('f'.repeat(64)))).toMatchObject({ code: 'no-such-proposal' });
  });

  const CHECKS = 'POST /registry/policy-checks';
  const check = (text: string, who = admin) => handler(anEvent(CHECKS, who, { text }));
  const FILE = `name: filed
groups: [identity, security]
controls: [{ id: c-1, title: All, owner: head of identity, maps: [] }]
rules:
  - id: everything
    control: c-1
    when: { kind: [human], action: [unlock] }
    require: { proofs: { method: in-person }, approvals: { groups: 2 }, proofWindow: 1h, approvalWindow: 1h, grant: 1h }
`;

  it('is checked from a file, and proposed as it was compiled; the check records nothing', async () => {
    await adopt(shorter);
    const before = world.heights();
    const read = answerOf(CHECKS, await check(FILE));
    expect(read).toMatchObject({
      faults: [],
      count: 0,
      policy: { name: 'filed' },
      difference: { from: shorter.digest },
    });
    const faulty = answerOf(CHECKS, await check(FILE.replace('grant: 1h', 'grant: soon')));
    expect(faulty).toMatchObject({ faults: [{ file: 'policy', line: 8, rule: 'everything' }], count: 1, policy: null });
    expect(world.heights()).toEqual(before);
    expect(await proposed(read['policy'] as object)).toMatchObject({ difference: { from: shorter.digest } });
  });

  it('is checked for administrators only, and not without a text', async () => {
    for (const who of [signedIn('sub-agent', ['agent']), signedIn('sub-reviewer', ['auditor'])])
      expect(bodyOf(await check(FILE, who))).toMatchObject({ status: 403 });
    expect(bodyOf(await check(''))).toMatchObject({ status: 422, code: 'fields-invalid' });
    expect(bodyOf(await check('x'.repeat(60_001)))).toMatchObject({ status: 422, code: 'fields-invalid' });
  });

  it('is carried by the commit that proposes it, and by no later one', async () => {
    await adopt(policy);
    await adopt(longer);
    await propose({ policy: shorter });
    const { policy: state } = await world.state('policy:active');
    expect(state).toMatchObject({
      current: { digest: longer.digest },
      proposal: { value: { digest: shorter.digest } },
    });
    expect(JSON.stringify(state)).not.toContain('proofWindow');
    const lies = world.commits('policy:active').find(({ seq }) => seq === state.current?.seq);
    expect(lies?.events).toMatchObject([{ type: 'PolicyProposed', adoption: longer }]);
  });

  it('is not adopted by a difference that was read before another one came into force', async () => {
    await adopt(policy);
    const before = seenIn(await proposed(longer));
    await adopt(shorter);
    const { stream, digest } = await proposed(longer);
    expect(bodyOf(await confirm({ stream, digest, seen: before }))).toMatchObject({ code: 'difference-unseen' });
  });

  it('is not proposed when its text is none, and nothing changes', async () => {
    const text = 'hello';
    const said = bodyOf(await propose({ policy: { name: 'next', digest: sha256(text), text } }));
    expect(said).toMatchObject({ status: 422, code: 'policy-invalid', problems: [expect.any(String)] });
    expect((await world.state('policy:active')).policy.proposal).toBeNull();
  });

  it('is read for administrators only', async () => {
    await loses(PEOPLE.admin);
    reads = 0;
    expect(bodyOf(await propose({ policy }))).toMatchObject({ status: 403 });
    expect(reads).toBe(0);
  });

  it('is not read in a body of more than 64 KiB, which changes nothing', async () => {
    const before = world.heights()['policy:active'];
    const text = '"'.repeat(40_000);
    const said = bodyOf(await propose({ policy: { name: 'next', digest: sha256(text), text } }));
    expect(said).toMatchObject({ status: 413, code: 'body-too-large', most: 65_536 });
    expect(world.heights()['policy:active']).toEqual(before);
  });
});
