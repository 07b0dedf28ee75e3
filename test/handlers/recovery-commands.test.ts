import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { POLICY_STREAM } from '../../lambdas/core/registry/adoption.ts';
import { plusSeconds } from '../../lambdas/core/values/instant.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { ApiWorld } from '../support/api-world.ts';
import { BAD_BODIES } from '../support/bad-input.ts';
import { composed } from '../support/compose.ts';
import { anEnvelope, anOpenRecovery, aPersonActor, PEOPLE } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog, signedIn } from '../support/http.ts';
import { spokenWords } from '../support/keys.ts';
import { CANARY } from '../support/tickets.ts';

const world = new ApiWorld();
composed('ledger', { planningServices: world.services, countingServices: world.services });
composed('clients/secrets', { spokenWords });
composed('people', { people: world.people, callerServices: world.callers });
const { handler } = await import('../../lambdas/handlers/recovery-commands.ts');

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  await world.open();
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const jane = signedIn('sub-jane');
const verifier = signedIn('sub-verifier', ['verifier']);
const identity = signedIn('sub-identityApprover', ['approver:identity']);
const PROOF = { method: 'in-person', outcome: 'verified', reference: 'badge:42', seen: ['portrait-on-file'] };

type Who = ReturnType<typeof signedIn>;
const give = (what: string, who: Who, json: object, headers: HttpEvent['headers'] = {}): Promise<HttpResult> =>
  handler(
    anEvent(
      `POST /recoveries/{id}/${what}`,
      { ...who, headers: { ...who.headers, ...headers }, pathParameters: { id: 'rec-1' } },
      json,
    ),
  );

const OFFERS = 'GET /recoveries/{id}/offers';
const offersTo = (who: Who, id = 'rec-1'): Promise<HttpResult> =>
  handler(anEvent(OFFERS, { ...who, pathParameters: { id } }));

describe('what people are offered on a recovery', () => {
  it('is what would be accepted from them now, and reading it writes nothing', async () => {
    const before = world.commits('cognito:jane').length;
    const [toVerifier, toApprover] = [await offersTo(verifier), await offersTo(identity)];
    expect(answerOf(OFFERS, toVerifier)).toMatchObject({ recovery: 'rec-1', countersign: false, stop: true });
    expect(bodyOf(toVerifier)['prove']).toContain('in-person');
    expect(answerOf(OFFERS, toApprover)).toMatchObject({ prove: [], countersign: false, stop: true });
    await give('proofs', verifier, PROOF);
    expect(answerOf(OFFERS, await offersTo(identity))).toMatchObject({ countersign: true, reject: true });
    await give('countersignatures', identity, { digest: await world.digest() });
    expect(answerOf(OFFERS, await offersTo(identity))).toMatchObject({ countersign: false });
    expect(world.commits('cognito:jane')).toHaveLength(before + 2);
  });

  it('comes with the threat levels that count for this recovery, and with no other', async () => {
    expect(answerOf(OFFERS, await offersTo(verifier))).toMatchObject({ threats: [] });
    const olga = aPersonActor('person:olga', { roles: ['on-duty'] });
    const until = plusSeconds(world.now(), 3600);
    for (const [id, stream, desk, reason] of [
      ['t-1', POLICY_STREAM, null, 'many calls'],
      ['t-2', POLICY_STREAM, 'service', 'calls at a desk'],
      ['t-3', 'cognito:jane', null, 'calls about Jane'],
    ] as const) {
      const command = { type: 'RaiseThreat', desk, until, reason, drain: false } as const;
      await submit(world.services, anEnvelope(command, { id, stream, recovery: null, actor: olga }));
    }
    expect(answerOf(OFFERS, await offersTo(verifier))).toMatchObject({
      threats: [
        { desk: null, until, reason: 'many calls' },
        { desk: null, until, reason: 'calls about Jane' },
      ],
    });
  });

  it.each([
    ['of another person', signedIn('sub-manager'), 'rec-1'],
    ['that never was', verifier, 'rec-9'],
  ])('is nothing of a recovery %s: it does not exist', async (_, who, id) => {
    const before = world.commits('cognito:jane').length;
    const answer = await offersTo(who, id);
    expect([answer.statusCode, bodyOf(answer)['code']]).toEqual([404, 'recovery-unknown']);
    expect(world.commits('cognito:jane')).toHaveLength(before);
  });
});

describe('what people do to a recovery', () => {
  it('goes all the way to approval, by the digest that the plan has at the time', async () => {
    const proved = answerOf('POST /recoveries/{id}/proofs', await give('proofs', verifier, PROOF));
    expect(proved).toEqual({
      recovery: 'rec-1',
      status: 'approving',
      seq: expect.any(Number),
      repeated: false,
      warnings: ['claim-impossible'],
    });
    const digest = await world.digest();
    const signed = await give('countersignatures', identity, { digest });
    expect(answerOf('POST /recoveries/{id}/countersignatures', signed)).toMatchObject({ status: 'approved' });
    expect(world.commits('cognito:jane').at(-1)).toMatchObject({
      seq: bodyOf(signed)['seq'],
      recovery: 'rec-1',
      actor: { person: PEOPLE.identityApprover, groups: ['identity'] },
      origin: { via: 'recoveryCommands', channel: 'api' },
    });
  });

  it.each([
    ['stops', jane, { reason: 'this was not me' }, { status: 'stopped' }, { type: 'RecoveryStopped', by: PEOPLE.jane }],
    [
      'revisions',
      jane,
      { requestedSeconds: 600, reason: 'less will do' },
      { status: 'proofing' },
      { type: 'RecoveryAssessed' },
    ],
    ['proofs', verifier, { ...PROOF, outcome: 'failed' }, { status: 'refused' }, { type: 'RecoveryRefused' }],
  ])('is recorded as what it is: %s', async (what, who, json, answer, event) => {
    expect(answerOf(`POST /recoveries/{id}/${what}`, await give(what, who, json))).toMatchObject(answer);
    expect(world.events('cognito:jane').at(-1)).toMatchObject(event);
  });

  it('rejects a plan', async () => {
    await world.prove();
    expect(bodyOf(await give('rejections', identity, { reason: 'not now' }))).toMatchObject({ status: 'rejected' });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'RecoveryRejected', reason: 'not now' });
  });

  it('takes a review as a command of its own', async () => {
    const result = await give('reviews', signedIn('sub-reviewer', ['reviewer']), {
      finding: 'appropriate',
      note: 'fine',
    });
    expect(bodyOf(result)).toMatchObject({ code: 'wrong-status', recoveryStatus: 'proofing' });
    expect(world.commits('cognito:jane').at(-1)?.command.type).toBe('ReviewRecovery');
  });

  it('is done once for one idempotency key and says that it was', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const first = bodyOf(await give('proofs', verifier, PROOF, key));
    const heights = world.heights();
    expect(bodyOf(await give('proofs', verifier, PROOF, key))).toEqual({ ...first, repeated: true });
    expect(world.heights()).toEqual(heights);
  });

  it('takes a proof of whoever has a page before them, by its two words', async () => {
    expect(bodyOf(await give('proofs', verifier, { ...PROOF, page: 'No Such' }))).toMatchObject({
      ...{ status: 422, code: 'page-unknown' },
    });
    for (const page of ['<script>', 'a\u0000b', 7])
      expect(bodyOf(await give('proofs', verifier, { ...PROOF, page }))).toMatchObject({ code: 'fields-invalid' });
    expect((await world.recovery()).proofs).toEqual([]);
    expect(bodyOf(await give('proofs', verifier, PROOF))).toMatchObject({ status: 'approving' });
    expect((await world.recovery()).proofs).toMatchObject([{ session: null }]);
  });

  it('takes one key for two recoveries of an account as two commands', async () => {
    await submit(world.services, anEnvelope(anOpenRecovery({ action: 'unlock' }), { recovery: 'rec-2' }));
    const key = { ...jane.headers, 'idempotency-key': 'k-1' };
    for (const id of ['rec-1', 'rec-2']) {
      const event = anEvent('POST /recoveries/{id}/stops', { ...jane, pathParameters: { id } }, { reason: 'not me' });
      const result = await handler({ ...event, headers: { ...event.headers, ...key } });
      expect(bodyOf(result)).toMatchObject({ recovery: id, status: 'stopped', repeated: false });
    }
  });

  it('gives the refusal again that the key was answered with', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const first = await give('proofs', jane, PROOF, key);
    const heights = world.heights();
    expect([first.statusCode, bodyOf(first)['code']]).toEqual([403, 'conflicting-part']);
    expect(bodyOf(await give('proofs', jane, PROOF, key))).toMatchObject({ code: 'conflicting-part' });
    expect(world.heights()).toEqual(heights);
  });

  it('counts a decision that was sent a hundred times at once a single time', async () => {
    const digest = await world.prove();
    const results = await Promise.all(
      Array.from({ length: 100 }, () => give('countersignatures', identity, { digest })),
    );
    expect(results.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(world.events('cognito:jane').filter(({ type }) => type === 'PlanCountersigned')).toHaveLength(1);
  });
});

describe('a refusal of the core is answered and stands under the account', () => {
  it.each([
    ['proofs', 403, 'role-missing', signedIn('sub-agent', ['agent']), PROOF],
    ['proofs', 403, 'conflicting-part', signedIn('sub-jane', ['verifier']), PROOF],
    ['proofs', 422, 'evidence-insufficient', verifier, { ...PROOF, seen: ['employee-badge'] }],
    ['proofs', 422, 'evidence-unexpected', signedIn('sub-manager'), { ...PROOF, method: 'manager-attestation' }],
    ['proofs', 422, 'reference-missing', verifier, { ...PROOF, method: 'live-video', reference: undefined }],
    ['proofs', 422, 'challenge-needed', verifier, { ...PROOF, method: 'call-back', seen: [] }],
    ['proofs', 403, 'method-not-theirs', verifier, { ...PROOF, method: 'passkey', seen: [] }],
    ['proofs', 422, 'page-unknown', verifier, { ...PROOF, page: 'amber acorn' }],
    ['countersignatures', 409, 'wrong-status', identity, { digest: 'a'.repeat(64) }],
    ['revisions', 422, 'revision-widens', jane, { requestedSeconds: 90_000, reason: 'more' }],
    ['revisions', 403, 'not-the-requester', identity, { requestedSeconds: 60, reason: 'less' }],
  ])('%s: %d %s', async (what, status, code, who, json) => {
    const before = world.heights();
    const result = await give(what, who, json);
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([status, code]);
    expect(world.heights()).toEqual({ ...before, 'cognito:jane': (before['cognito:jane'] ?? 0) + 1 });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'CommandRefused', code });
  });

  it('tells whoever countersigns what was changed that it was', async () => {
    await world.prove();
    expect(bodyOf(await give('countersignatures', identity, { digest: 'a'.repeat(64) }))).toMatchObject({
      ...{ status: 409, code: 'digest-mismatch', current: await world.digest() },
    });
  });

  it('records a decision after the end as late', async () => {
    await give('stops', jane, { reason: 'this was not me' });
    expect(bodyOf(await give('stops', jane, { reason: 'again' }))).toMatchObject({
      ...{ status: 409, code: 'recovery-ended', end: 'stopped' },
    });
  });
});

describe('bad input gets a code, and the ledger gets the refusal and nothing else', () => {
  const refused = async (event: HttpEvent, status: number, code: string): Promise<void> => {
    const before = world.heights();
    const result = await handler(event);
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([status, code]);
    expect(world.heights()).toEqual({ ...before, 'source:api': 1 });
    expect(world.events('source:api')).toMatchObject([{ type: 'IntakeRefused', code }]);
    for (const canary of Object.values(CANARY))
      expect(world.text() + JSON.stringify(result) + lines.join()).not.toContain(canary);
  };
  const proof = anEvent('POST /recoveries/{id}/proofs', { ...verifier, pathParameters: { id: 'rec-1' } }, PROOF);

  it.each(BAD_BODIES)('%s', async (_, over, status, code) => {
    await refused({ ...proof, ...over, headers: { ...proof.headers, ...over.headers } }, status, code);
  });

  it.each(['rec-2', 'constructor', '__proto__', '', 'x'.repeat(65), CANARY.address])(
    'a recovery that there is not: %j',
    async (id) => {
      await refused({ ...proof, pathParameters: { id } }, 404, 'recovery-unknown');
    },
  );

  it.each([
    ['proofs', { ...PROOF, method: 'security-question' }],
    ['proofs', { ...PROOF, reference: 'mother’s maiden name' }],
    ['proofs', { ...PROOF, seen: ['a kind face'] }],
    ['countersignatures', { digest: 'A'.repeat(64) }],
    ['countersignatures', {}],
    ['rejections', { reason: '' }],
    ['revisions', { requestedSeconds: 0.5, reason: 'x' }],
    ['stops', { reason: 7 }],
    ['reviews', { finding: 'fine', note: 'x' }],
  ])('fields of the wrong kind: %s %j', async (what, json) => {
    const event = anEvent(`POST /recoveries/{id}/${what}`, { ...verifier, pathParameters: { id: 'rec-1' } }, json);
    await refused(event, 422, 'fields-invalid');
  });

  it('nobody signed in, and nobody whom the registry does not know', async () => {
    await refused({ ...proof, headers: { ...proof.headers, authorization: undefined } }, 401, 'token-missing');
    await world.reset();
    const stranger = signedIn('sub-new', ['admin']);
    await refused({ ...proof, ...stranger, headers: { ...proof.headers, ...stranger.headers } }, 403, 'person-unknown');
  });
});
