import { describe, expect, it } from '@jest/globals';
import { noticeOf } from '../../lambdas/app/relay/notices/about.ts';
import { isEnough } from '../../lambdas/core/proofing/evidence.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../../lambdas/core/proofing/methods.ts';
import * as numbers from '../../lambdas/core/proofing/numbers.ts';
import { areProved, type Proof, RECOVERY_AT } from '../../lambdas/core/proofing/proof.ts';
import type { EnrolmentCommand } from '../../lambdas/core/recovery/state/commands.ts';
import type { Assurance } from '../../lambdas/core/registry/account.ts';
import { MOST_CONTACTS } from '../../lambdas/core/registry/contact.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { countersigns, executes, issues, proves } from '../support/deeds.ts';
import { ACTORS, aProfile, at, NOW, PEOPLE } from '../support/fixtures.ts';
import { proofCodes } from '../support/keys.ts';
import {
  answers,
  aSavedCode,
  asked,
  asks,
  CONTACTS,
  enrols,
  gives,
  guesses,
  provingWorld,
  refused,
  waiting,
} from '../support/proving.ts';
import { ProvingWorld } from '../support/proving-world.ts';
import {
  type Deed,
  givenIn,
  later,
  type Past,
  recoveryOf,
  registeredAs,
  type World,
  worldAfter,
} from '../support/specification.ts';

/**
 * NIST SP 800-63B-4, one test for each requirement, named by its section. Sentences are ours. Whom a notice
 * reaches, and in what words, is tested with the notices.
 */
const given = (...past: readonly Past[]) => givenIn(provingWorld(), ...past);
const told = (...past: readonly Past[]): World => worldAfter(past, provingWorld());

/** The smallest step of the ledger's clock. */
const TICK = 0.001;
const answerer = (method: MethodName) => answers({ actor: method === 'call-back' ? ACTORS.verifier : answers().actor });

/** Right at its last moment, and wrong one tick later. */
function isValidFor(method: MethodName, seconds: number): void {
  const past = [...waiting(), asks(method)];
  const world = told(...past, later(seconds), answerer(method));
  expect(recoveryOf(world)?.proofs).toMatchObject([{ method, outcome: 'verified' }]);
  given(...past, later(seconds + TICK))
    .when(answerer(method))
    .thenRefused('challenge-expired', { method });
}

describe('4.2.1.1 saved recovery codes', () => {
  it('4.2.1.1-a have at least 64 bits of chance', () => {
    const signs = proofCodes.saved().reveal().replaceAll('-', '');
    expect(numbers.SAVED_CODE_BITS).toBe(64);
    expect(signs).toMatch(/^[0-9A-HJKMNP-TV-Z]+$/);
    expect(signs.length * 5).toBeGreaterThanOrEqual(numbers.SAVED_CODE_BITS);
  });

  it('4.2.1.1-b are kept as a slow salted hash, and nowhere else', async () => {
    const code = proofCodes.saved();
    const salt = proofCodes.salt();
    const hash = await proofCodes.hash(code, salt);
    expect(hash).not.toContain(code.reveal());
    expect(salt.length * 4).toBeGreaterThanOrEqual(numbers.SALT_BITS);
    expect(await proofCodes.hash(code, proofCodes.salt())).not.toBe(hash);
  });

  it('4.2.1.1-c are used once: the next answer finds another code in its place, too new to count', () => {
    const world = told(...waiting(), ...gives('saved-code'));
    expect(world.state.authenticators[0]).toMatchObject({
      method: 'saved-code',
      hash: aSavedCode('next').hash,
      enrolledAt: NOW,
    });
    givenIn(world).when(asks('saved-code')).thenRefused('authenticator-too-new');
  });

  it('4.2.1.1-d are replaced in the same commit, or not taken', () => {
    const bare: Deed = {
      ...answers(),
      command: (world) => ({ type: 'AnswerChallenge', challenge: asked(world).id, correct: true }),
    };
    given(...waiting(), asks('saved-code'))
      .when(bare)
      .thenRefused('challenge-mismatch');
  });

  it('4.2.1.1-e are told of when another is issued', () => {
    expect(
      noticeOf([{ type: 'AuthenticatorEnrolled', authenticator: { ...aSavedCode(), id: 'a', enrolledAt: NOW } }]),
    ).toBe('enrolled');
    const use = { method: 'saved-code', authenticator: 'a', replacement: aSavedCode() } as const;
    expect(noticeOf([{ type: 'AuthenticatorUsed', use }])).toBe('used');
  });
});

describe('4.2.1.2 issued recovery codes', () => {
  it('4.2.1.2-a have at least six decimal digits', () => {
    expect(numbers.ISSUED_CODE_DIGITS).toBe(6);
    for (let count = 0; count < 100; count += 1) expect(proofCodes.issued().reveal()).toMatch(/^\d{6,}$/);
  });

  it('4.2.1.2-b are valid for ten minutes by text message', () => isValidFor('issued-code-sms', 600));
  it('4.2.1.2-c are valid for ten minutes by voice', () => isValidFor('issued-code-voice', 600));
  it('4.2.1.2-d are valid for 24 hours by e-mail', () => isValidFor('issued-code-email', 86_400));
  it('4.2.1.2-e are valid for ten minutes where a verifier calls back', () => isValidFor('call-back', 600));

  it('4.2.1.2-f go to an address that was established before, and to no other', () => {
    given(...waiting())
      .when(asks('issued-code-email', { contact: 'jane@evil.example' }))
      .thenRefused('contact-unknown');
    const fresh = (seconds: number) =>
      registeredAs(aProfile({ contacts: CONTACTS.map((one) => ({ ...one, since: at(-seconds) })) }));
    given(fresh(numbers.CONTACT_MIN_AGE), ...waiting())
      .when(asks('issued-code-email'))
      .thenHappens({ type: 'ChallengeIssued' });
    given(fresh(numbers.CONTACT_MIN_AGE - TICK), ...waiting())
      .when(asks('issued-code-email'))
      .thenRefused('contact-too-new');
  });

  it('4.2.1.2-g go to the one of at least two addresses that the claimant chooses', () => {
    expect(MOST_CONTACTS).toBeGreaterThanOrEqual(2);
    for (const contact of ['work', 'private'])
      given(...waiting())
        .when(asks('issued-code-email', { contact }))
        .thenHappens({ type: 'ChallengeIssued' });
  });

  it('4.2.1.2-h are used once', () => {
    given(...waiting(), ...gives('issued-code-email'))
      .when(answers())
      .thenRefused('challenge-answered');
  });
});

describe('4.2.1.3 recovery contacts', () => {
  it('4.2.1.3-a pass on codes that are valid 24 hours longer than the same code sent to the owner', () => {
    expect(numbers.RECOVERY_CONTACT_EXTRA_SECONDS).toBe(86_400);
    isValidFor('recovery-contact', 86_400 + 86_400);
  });

  it('4.2.1.3-b are named, seen and removed by the subscriber alone', () => {
    const name: Deed = enrols({ type: 'NameRecoveryContact', person: 'person:gina' });
    expect(told(name).state.recoveryContacts).toHaveLength(2);
    given()
      .when({ ...name, actor: ACTORS.manager })
      .thenRefused('not-the-owner');
    given()
      .when(enrols({ type: 'RemoveRecoveryContact', contact: 'friend' }))
      .thenHappens({ type: 'RecoveryContactRemoved' });
  });

  it('4.2.1.3-c are somebody else than the subscriber', () => {
    given()
      .when(enrols({ type: 'NameRecoveryContact', person: PEOPLE.jane }))
      .thenRefused('conflicting-part');
  });
});

/** A proof of this method that has just been given, each by a way of its own. */
const proofBy = (method: MethodName): Proof => ({
  ...{ id: method, method, outcome: 'verified', verifier: null, reference: null, at: NOW },
  ...{ seen: [], session: null, contact: null, called: null, channel: method },
});

const suffices = (level: keyof typeof RECOVERY_AT, ...methods: readonly MethodName[]): boolean =>
  areProved([RECOVERY_AT[level]], methods.map(proofBy), { now: NOW, channel: 'console', barred: [], sightings: 1 });

const SAVED = ['saved-code'] as const satisfies readonly MethodName[];
const ISSUED = [
  'issued-code-email',
  'issued-code-sms',
  'issued-code-voice',
  'call-back',
] as const satisfies readonly MethodName[];
const PASSED_ON = [
  'recovery-contact',
  'manager-attestation',
  'custodian-attestation',
] as const satisfies readonly MethodName[];
const BOUND = ['passkey', 'totp'] as const satisfies readonly MethodName[];
const PROOFED = ['in-person', 'live-video', 'vendor'] as const satisfies readonly MethodName[];
const CODES: readonly (readonly MethodName[])[] = [SAVED, ISSUED, PASSED_ON];

describe('4.2.1.4 repeated identity proofing', () => {
  it.each(PROOFED)('4.2.1.4-a is enough by itself at AAL2: %s', (method) => {
    expect(METHODS[method].class).toBe('repeated-proofing');
    expect(suffices('aal2', method)).toBe(true);
  });

  it.each([
    ['one fair and one strong piece', ['employee-badge', 'passport'], ['employee-badge', 'payment-card']],
    ['two strong pieces', ['passport', 'identity-card'], ['passport', 'passport']],
    ['one superior piece', ['document-chip'], ['passport']],
  ] as const)('4.2.1.4-b repeats what IAL2 asks for: %s (63A 4.2)', (_, enough, less) => {
    expect(isEnough(enough)).toBe(true);
    expect(isEnough(less)).toBe(false);
  });

  it('4.2.1.4-c may compare alone where the evidence of the first proofing was kept', () => {
    expect(isEnough(['portrait-on-file'])).toBe(true);
  });
});

describe('4.2.2.1 recovery at AAL1', () => {
  it.each([...SAVED, ...ISSUED, ...PASSED_ON])('4.2.2.1-a takes one code: %s', (method) => {
    expect(suffices('aal1', method)).toBe(true);
  });

  it('4.2.2.1-b takes no less', () => expect(suffices('aal1')).toBe(false));
});

describe.each(['aal2', 'aal3'] as const)('4.2.2.2 and 4.2.2.3 recovery at %s', (level) => {
  it('4.2.2.2-a takes two codes of different classes', () => {
    for (const [index, one] of CODES.entries())
      for (const other of CODES.slice(index + 1))
        for (const first of one)
          for (const second of other)
            expect([first, second, suffices(level, first, second)]).toEqual([first, second, true]);
  });

  it('4.2.2.2-b takes one code and an authenticator that is still bound', () => {
    for (const bound of BOUND) for (const code of CODES.flat()) expect(suffices(level, code, bound)).toBe(true);
  });

  it('4.2.2.2-c takes no two of one class, however many', () => {
    for (const group of [...CODES, BOUND]) expect([group, suffices(level, ...group)]).toEqual([group, false]);
  });

  it('4.2.2.2-d takes no single code and no bound authenticator alone', () => {
    for (const method of [...CODES.flat(), ...BOUND]) expect(suffices(level, method)).toBe(false);
  });
});

describe('4.2.2.3 recovery at AAL3 of what was proofed at IAL3', () => {
  it('4.2.2.3-a takes nothing but being seen on site', () => {
    expect(METHOD_NAMES.filter((method) => suffices('aal3-ial3', method))).toEqual(['in-person']);
    expect(suffices('aal3-ial3', 'saved-code', 'issued-code-email', 'passkey', 'live-video', 'vendor')).toBe(false);
  });
});

describe('4.2.3 and 4.6 notification', () => {
  const granted = [...waiting([{ method: 'in-person' }]), proves(), countersigns(), executes()];

  it('4.2.3-a every recovery is told of, and what comes of it', () => {
    const opened = {
      type: 'RecoveryOpened',
      action: 'reset-mfa',
      reason: 'x',
      requester: PEOPLE.jane,
      subject: PEOPLE.jane,
    } as const;
    expect(noticeOf([{ ...opened, agent: null, channel: 'api', ticket: null, requestedSeconds: null }])).toBe('opened');
    expect(noticeOf([{ type: 'ProofRecorded', proof: proofBy('saved-code') }])).toBe('proof-given');
    expect(noticeOf([{ type: 'RecoveryRefused', proof: 'p' }])).toBe('proof-wrong');
    expect(noticeOf([{ type: 'GrantIssued', reference: 'r', claimable: true, evidence: null }])).toBe('granted');
    expect(recoveryOf(told(...granted, issues()))?.status).toBe('granted');
  });

  it('4.2.3-b the recipient can repudiate it, before and after it is granted', () => {
    const stop: Deed = {
      ...answers(),
      command: { type: 'StopRecovery', reason: 'not me', cause: 'withdrawn', warrant: { by: 'stop-token' } },
    };
    given(...waiting())
      .when(stop)
      .thenHappens({ type: 'RecoveryStopped' });
    given(...granted, issues())
      .when(stop)
      .thenHappens({ type: 'StopRequested' });
  });

  it('4.1.2.1-a binding, use and removal of an authenticator are told of', () => {
    expect(noticeOf([{ type: 'AuthenticatorRemoved', authenticator: 'a' }])).toBe('removed');
    expect(noticeOf([{ type: 'RecoveryContactNamed', contact: { id: 'c', person: 'person:g', since: NOW } }])).toBe(
      'enrolled',
    );
    expect(noticeOf([{ type: 'RecoveryContactRemoved', contact: 'c' }])).toBe('removed');
  });
});

describe('3.2.2 throttling', () => {
  const method = 'issued-code-sms';
  const wrong = (count: number) => Array.from({ length: count / 2 }, () => guesses(method, 2)).flat();

  it('3.2.2-a allows no more consecutive failures by a method than 100, and here ten', () => {
    expect(numbers.CONSECUTIVE_FAILURES).toBeLessThanOrEqual(numbers.MOST_CONSECUTIVE_FAILURES);
    for (const name of METHOD_NAMES) expect(METHODS[name].throttle?.inARow ?? 0).toBeLessThanOrEqual(10);
  });

  it('3.2.2-b takes the tenth answer and not the eleventh', () => {
    const nine = [...wrong(8), ...guesses(method, 1)];
    given(...waiting(), ...nine)
      .when(answers())
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
    given(...waiting(), ...wrong(10))
      .when(answers())
      .thenRefused('method-throttled', { failures: 10 });
  });

  it('3.2.2-c begins anew after a right answer, and only then or when it is bound again', () => {
    expect(told(...waiting(), ...wrong(4), ...gives(method)).state.failures).toEqual({});
    const remove = enrols({ type: 'RemoveAuthenticator', authenticator: 'totp-1' });
    expect(told(...waiting(), ...guesses('totp', 2), remove).state.failures).toEqual({});
  });

  it('3.1.3.2-a does not begin anew with another code', () => {
    expect(told(...waiting(), ...wrong(4), asks(method)).state.failures).toEqual({ [method]: 4 });
  });

  it('3.2.2-e compares nothing that it does not count: a command that is given again is told what it was told', async () => {
    const proving = new ProvingWorld();
    await proving.reset();
    await proving.open();
    await proving.page().challenge({ id: 'ask', method: 'issued-code-email', contact: 'work' });
    const guess = async (id: string, code: string) =>
      (await proving.page().answer({ id, challenge: 'ask', answer: { code: new Secret(code) } })).correct;
    const code = proving.delivery.code();
    expect([await guess('same', '00000000'), await guess('same', '00000001'), await guess('same', code)]).toEqual([
      ...[false, false, false],
    ]);
    expect((await proving.state('cognito:jane')).failures).toEqual({ 'issued-code-email': 1 });
    expect([await guess('other', code), await guess('other', '00000000')]).toEqual([true, true]);
    proving.advance(86_401);
    expect(await guess('same', code)).toBe(false);
  });

  it('3.2.2-d counts what comes too late and what comes again as failures', () => {
    const late = told(...waiting(), asks(method), later(601), refused(answers(), 'challenge-expired'));
    expect(late.state.failures).toEqual({ [method]: 1 });
  });
});

describe('3.1.3.2 and 4.2.2.2 authenticators that are still bound', () => {
  it.each(['passkey', 'totp', 'saved-code'] as const)(
    '3.1.3.2-b answer within the ten minutes that are allowed: %s',
    (method) => {
      expect(numbers.AUTHENTICATOR_SECONDS).toBeLessThanOrEqual(600);
      isValidFor(method, 300);
    },
  );

  it('3.1.5.2-a take each one-time password once', () => {
    given(...waiting(), ...gives('totp'), asks('totp'))
      .when(answers())
      .thenRefused('answer-reused', { method: 'totp' });
  });
});

describe('3.1.1.2 and 63A 2.5.1 knowledge', () => {
  it('3.1.1.2-a is no method of any kind', () => {
    expect(METHOD_NAMES.filter((name) => /question|knowledge|birth|hint|password|ssn|personal/.test(name))).toEqual([]);
  });
});

describe('4.1 and 4.3 life of an authenticator', () => {
  const signedIn = (assurance: Assurance) => ({ ...ACTORS.jane, assurance });
  const additions: readonly EnrolmentCommand[] = [
    { type: 'EnrolAuthenticator', data: aSavedCode('new') },
    { type: 'NameRecoveryContact', person: 'person:other' },
  ];

  const added = ({ type }: EnrolmentCommand) =>
    type === 'EnrolAuthenticator' ? 'AuthenticatorEnrolled' : 'RecoveryContactNamed';

  it.each(additions)(
    '4.1.2.1-b is bound by a session that is as strong as the account is used with: $type',
    (command) => {
      const first: Past = registeredAs(aProfile({ assurance: 1 }));
      const third: Past = registeredAs(aProfile({ assurance: 3 }));
      given()
        .when(enrols(command, signedIn(1)))
        .thenRefused('assurance-too-low', { needed: 2, signedIn: 1 });
      given(third)
        .when(enrols(command, signedIn(2)))
        .thenRefused('assurance-too-low', { needed: 3, signedIn: 2 });
      for (const [circumstance, assurance] of [
        [first, 1],
        [later(0), 2],
        [third, 3],
      ] as const)
        given(circumstance)
          .when(enrols(command, signedIn(assurance)))
          .thenHappens({ type: added(command) });
    },
  );

  it('4.3-a can be ended by the subscriber at once, with one factor', () => {
    given()
      .when(enrols({ type: 'RemoveAuthenticator', authenticator: 'passkey-1' }, signedIn(1)))
      .thenHappens({ type: 'AuthenticatorRemoved' });
    given()
      .when(enrols({ type: 'RemoveRecoveryContact', contact: 'friend' }, signedIn(1)))
      .thenHappens({ type: 'RecoveryContactRemoved' });
  });

  it('4.3-b proves nothing any more once it is removed, also where it has proved already', () => {
    const proved = [...waiting(), ...gives('totp'), ...gives('issued-code-email'), countersigns()];
    given(...proved, enrols({ type: 'RemoveAuthenticator', authenticator: 'totp-1' }))
      .when(executes())
      .thenHappens({ type: 'PlanVoided' }, { type: 'RecoveryAssessed' });
  });

  it('4.1-a is recorded with the time of each event', () => {
    const world = told(later(60), enrols({ type: 'EnrolAuthenticator', data: aSavedCode('new') }));
    expect(world.state.authenticators.at(-1)).toMatchObject({ enrolledAt: at(60) });
  });
});
