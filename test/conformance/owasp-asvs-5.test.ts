import { describe, expect, it } from '@jest/globals';
import { passkeyHash } from '../../lambdas/app/proving/issue-challenge.ts';
import { noticeOf } from '../../lambdas/app/relay/notices/about.ts';
import { METHOD_NAMES, METHODS } from '../../lambdas/core/proofing/methods.ts';
import { areProved, RECOVERY_AT } from '../../lambdas/core/proofing/proof.ts';
import { claims, countersigns, executes, issues, OTHER_PAGE, PAGE, proves } from '../support/deeds.ts';
import { ACTORS, aPersonActor, NOW, PEOPLE } from '../support/fixtures.ts';
import { proofCodes } from '../support/keys.ts';
import { answers, aSavedCode, asks, enrols, gives, guesses, provingWorld, waiting } from '../support/proving.ts';
import { givenIn, later, type Past, recoveryOf, type World, worldAfter } from '../support/specification.ts';

/** OWASP ASVS 5.0, chapter V6: what it asks of recovery, one test for each requirement, named by its number. Sentences are ours. */
const given = (...past: readonly Past[]) => givenIn(provingWorld(), ...past);
const told = (...past: readonly Past[]): World => worldAfter(past, provingWorld());
const twoCodes = [
  ...waiting(),
  ...gives('issued-code-email'),
  ...gives('saved-code'),
  countersigns(),
  executes(),
  issues(),
];

describe('V6.3 general authentication security', () => {
  it('6.3.1 guessing is bounded, by challenge, by recovery and by account', () => {
    given(...waiting(), ...guesses('issued-code-sms', 2))
      .when(answers({ correct: false }))
      .thenHappens({ type: 'ChallengeFailed' }, { type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
    const ten = Array.from({ length: 5 }, () => guesses('issued-code-sms', 2)).flat();
    given(...waiting(), ...ten)
      .when(asks('issued-code-sms'))
      .thenRefused('method-throttled');
  });

  it('6.3.5 the owner is told of attempts that failed', () => {
    expect(noticeOf([{ type: 'RecoveryRefused', proof: 'p' }])).toBe('proof-wrong');
  });

  it('6.3.6 e-mail proves nothing by itself where a second factor is to be replaced', () => {
    const [email] = recoveryOf(told(...waiting(), ...gives('issued-code-email')))?.proofs ?? [];
    expect(email).toMatchObject({ outcome: 'verified' });
    expect(
      areProved([RECOVERY_AT.aal2], email === undefined ? [] : [email], {
        now: NOW,
        channel: 'console',
        barred: [],
        sightings: 1,
      }),
    ).toBe(false);
  });

  it('6.3.7 the owner is told of what is enrolled and removed, and of a changed record', () => {
    expect(
      noticeOf([{ type: 'AuthenticatorEnrolled', authenticator: { ...aSavedCode(), id: 'a', enrolledAt: NOW } }]),
    ).toBe('enrolled');
    expect(noticeOf([{ type: 'AuthenticatorRemoved', authenticator: 'a' }])).toBe('removed');
    const confirmed = { by: PEOPLE.admin, digest: 'd' };
    expect(noticeOf([{ type: 'ProfileConfirmed', ...confirmed, changes: [] }])).toBe('record-changed');
    expect(noticeOf([{ type: 'PersonConfirmed', ...confirmed }])).toBe('person-changed');
  });

  it('6.3.8 a page that is not the one that asked learns nothing, not even that there is a challenge', () => {
    const known = given(...waiting(), asks('issued-code-email')).when(answers({ actor: OTHER_PAGE }));
    known.thenRefused('challenge-unknown');
    given(...waiting(), asks('issued-code-email'))
      .when(answers({ challenge: 'none' }))
      .thenRefused('challenge-unknown');
  });
});

describe('V6.4 factor life cycle and recovery', () => {
  it('6.4.1 what is handed over is handed over once, and ends', () => {
    given(...twoCodes, claims(PAGE))
      .when(claims(PAGE))
      .thenRefused('already-claimed');
    given(...twoCodes, later(3600))
      .when(claims(PAGE))
      .thenRefused('nothing-to-claim');
  });

  it('6.4.2 no hint and no secret question is a method', () => {
    expect(METHOD_NAMES.filter((name) => /question|hint|knowledge/.test(name))).toEqual([]);
  });

  it('6.4.3 one code does not get past a plan that asks for two classes', () => {
    const world = told(...waiting([{ classes: 2 }], { action: 'reset-password' }), ...gives('issued-code-email'));
    expect(recoveryOf(world)?.status).toBe('proofing');
    expect(recoveryOf(told(...waiting(), ...gives('issued-code-email'), ...gives('issued-code-sms')))?.status).toBe(
      'proofing',
    );
    expect(recoveryOf(told(...waiting(), ...gives('issued-code-email'), ...gives('totp')))?.status).toBe('approving');
  });

  it('6.4.4 a lost factor is replaced after identity was proofed again', () => {
    const lost = waiting([{ class: 'repeated-proofing' }], { action: 'reset-mfa' });
    expect(recoveryOf(told(...lost, ...gives('issued-code-email'), ...gives('saved-code')))?.status).toBe('proofing');
    given(...lost)
      .when(proves())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
  });

  it('6.4.6 whoever helps never has the credential: no agent, verifier, approver or administrator claims it', () => {
    for (const actor of [ACTORS.agent, ACTORS.verifier, ACTORS.identityApprover, ACTORS.admin, OTHER_PAGE])
      given(...twoCodes)
        .when(claims(actor))
        .thenRefused('not-the-requester');
  });
});

describe('V6.5 what multi-factor authentication asks in general', () => {
  it.each([
    'saved-code',
    'issued-code-email',
    'issued-code-sms',
    'issued-code-voice',
    'recovery-contact',
    'totp',
    'passkey',
  ] as const)('6.5.1 is used once: %s', (method) => {
    given(...waiting(), ...gives(method))
      .when(answers())
      .thenRefused('challenge-answered', { method });
  });

  it('6.5.2 saved codes are hashed by a password hash with a salt of 32 bits or more', async () => {
    expect(proofCodes.salt().length * 4).toBeGreaterThanOrEqual(32);
    expect(await proofCodes.hash(proofCodes.saved(), proofCodes.salt())).toMatch(/^[0-9a-f]{64}$/);
  });

  it('6.5.3 codes do not repeat', () => {
    const codes = Array.from({ length: 1000 }, () => proofCodes.saved().reveal());
    expect(new Set(codes).size).toBe(1000);
  });

  it('6.5.4 codes have at least 20 bits of chance', () => {
    const digits = proofCodes.issued().reveal().length;
    expect(Math.log2(10 ** digits)).toBeGreaterThanOrEqual(19.9);
  });

  // Codes by e-mail live longer: they recover and never authenticate, and NIST SP 800-63B-4 section 4.2.1.2 gives them 24 hours.
  it('6.5.5 what is sent to a telephone, or answered by an authenticator, is valid for ten minutes at most', () => {
    for (const method of ['issued-code-sms', 'issued-code-voice', 'call-back', 'passkey', 'totp'] as const)
      expect(METHODS[method].window).toBeLessThanOrEqual(600);
    given(...waiting(), asks('issued-code-sms'), later(600.001))
      .when(answers())
      .thenRefused('challenge-expired');
  });

  it('6.5.6 what was lost can be revoked by its owner, and then proves nothing', () => {
    const removed = enrols({ type: 'RemoveAuthenticator', authenticator: 'passkey-1' });
    given(removed, ...waiting())
      .when(asks('passkey'))
      .thenRefused('authenticator-unknown');
  });
});

describe('V6.6 out of band', () => {
  it('6.6.1 a telephone is never the only way: other classes are there, and no telephone is enough by itself', () => {
    const phones = METHOD_NAMES.filter((name) => ['sms', 'voice'].includes(METHODS[name].channel));
    expect(new Set(phones.map((name) => METHODS[name].class))).toEqual(new Set(['issued-code']));
    expect(phones.map((name) => METHODS[name].strength)).toEqual([1, 1]);
  });

  it('6.6.2 a code belongs to the recovery and the page that asked for it', () => {
    given(...waiting(), asks('issued-code-sms'))
      .when({ ...answers(), recovery: 'rec-2' })
      .thenRefused('recovery-ended');
    given(...waiting(), asks('issued-code-sms'))
      .when(answers({ actor: OTHER_PAGE }))
      .thenRefused('challenge-unknown');
    const earlier = told(...waiting(), asks('issued-code-sms'));
    const first = recoveryOf(earlier)?.challenges[0]?.id ?? '';
    const again = worldAfter([asks('issued-code-sms'), answers()], earlier);
    expect(recoveryOf(again)?.challenges.map(({ id, answered }) => [id === first, answered])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('6.6.3 codes are protected from guessing by how often one may answer', () => {
    const { throttle } = METHODS['issued-code-sms'];
    expect([throttle?.perChallenge, throttle?.inARow]).toEqual([3, 10]);
  });

  it('6.6.4 nobody makes the product send for ever', () => {
    const many = Array.from({ length: 6 }, () => asks('issued-code-sms'));
    given(...waiting(), ...many)
      .when(asks('issued-code-sms'))
      .thenRefused('too-many-challenges');
  });
});

describe('V6.7 cryptographic authentication', () => {
  it('6.7.2 a passkey signs 64 bits or more that are of this challenge and of no other', () => {
    const first = passkeyHash('rec-1', 'challenge-1');
    expect(first.length * 4).toBeGreaterThanOrEqual(64);
    expect(new Set([first, passkeyHash('rec-1', 'challenge-2'), passkeyHash('rec-2', 'challenge-1')]).size).toBe(3);
    given(...waiting())
      .when(asks('passkey', { hash: null }))
      .thenRefused('challenge-mismatch');
  });
});

describe('V6.8 identity providers', () => {
  it('6.8.1 a person with another identity is the same person, and confirms nothing of their own', () => {
    const twin = aPersonActor('person:jane-admin', { aliases: ['person:jane'], roles: ['verifier'] });
    given(...waiting())
      .when(asks('call-back', { actor: twin }))
      .thenRefused('conflicting-part', { holds: 'requester' });
  });
});
