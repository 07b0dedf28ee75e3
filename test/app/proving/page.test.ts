import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Secret as OtpSecret, TOTP } from 'otpauth';
import { totp } from '../../../lambdas/adapters/keyed/totp.ts';
import { asWebAuthn } from '../../../lambdas/app/proving/issue-challenge.ts';
import { sessionOf } from '../../../lambdas/app/proving/visit.ts';
import { alertFor } from '../../../lambdas/core/audit/alert.ts';
import { parseStored, type StoredCommit } from '../../../lambdas/core/audit/verify.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { aPerson, PEOPLE } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { proofCodes } from '../../support/keys.ts';
import { policyThat } from '../../support/policies.ts';
import { CANARY_ADDRESSES, ORIGIN, ProvingWorld } from '../../support/proving-world.ts';
import { register } from '../../support/register.ts';

const world = new ProvingWorld();
let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const code = (value: string) => ({ code: new Secret(value) });
const mail = { id: 'ask-1', method: 'issued-code-email', contact: 'work' } as const;
const proofs = async () => (await world.recovery()).proofs;

describe('a code that is sent', () => {
  beforeEach(() => world.open());

  it('reaches the registered contact, and proves who reads it', async () => {
    const asked = await world.page().challenge(mail);
    expect(asked).toMatchObject({ challenge: 'ask-1', method: 'issued-code-email', passkey: null });
    expect(world.delivery.sent.map(({ to }) => to)).toEqual([{ kind: 'email', address: CANARY_ADDRESSES[0] }]);
    const given = { id: 'give-1', challenge: 'ask-1', answer: code(world.delivery.code()) };
    expect(await world.page().answer(given)).toMatchObject({ correct: true, savedCode: null });
    const session = sessionOf({ recovery: 'rec-1', cookie: new Secret('cookie-1') });
    expect(await proofs()).toMatchObject([
      { method: 'issued-code-email', outcome: 'verified', session, verifier: null },
    ]);
  });

  it('is written in the language of the page that asked for it; else in that of the account', async () => {
    await world.page().challenge({ ...mail, language: 'es' });
    await world.page().challenge({ ...mail, id: 'ask-2' });
    const [ofPage, ofAccount] = world.delivery.sent.map(({ message }) => message.text.reveal());
    expect(ofPage).toContain('Su código es');
    expect(ofAccount).toContain('Your code is');
  });

  it('is wrong three times, and that ends the recovery', async () => {
    await world.page().challenge(mail);
    for (const id of ['a', 'b'])
      expect(await world.page().answer({ id, challenge: 'ask-1', answer: code('00000000') })).toMatchObject({
        correct: false,
        status: 'proofing',
      });
    const third = await world.page().answer({ id: 'c', challenge: 'ask-1', answer: code('00000000') });
    expect(third).toMatchObject({ correct: false, status: 'refused' });
  });

  it('is nobody else’s to answer', async () => {
    await world.page().challenge(mail);
    const given = { id: 'give-1', challenge: 'ask-1', answer: code(world.delivery.code()) };
    await expect(world.page('cookie-2').answer(given)).rejects.toMatchObject({ code: 'challenge-unknown' });
    expect(await proofs()).toEqual([]);
  });

  it('is sent once for one command; a message that was lost is asked for anew', async () => {
    world.delivery.failing = new AdapterError('unavailable', { retryable: true });
    await expect(world.page().challenge(mail)).rejects.toMatchObject({ code: 'unavailable' });
    world.delivery.failing = undefined;
    await world.page().challenge(mail);
    expect(world.delivery.sent).toEqual([]);
    await world.page().challenge({ ...mail, id: 'ask-2' });
    expect(world.delivery.sent).toHaveLength(1);
    const given = { id: 'give-1', challenge: 'ask-2', answer: code(world.delivery.code()) };
    expect(await world.page().answer(given)).toMatchObject({ correct: true });
  });

  it.each([
    ['a contact that nobody registered', { contact: 'ticket' }, 'contact-unknown'],
    ['a method that there is not', { method: 'favourite-colour' }, 'fields-invalid'],
    ['a method that is a verifier’s', { method: 'call-back' }, 'machine-cannot-decide'],
  ])('is not sent for %s', async (_, over, refusal) => {
    await expect(world.page().challenge({ ...mail, ...over })).rejects.toMatchObject({ code: refusal });
    expect(world.delivery.sent).toEqual([]);
  });

  it('is neither made nor sent while the key of its hash cannot be read, and nothing is recorded of it', async () => {
    const heights = world.heights();
    world.codeKey.isReadable = false;
    await expect(world.page().challenge(mail)).rejects.toMatchObject({ code: 'key-unreadable', retryable: true });
    expect([world.heights(), world.delivery.sent]).toEqual([heights, []]);
    world.codeKey.isReadable = true;
    await world.page().challenge(mail);
    expect(world.delivery.sent).toHaveLength(1);
  });

  it('is neither right nor wrong while the key of its hash cannot be read: no answer is lost, and none is counted', async () => {
    await world.page().challenge(mail);
    const heights = world.heights();
    const given = { id: 'give-1', challenge: 'ask-1', answer: code(world.delivery.code()) };
    const wrong = { ...given, id: 'give-2', answer: code('00000000') };
    world.codeKey.isReadable = false;
    for (const one of [given, wrong, wrong, wrong])
      await expect(world.page().answer(one)).rejects.toMatchObject({ code: 'key-unreadable', retryable: true });
    expect(world.heights()).toEqual(heights);
    world.codeKey.isReadable = true;
    expect(await world.page().answer(given)).toMatchObject({ correct: true });
  });

  it('is asked of nobody on a page that says that nobody can be asked', async () => {
    await world.reset(world.profile, policyThat({ proofs: { leaf: { method: 'manager-attestation' } } }));
    await world.open();
    const seen = async () => {
      const { missing, elsewhere } = await world.page().view();
      return [missing, elsewhere.includes('manager-attestation')];
    };
    expect(await seen()).toEqual([null, true]);
    const left = { person: PEOPLE.manager, subjects: [], addresses: [], ticketUsers: [] } as const;
    await register(world.services, { person: aPerson(left) });
    expect(await seen()).toEqual(['somebody-to-ask', false]);
  });

  it('is found when its key was replaced before it was answered', async () => {
    await world.page().challenge(mail);
    world.codeKey.replace('n'.repeat(64));
    const given = { id: 'give-1', challenge: 'ask-1', answer: code(world.delivery.code()) };
    expect(await world.page().answer(given)).toMatchObject({ correct: true });
  });

  it('is in no log, event, error or answer, and neither is the address', async () => {
    const asked = await world.page().challenge(mail);
    const value = world.delivery.code();
    await world.page().answer({ id: 'x', challenge: 'ask-1', answer: code('99999999') });
    const view = await world.page().view();
    await world.page().answer({ id: 'y', challenge: 'ask-1', answer: code(value) });
    const commits = world
      .commits('cognito:jane')
      .filter(({ events }) => events.every(({ type }) => !/^Profile/.test(type)));
    const everything = JSON.stringify([asked, view, commits, lines]);
    for (const canary of [value, ...CANARY_ADDRESSES, 'cookie-1']) expect(everything).not.toContain(canary);
    expect(view.methods).toEqual([]);
  });
});

describe('a saved code', () => {
  const saved = proofCodes.saved();
  beforeEach(async () => {
    const salt = proofCodes.salt();
    await world.enrol({ method: 'saved-code', hash: await proofCodes.hash(saved, salt), salt });
    await world.open();
    await world.page().challenge({ id: 'ask-1', method: 'saved-code', contact: null });
  });

  it('proves once, and is replaced by one that is shown once', async () => {
    const given = { id: 'give-1', challenge: 'ask-1', answer: { code: saved } };
    const answered = await world.page().answer(given);
    expect(answered.correct).toBe(true);
    expect(answered.savedCode?.reveal()).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    expect((await world.page().answer(given)).savedCode).toBeNull();
    expect(world.text()).not.toContain(answered.savedCode?.reveal());
    const used = world.page().answer({ id: 'give-2', challenge: 'ask-1', answer: { code: saved } });
    await expect(used).rejects.toMatchObject({ code: 'challenge-answered' });
    const next = world.page().challenge({ id: 'ask-2', method: 'saved-code', contact: null });
    await expect(next).rejects.toMatchObject({ code: 'authenticator-too-new' });
  });

  it('is not another code', async () => {
    const given = { id: 'give-1', challenge: 'ask-1', answer: { code: proofCodes.saved() } };
    expect(await world.page().answer(given)).toMatchObject({ correct: false, savedCode: null });
    expect(await proofs()).toEqual([]);
  });
});

describe('a passkey', () => {
  const authenticator = new SoftwareAuthenticator();
  const stranger = new SoftwareAuthenticator();
  const ceremony = (challenge: string) => ({ challenge, origin: ORIGIN, counter: 5 });

  beforeEach(async () => {
    const made = await world.passkeys.register(authenticator.make({ ...ceremony('c'), counter: 1 }), 'c');
    if (!made.ok) throw new Error(made.no);
    await world.enrol({ method: 'passkey', ...made.value });
    await world.open();
  });

  const ask = (id: string) => world.page().challenge({ id, method: 'passkey', contact: null });

  it('signs what belongs to this recovery and this challenge', async () => {
    const { passkey } = await ask('ask-1');
    expect(passkey).toMatchObject({ rpId: 'recover.example.com', userVerification: 'required' });
    expect(passkey?.allowCredentials).toEqual([{ type: 'public-key', id: authenticator.id.toString('base64url') }]);
    const assertion = authenticator.use(ceremony(passkey?.challenge ?? ''));
    const answered = await world.page().answer({ id: 'give-1', challenge: 'ask-1', answer: { assertion } });
    expect(answered.correct).toBe(true);
    expect(await proofs()).toMatchObject([{ method: 'passkey', outcome: 'verified' }]);
  });

  it.each([
    ['of another person', () => stranger, {}],
    ['at another origin', () => authenticator, { origin: 'https://evil.example.com' }],
    ['for another recovery', () => authenticator, { challenge: asWebAuthn('0'.repeat(64)) }],
    ['without verifying the person', () => authenticator, { userVerified: false }],
    ['with a counter that went back', () => authenticator, { counter: 1 }],
  ] as const)('%s is a wrong answer', async (_, who, over) => {
    const { passkey } = await ask('ask-1');
    const assertion = who().use({ ...ceremony(passkey?.challenge ?? ''), ...over });
    expect(await world.page().answer({ id: 'g', challenge: 'ask-1', answer: { assertion } })).toMatchObject({
      correct: false,
    });
    expect(await proofs()).toEqual([]);
  });

  it('that was used is not used again for another challenge', async () => {
    const { passkey } = await ask('ask-1');
    const assertion = authenticator.use(ceremony(passkey?.challenge ?? ''));
    await ask('ask-2');
    expect(await world.page().answer({ id: 'g', challenge: 'ask-2', answer: { assertion } })).toMatchObject({
      correct: false,
    });
  });
});

describe('a one-time password', () => {
  const secret = totp.newSecret();
  const now = () =>
    new TOTP({ secret: OtpSecret.fromBase32(secret.reveal()) }).generate({ timestamp: Date.parse(world.now()) });

  beforeEach(async () => {
    world.totpBoxes.kept.set('box-1', secret);
    await world.enrol({ method: 'totp', box: 'box-1', counter: 0 });
    await world.open();
    await world.page().challenge({ id: 'ask-1', method: 'totp', contact: null });
  });

  it('proves, and its time step counts once', async () => {
    const password = now();
    expect(await world.page().answer({ id: 'g', challenge: 'ask-1', answer: code(password) })).toMatchObject({
      correct: true,
    });
    await world.page().challenge({ id: 'ask-2', method: 'totp', contact: null });
    const again = world.page().answer({ id: 'h', challenge: 'ask-2', answer: code(password) });
    await expect(again).rejects.toMatchObject({ code: 'answer-reused' });
  });

  it('is wrong without the secret that was boxed', async () => {
    world.totpBoxes.kept.clear();
    expect(await world.page().answer({ id: 'g', challenge: 'ask-1', answer: code(now()) })).toMatchObject({
      correct: false,
    });
  });
});

describe('stopping and claiming on the page', () => {
  it('stops by the link of a notice, and not by that of another recovery', async () => {
    await world.open();
    const other = await world.stopTokens.of('rec-2');
    await expect(world.page().stop({ id: 's', by: { token: other } })).rejects.toMatchObject({ code: 'stop-unproved' });
    expect((await world.recovery()).status).toBe('proofing');
    const token = await world.stopTokens.of('rec-1');
    expect(await world.page('anybody').stop({ id: 't', by: { token } })).toMatchObject({ status: 'stopped' });
    expect(world.text()).not.toContain(token.reveal());
  });

  it('alerts people on duty for an account of any tier, as the page says (rule 18)', async () => {
    await world.open();
    await world.page().stop({ id: 't', by: { token: await world.stopTokens.of('rec-1') } });
    const [row] = (await world.ledger.read('cognito:jane', { from: 1, limit: 100 })).slice(-1);
    const { commit } = parseStored(row as StoredCommit);
    expect(commit.tier).toBe('standard');
    expect(alertFor(commit)?.what).toContain('RecoveryStopped');
  });

  it('stops by a right answer, and not by a challenge that nobody has answered', async () => {
    await world.open();
    await world.page().challenge(mail);
    const stop = (id: string) => world.page().stop({ id, by: { challenge: 'ask-1' } });
    await expect(stop('s')).rejects.toMatchObject({ code: 'stop-unproved' });
    await world.page().answer({ id: 'g', challenge: 'ask-1', answer: code(world.delivery.code()) });
    expect(await stop('t')).toMatchObject({ status: 'stopped' });
  });

  it('hands nothing to a page that has proved nothing', async () => {
    await world.open();
    world.credentials.kept.set(await world.grant(), new Secret('canary-credential'));
    const claim = world.page().claim({ id: 'c' });
    await expect(claim).rejects.toMatchObject({ code: 'not-the-requester' });
  });

  it('knows no recovery that there is not', async () => {
    for (const id of ['rec-2', '../x', ''])
      await expect(world.page('cookie-1', id).view()).rejects.toMatchObject({ code: 'recovery-unknown' });
  });
});
