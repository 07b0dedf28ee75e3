import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { sessionOf } from '../../lambdas/app/proving/visit.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { staffWordsOf } from '../../lambdas/core/recovery/assess/pages.ts';
import type { HttpResult } from '../../lambdas/http/event.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { BAD_BODIES } from '../support/bad-input.ts';
import { composed } from '../support/compose.ts';
import { ACTORS, anEnvelope } from '../support/fixtures.ts';
import { anEvent, answerOf, bodyOf, caughtLog } from '../support/http.ts';
import { pageCookies, wordsOf } from '../support/keys.ts';
import { policyThat } from '../support/policies.ts';
import { CANARY_ADDRESSES, ProvingWorld } from '../support/proving-world.ts';
import { CANARY } from '../support/tickets.ts';

const CREDENTIAL = 'canary-credential-Zq9!';
const COOKIE = (await pageCookies.make()).reveal();
const OTHER = (await pageCookies.make()).reveal();

const world = new ProvingWorld();
composed('proving', { visiting: { services: world.proving, cookies: pageCookies, secure: true } });
const { handler } = await import('../../lambdas/handlers/requester.ts');

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  await world.open();
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

interface From {
  readonly id?: string;
  readonly cookie?: string | null;
  readonly key?: string;
}

function call(name: string, body: object | undefined, { id = 'rec-1', cookie = COOKIE, key }: From = {}) {
  const method = body === undefined ? 'GET' : 'POST';
  const over = {
    pathParameters: { id },
    cookies: cookie === null ? [] : ['theme=dark', `__Host-countersign=${cookie}`],
    headers: key === undefined ? {} : { 'idempotency-key': key },
  };
  return handler(anEvent(`${method} /r/{id}/${name}`, over, body));
}

const state = (from?: From): Promise<HttpResult> => call('state', undefined, from);
const seen = async (from?: From) => answerOf('GET /r/{id}/state', await state(from));
const answer = (challenge: string, code: string, from?: From) => call('answers', { challenge, code }, from);

/** A code is on its way to Jane's mailbox, asked for by this browser. */
async function asked(cookie = COOKIE): Promise<{ readonly challenge: string; readonly code: string }> {
  const order = { id: `ask-${world.delivery.sent.length + 1}`, method: 'issued-code-email', contact: 'work' };
  const { challenge } = await world.page(cookie).challenge(order);
  return { challenge, code: world.delivery.code() };
}

describe('the state of the page', () => {
  it('says what can be done, and neither who, nor whose account, nor a whole address', async () => {
    const result = await state();
    expect(answerOf('GET /r/{id}/state', result)).toMatchObject({
      ...{ status: 'proofing', ended: false, action: 'reset-password', claimable: false },
      ...{ page: [expect.any(String), expect.any(String)], met: false, handover: null, proofs: [], challenges: [] },
      intake: { channel: 'console', desk: null, agent: null, onBehalf: false },
      ...{ account: 'cognito:j***', elsewhere: expect.any(Array) },
      toStop: [
        { method: 'issued-code-email', contacts: [{ id: 'work', shown: 'c***@e***.com' }] },
        { method: 'issued-code-sms', contacts: [{ id: 'mobile', shown: '***99' }] },
      ],
    });
    for (const said of ['jane', 'lost', ...CANARY_ADDRESSES]) expect(result.body).not.toContain(said);
    expect(result.headers['cache-control']).toBe('no-store');
  });

  it('gives a browser its cookie once', async () => {
    const { cookies = [] } = await state({ cookie: null });
    expect(cookies).toEqual([
      expect.stringMatching(
        /^__Host-countersign=[\w-]{43}\.[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ]);
    expect((await state()).cookies).toBeUndefined();
    expect((await state({ cookie: 'short' })).cookies).toHaveLength(1);
  });

  it('is the same for a recovery that has ended, however it ended, and for none', async () => {
    const stopped = { type: 'StopRecovery', reason: 'a mistake', cause: 'withdrawn' } as const;
    await submit(world.services, anEnvelope(stopped, { actor: ACTORS.jane }));
    const ended = await seen();
    expect(ended).toMatchObject({
      status: 'ended',
      ended: true,
      action: null,
      page: null,
      intake: null,
      handover: null,
    });
    for (const id of ['rec-2', '../rec-1', 'constructor', ''])
      expect(await seen({ id })).toEqual({ ...ended, recovery: id });
  });

  it('has two words of its own from the first visit to the last, which no other browser is shown', async () => {
    const { page } = await seen();
    expect(page).toEqual([expect.stringMatching(/^[a-z]+$/), expect.stringMatching(/^[a-z]+$/)]);
    await asked();
    expect((await seen())['page']).toEqual(page);
    await world.grant();
    expect((await seen())['page']).toEqual(page);
    expect((await seen({ cookie: OTHER }))['page']).not.toEqual(page);
  });

  it('never shows the words of the help desk', async () => {
    const recovery = await world.recovery();
    const { body } = await state();
    for (const word of staffWordsOf(wordsOf, recovery)) expect(body).not.toContain(`"${word}"`);
  });

  it('changes nothing', async () => {
    const before = world.heights();
    await state();
    await state({ id: 'rec-2' });
    expect(world.heights()).toEqual(before);
  });

  it('shows a challenge to the browser that was asked, with the answers that are left', async () => {
    const { challenge } = await asked();
    expect((await seen())['challenges']).toMatchObject([{ challenge, method: 'issued-code-email', left: 3 }]);
    await answer(challenge, '0');
    expect((await seen())['challenges']).toMatchObject([{ left: 2 }]);
    expect((await seen({ cookie: OTHER }))['challenges']).toEqual([]);
  });
});

describe('a vendor who verifies identities', () => {
  const idv = { name: 'Example ID', startUrl: 'https://idv.example.com/start?of={recovery}&session={challenge}' };
  const methods = async (from?: From) => (await seen(from))['methods'] as { method: string; vendors: unknown }[];

  const { policy } = world.services;
  const anyProofing = policyThat({ proofs: { leaf: { class: 'repeated-proofing' } } });

  beforeEach(async () => {
    const other = { policy: { current: async () => anyProofing } };
    Object.assign(world.services, other);
    Object.assign(world.proving, { ...other, vendors: { idv } });
    await world.reset();
    await world.open();
  });
  afterEach(() => {
    Object.assign(world.services, { policy });
    Object.assign(world.proving, { policy, vendors: {} });
  });

  it('is offered where the plan takes what they say, and only where one is configured', async () => {
    expect(await methods()).toEqual([
      {
        ...{ method: 'vendor', asks: { for: 'vendor' }, throttled: false, contacts: [] },
        vendors: [{ id: 'idv', name: 'Example ID' }],
      },
    ]);
    Object.assign(world.proving, { vendors: {} });
    expect(await methods()).toEqual([]);
  });

  it('is gone to by a link that this browser alone is shown, and that changes nothing by itself', async () => {
    const { challenge } = await world.page(COOKIE).challenge({
      ...{ id: 'session-1', method: 'vendor', contact: null, vendor: 'idv' },
    });
    const start = 'https://idv.example.com/start?of=rec-1&session=session-1';
    expect((await seen())['challenges']).toMatchObject([{ challenge, method: 'vendor', vendor: 'idv', start }]);
    expect((await seen({ cookie: OTHER }))['challenges']).toEqual([]);
    const before = await world.recovery();
    expect(bodyOf(await answer(challenge, '1'))).toMatchObject({ code: 'method-not-theirs' });
    expect(bodyOf(await call('stops', { challenge }))).toMatchObject({ code: 'stop-unproved' });
    expect(bodyOf(await answer(challenge, '1', { cookie: OTHER }))).toMatchObject({ code: 'method-not-theirs' });
    expect(await world.recovery()).toEqual(before);
  });
});

describe('an answer on the page', () => {
  it('is right or wrong, and says no more', async () => {
    const { challenge, code } = await asked();
    expect(answerOf('POST /r/{id}/answers', await answer(challenge, '12345678'))).toEqual({
      ...{ recovery: 'rec-1', status: 'proofing', repeated: false, correct: false, savedCode: null },
    });
    expect(bodyOf(await answer(challenge, code))).toMatchObject({ correct: true });
    expect(world.text() + lines.join()).not.toContain(code);
  });

  it('of another browser is refused, and recorded', async () => {
    const { challenge, code } = await asked();
    const refused = await answer(challenge, code, { cookie: OTHER });
    expect(bodyOf(refused)).toMatchObject({ status: 404, code: 'challenge-unknown' });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'CommandRefused', code: 'challenge-unknown' });
  });

  it('that is sent again under its key is told what it was told, and is counted once', async () => {
    const { challenge } = await asked();
    const first = answerOf('POST /r/{id}/answers', await answer(challenge, '12345678', { key: 'k' }));
    const heights = world.heights();
    expect(bodyOf(await answer(challenge, '12345678', { key: 'k' }))).toEqual({ ...first, repeated: true });
    expect(world.heights()).toEqual(heights);
    expect((await world.state('cognito:jane')).failures).toEqual({ 'issued-code-email': 1 });
  });

  it('is no other answer under a key that was used: right and wrong ones are refused alike, without a word', async () => {
    const { challenge, code } = await asked();
    await answer(challenge, '00000000', { key: 'k' });
    const guesses = ['00000001', '0', 'Q', code].map((guess) => answer(challenge, guess, { key: 'k' }));
    for (const result of await Promise.all(guesses))
      expect(bodyOf(result)).toEqual({ ...bodyOf(result), status: 422, code: 'idempotency-key-reused' });
    expect(bodyOf(await answer(challenge, code, { key: 'k-2' }))).toMatchObject({ correct: true });
  });

  it('leaves nothing of the code in the ledger, by which somebody could try out codes', async () => {
    const { challenge, code } = await asked();
    await answer(challenge, code, { key: 'k' });
    const { id } = world.commits('cognito:jane').at(-1)?.command ?? { id: '' };
    const said = JSON.stringify({ challenge, code });
    for (const key of [
      '',
      'k',
      '["k",""]',
      '["k","undefined"]',
      `["k","${sessionOf({ recovery: 'rec-1', cookie: new Secret(COOKIE) })}"]`,
    ]) {
      const mac = createHmac('sha256', key).update(said).digest('hex');
      expect(id.endsWith(mac.slice(0, 26))).toBe(false);
    }
    const mac = createHmac('sha256', `["k","${COOKIE}"]`).update(said).digest('hex');
    expect(id.endsWith(mac.slice(0, 26))).toBe(true);
  });

  it('tells nobody whether there is such a recovery', async () => {
    const { challenge, code } = await asked();
    await submit(
      world.services,
      anEnvelope({ type: 'StopRecovery', reason: 'x', cause: 'withdrawn' }, { actor: ACTORS.jane }),
    );
    const [ended, none] = [await answer(challenge, code), await answer(challenge, code, { id: 'rec-2' })];
    expect(bodyOf(ended)).toMatchObject({ code: 'recovery-ended' });
    expect(none.body).toBe(ended.body);
  });

  it.each(BAD_BODIES)('is refused as %s, and nothing of it is repeated', async (what, over, status, code) => {
    const good = anEvent('POST /r/{id}/answers', { pathParameters: { id: 'rec-1' } }, { challenge: 'a', code: '1' });
    const result = await handler({ ...good, ...over, headers: { ...good.headers, ...over.headers } });
    // A union of shapes cannot say which field is one too many.
    expect(bodyOf(result)).toMatchObject({ status, code: what === 'an unknown field' ? 'fields-invalid' : code });
    for (const canary of Object.values(CANARY))
      expect(result.body + world.text() + lines.join('')).not.toContain(canary);
  });
});

describe('a body that no page sends', () => {
  const malformed = (id = 'rec-1') => {
    const good = anEvent('POST /r/{id}/answers', { pathParameters: { id } }, { challenge: 'a', code: '1' });
    return handler({ ...good, body: '{"code":' });
  };

  it('is recorded with its live recovery, once for each code and minute', async () => {
    const before = world.heights();
    for (const _ of [1, 2, 3]) expect(bodyOf(await malformed())).toMatchObject({ code: 'json-malformed' });
    expect(world.heights()).toEqual({ ...before, 'cognito:jane': (before['cognito:jane'] ?? 0) + 1 });
    expect(world.commits('cognito:jane').at(-1)).toMatchObject({
      recovery: 'rec-1',
      events: [{ type: 'IntakeRefused', code: 'json-malformed', facts: { route: 'POST /r/{id}/answers' } }],
    });
  });

  it.each(['rec-2', 'no recovery’s id', ''])('is recorded nowhere for a recovery that never was: `%s`', async (id) => {
    const before = world.heights();
    expect(bodyOf(await malformed(id))).toMatchObject({ code: 'json-malformed' });
    expect(world.heights()).toEqual(before);
  });

  it('is recorded nowhere for one that has ended', async () => {
    const stop = { type: 'StopRecovery', reason: 'x', cause: 'withdrawn' } as const;
    await submit(world.services, anEnvelope(stop, { actor: ACTORS.jane }));
    const before = world.heights();
    expect(bodyOf(await malformed())).toMatchObject({ code: 'json-malformed' });
    expect(world.heights()).toEqual(before);
  });
});

describe('“This was not me”', () => {
  it('stops by the token of a notice', async () => {
    const token = (await world.stopTokens.of('rec-1')).reveal();
    const result = await call('stops', { token }, { cookie: OTHER });
    expect(answerOf('POST /r/{id}/stops', result)).toMatchObject({ status: 'stopped' });
    expect(world.text() + lines.join()).not.toContain(token);
  });

  it('is refused, and recorded, by a token of another recovery', async () => {
    const token = (await world.stopTokens.of('rec-2')).reveal();
    expect(bodyOf(await call('stops', { token }))).toMatchObject({ status: 403, code: 'stop-unproved' });
    expect(JSON.stringify(world.events('cognito:jane').at(-1))).toContain('stop-unproved');
    expect((await world.recovery()).stopped).toBe(false);
  });

  it('tells nobody whether there was such a recovery, whatever the token', async () => {
    const tokens = ['x', (await world.stopTokens.of('rec-1')).reveal()];
    await submit(
      world.services,
      anEnvelope({ type: 'StopRecovery', reason: 'x', cause: 'withdrawn' }, { actor: ACTORS.jane }),
    );
    for (const token of tokens) {
      const [ended, none] = [await call('stops', { token }), await call('stops', { token }, { id: 'rec-2' })];
      expect(bodyOf(ended)).toMatchObject({ status: 409, code: 'recovery-ended' });
      expect(none.body).toBe(ended.body);
    }
  });

  it('stops by a challenge that was answered here, and by none that was not', async () => {
    const { challenge, code } = await asked();
    expect(bodyOf(await call('stops', { challenge }))).toMatchObject({ code: 'stop-unproved' });
    await answer(challenge, code);
    expect(bodyOf(await call('stops', { challenge }, { cookie: OTHER }))).toMatchObject({ code: 'stop-unproved' });
    expect(bodyOf(await call('stops', { challenge }))).toMatchObject({ status: 'stopped' });
  });

  it('revokes what was granted', async () => {
    await world.grant();
    const token = (await world.stopTokens.of('rec-1')).reveal();
    expect(bodyOf(await call('stops', { token }))).toMatchObject({ recovery: 'rec-1' });
    expect((await world.recovery()).stopped).toBe(true);
  });
});

describe('the words that somebody says who wants to help', () => {
  const hear = (heard: string, from?: From) => call('words', { heard }, from);
  const right = async () => staffWordsOf(wordsOf, await world.recovery()).join(' ');

  it('are right where the help desk says them, and the page remembers it', async () => {
    expect(answerOf('POST /r/{id}/words', await hear(await right()))).toMatchObject({ status: 'proofing' });
    expect(await seen()).toMatchObject({ met: true });
    expect(await seen({ cookie: OTHER })).toMatchObject({ met: false });
    const before = world.heights();
    await hear(await right());
    expect(world.heights()).toEqual(before);
  });

  it('are wrong where somebody else does: recorded once a minute, and no page is met', async () => {
    const before = world.heights()['cognito:jane'] ?? 0;
    for (const heard of ['amber falcon', ((await seen())['page'] as string[]).join(' '), 'x'])
      expect(bodyOf(await hear(heard))).toMatchObject({ status: 422, code: 'words-wrong' });
    expect((world.heights()['cognito:jane'] ?? 0) - before).toBe(1);
    expect(await seen()).toMatchObject({ met: false });
  });
});

describe('a claim on the page', () => {
  it('is refused in a browser that proved nothing', async () => {
    world.credentials.kept.set(await world.grant(), new Secret(CREDENTIAL));
    const result = await call('claims', {});
    expect(bodyOf(result)).toMatchObject({ status: 403, code: 'not-the-requester' });
    expect(result.body).not.toContain(CREDENTIAL);
  });

  it('is taken where whoever saw the requester named it, once, and then it is elsewhere and over', async () => {
    const other = await call('words', { heard: staffWordsOf(wordsOf, await world.recovery()).join(' ') });
    expect(other.statusCode).toBe(200);
    world.credentials.kept.set(await world.grant(), new Secret(CREDENTIAL));
    expect(await seen()).toMatchObject({ handover: 'never', claimable: false });
    const page = ((await seen())['page'] as string[]).join(' ');
    const bind = { type: 'BindProof', method: 'in-person', page } as const;
    await submit(world.services, anEnvelope(bind, { actor: ACTORS.verifier }));
    expect(await seen()).toMatchObject({ handover: 'here', claimable: true });
    expect(await seen({ cookie: OTHER })).toMatchObject({ handover: 'elsewhere', claimable: false });
    expect(bodyOf(await call('claims', {}, { cookie: OTHER }))).toMatchObject({ code: 'not-the-requester' });
    expect(bodyOf(await call('claims', {}))).toMatchObject({ credential: CREDENTIAL });
    expect(await seen()).toMatchObject({ handover: null, claimable: false });
    expect(bodyOf(await call('claims', {}))).toMatchObject({ code: 'already-claimed' });
  });

  it('waits until there is something to claim', async () => {
    await step(
      world.services,
      { account: 'cognito:jane', recovery: 'rec-1' },
      { type: 'AssessRecovery', directoryTier: null },
    );
    expect((await call('claims', {})).statusCode).toBeGreaterThanOrEqual(400);
  });
});
