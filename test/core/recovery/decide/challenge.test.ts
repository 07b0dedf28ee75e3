import { describe, expect, it } from '@jest/globals';
import type { AuthenticatorData } from '../../../../lambdas/core/proofing/authenticator.ts';
import type { Challenge } from '../../../../lambdas/core/proofing/challenge.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../../../../lambdas/core/proofing/methods.ts';
import type { Outcome } from '../../../../lambdas/core/proofing/proof.ts';
import { evolve } from '../../../../lambdas/core/recovery/evolve/evolve.ts';
import { MOST_WAITING_TO_STOP } from '../../../../lambdas/core/recovery/state/challenges.ts';
import type { Command } from '../../../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { CONTACT_KINDS, type Contact, type ContactKind } from '../../../../lambdas/core/registry/contact.ts';
import type { Touch } from '../../../../lambdas/core/risk/facts.ts';
import { digestOf } from '../../../../lambdas/core/values/hash.ts';
import { countersigns, executes, issues, nameOf, OTHER_PAGE, PAGE, proves, revokes } from '../../../support/deeds.ts';
import {
  ACTORS,
  anOrigin,
  aPersonActor,
  aPolicy,
  aProfile,
  at,
  NO_GROUNDS,
  NOW,
  PEOPLE,
} from '../../../support/fixtures.ts';
import {
  answers,
  aSavedCode,
  asked,
  asks,
  CONTACTS,
  ENROLLED,
  enrols,
  gives,
  guesses,
  HASH,
  provingWorld,
  refused,
  waiting,
} from '../../../support/proving.ts';
import {
  type Deed,
  givenIn,
  later,
  type Past,
  recoveryOf,
  registeredAs,
  underPolicy,
  type World,
  worldAfter,
} from '../../../support/specification.ts';

/** A deployment that brings messages to these kinds of contacts and to no others. */
const reaching =
  (...ways: readonly ContactKind[]) =>
  (world: World): World => ({ ...world, context: { ...world.context, ways } });

const given = (...past: readonly Past[]) => givenIn(provingWorld(), ...past);
const worldOf = (...past: readonly Past[]): World => worldAfter(past, provingWorld());

/** Methods that the requester gives on the page. */
const OWN = METHOD_NAMES.filter((name) => METHODS[name].confirmedBy === 'system');
const ANSWERED: readonly MethodName[] = [...OWN, 'call-back'];
const whoAnswers = (method: MethodName) => (method === 'call-back' ? ACTORS.verifier : PAGE);

const withContacts = (contacts: typeof CONTACTS) => registeredAs(aProfile({ contacts }));

/** The one passkey that is enrolled is another one. */
const enrolledAs =
  (data: AuthenticatorData) =>
  (world: World): World => ({
    ...world,
    state: {
      ...world.state,
      authenticators: world.state.authenticators.map((one) =>
        one.method === data.method ? { ...data, id: one.id, enrolledAt: one.enrolledAt } : one,
      ),
    },
  });

/** Two people must have spoken before an account is frozen. */
const saidBy = (id: string, touch: Touch): Touch => ({ ...touch, by: { id: `person:${id}`, as: 'person' } });

describe('a right answer', () => {
  it.each(ANSWERED)('proves who it is: %s', (method) => {
    const world = worldOf(...waiting([{ method }], { action: 'unlock' }), asks(method));
    const events = givenIn(world).when(answers({ actor: whoAnswers(method) }));
    const used = METHODS[method].class === 'saved-code' || METHODS[method].class === 'bound-authenticator';
    events.thenHappens(
      ...(used ? [{ type: 'AuthenticatorUsed' as const }] : []),
      { type: 'ChallengeAnswered', challenge: asked(world).id },
      { type: 'ProofRecorded', proof: { method, outcome: 'verified', at: at(0) } as never },
      { type: 'ProofingCompleted' },
    );
  });

  it('says by which page, over which contact and by which way', () => {
    const [proof] = recoveryOf(worldOf(...waiting(), ...gives('issued-code-email')))?.proofs ?? [];
    expect(proof).toMatchObject({
      ...{ verifier: null, contact: 'work', channel: 'email', session: 'a'.repeat(64) },
    });
    const [call] = recoveryOf(worldOf(...waiting(), ...gives('call-back')))?.proofs ?? [];
    expect(call).toMatchObject({ verifier: PEOPLE.verifier, contact: 'work', channel: 'email', session: null });
    const [friend] = recoveryOf(worldOf(...waiting(), ...gives('recovery-contact')))?.proofs ?? [];
    expect(friend).toMatchObject({ verifier: 'person:fred-friend', contact: 'friend', channel: 'person:fred-friend' });
  });

  it('leaves no code and no hash of one in the events that follow', () => {
    expect(JSON.stringify(recoveryOf(worldOf(...waiting(), ...gives('issued-code-sms')))?.proofs)).not.toContain('ccc');
  });

  it('replaces a saved code, and moves a counter on', () => {
    const { authenticators } = worldOf(...waiting(), later(60), ...gives('saved-code'), ...gives('totp')).state;
    expect(authenticators).toMatchObject([
      { id: 'saved-code-1', hash: 'next'.repeat(8), enrolledAt: at(60) },
      { id: 'passkey-1', counter: 7 },
      { id: 'totp-1', counter: 101 },
    ]);
  });
});

describe('a wrong answer', () => {
  it.each(ANSWERED)('is recorded and counted: %s', (method) => {
    const world = worldOf(...waiting(), asks(method));
    const told = givenIn(world)
      .when(answers({ correct: false, actor: whoAnswers(method) }))
      .thenHappens({ type: 'ChallengeFailed', method, challenge: asked(world).id });
    expect([asked(told).failures, told.state.failures]).toEqual([1, { [method]: 1 }]);
  });

  it('is a failed proof when it is the third to one challenge: the recovery is over and the account remembers', () => {
    const world = given(...waiting(), ...guesses('issued-code-email', 2))
      .when(answers({ correct: false }))
      .thenHappens(
        { type: 'ChallengeFailed' },
        { type: 'ProofRecorded', proof: { outcome: 'failed', method: 'issued-code-email' } as never },
        { type: 'RecoveryRefused' },
      );
    expect(world.state.ended).toMatchObject([{ id: 'rec-1', end: 'refused' }]);
    expect(world.state.history.map(({ what }) => what)).toContain('guesses-failed');
  });

  it('cannot be made good on another channel by another agent', () => {
    const over = [...waiting(), ...guesses('issued-code-email', 3)];
    given(...over)
      .when(asks('issued-code-sms'))
      .thenRefused('recovery-ended', { end: 'refused' });
    given(...over)
      .when(proves(ACTORS.verifier))
      .thenRefused('recovery-ended', { end: 'refused' });
  });

  it('freezes the account when it is the third failed proof', () => {
    const failed = {
      what: 'proof-failed',
      at: at(-60),
      action: 'reset-password',
      channel: 'api',
      desk: null,
      recovery: 'rec-0',
    } as const;
    const world = provingWorld();
    const history = [saidBy('anna', failed), saidBy('boris', { ...failed, recovery: 'rec-00' })];
    const burnt: World = { ...world, state: { ...world.state, history } };
    givenIn(burnt, ...waiting(), ...guesses('totp', 2))
      .when(answers({ correct: false }))
      .thenHappens(
        { type: 'ChallengeFailed' },
        { type: 'ProofRecorded' },
        { type: 'RecoveryRefused' },
        { type: 'AccountFrozen' },
      );
  });

  it('ends no grant that was issued: it is recorded, and sticks', () => {
    const granted = [...waiting([{ method: 'in-person' }]), proves(), countersigns(), executes(), issues()];
    const world = given(...granted, ...guesses('issued-code-email', 2))
      .when(answers({ correct: false }))
      .thenHappens({ type: 'ChallengeFailed' }, { type: 'ProofRecorded', proof: { outcome: 'failed' } as never });
    expect(recoveryOf(world)?.status).toBe('granted');
    givenIn(world).when(answers()).thenRefused('challenge-answered');
  });
});

describe('rule 10: a method that was guessed at too often in a row', () => {
  const method = 'issued-code-email';
  /** Ten wrong answers, two to each code, so that no single code fails. */
  const ten = Array.from({ length: 5 }, () => guesses(method, 2)).flat();

  it('still takes a tenth guess, and then neither asks nor answers', () => {
    expect(worldOf(...waiting(), ...ten).state.failures).toEqual({ [method]: 10 });
    given(...waiting(), ...ten.slice(0, -1))
      .when(answers())
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
    given(...waiting(), ...ten)
      .when(answers())
      .thenRefused('method-throttled', { method, failures: 10 });
    given(...waiting(), ...ten)
      .when(asks(method))
      .thenRefused('method-throttled', { method, failures: 10 });
  });

  it('leaves the other methods alone', () => {
    given(...waiting(), ...ten)
      .when(asks('saved-code'))
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it('is not begun anew by another code, another recovery or time', () => {
    const stopped: Deed = {
      actor: ACTORS.jane,
      command: { type: 'StopRecovery', reason: 'later', cause: 'withdrawn' },
    };
    const world = worldOf(...waiting(), ...ten, stopped, later(90 * 86_400));
    expect(world.state.failures).toEqual({ [method]: 10 });
  });

  it('is begun anew by a right answer', () => {
    expect(worldOf(...waiting(), ...guesses(method, 2), ...gives(method)).state.failures).toEqual({});
  });

  it.each([
    ['the authenticator is removed', 'totp', { type: 'RemoveAuthenticator', authenticator: 'totp-1' }],
    ['the recovery contact is removed', 'recovery-contact', { type: 'RemoveRecoveryContact', contact: 'friend' }],
  ] as const)('is begun anew when %s', (_, guessed, command) => {
    const world = worldOf(...waiting(), ...guesses(guessed, 2), ...guesses('saved-code', 1), enrols(command));
    expect(world.state.failures).toEqual({ 'saved-code': 1 });
  });

  it.each([
    [
      'totp',
      { type: 'EnrolAuthenticator', data: { method: 'totp', box: 'dummy', counter: 0 } },
      ({ state }: World) => ({ type: 'RemoveAuthenticator', authenticator: state.authenticators.at(-1)?.id ?? '' }),
    ],
    [
      'saved-code',
      { type: 'EnrolAuthenticator', data: aSavedCode('dummy') },
      ({ state }: World) => ({ type: 'RemoveAuthenticator', authenticator: state.authenticators.at(-1)?.id ?? '' }),
    ],
    [
      'recovery-contact',
      { type: 'NameRecoveryContact', person: 'person:gina' },
      ({ state }: World) => ({ type: 'RemoveRecoveryContact', contact: state.recoveryContacts.at(-1)?.id ?? '' }),
    ],
  ] as const)('is not begun anew by a dummy that came and went: %s', (guessed, comes, goes) => {
    const past = [...waiting(), ...Array.from({ length: 5 }, () => guesses(guessed, 2)).flat(), enrols(comes)];
    const world = worldOf(...past, { actor: ACTORS.jane, command: goes as Deed['command'], recovery: null });
    expect([world.state.authenticators.length, world.state.recoveryContacts.length]).toEqual([3, 1]);
    expect(world.state.failures).toEqual({ [guessed]: 10 });
    givenIn(world).when(asks(guessed)).thenRefused('method-throttled');
  });

  it('is begun anew for the contacts that two administrators have changed, and for no others', () => {
    const contacts = CONTACTS.filter(({ id }) => id !== 'work');
    const profile = aProfile({ contacts });
    const propose: Deed = { actor: ACTORS.admin, recovery: null, command: { type: 'ProposeProfile', profile } };
    const confirm: Deed = {
      actor: ACTORS.secondAdmin,
      recovery: null,
      command: { type: 'ConfirmProposal', digest: digestOf(profile) },
    };
    const guessed = [...guesses(method, 2), ...guesses('issued-code-sms', 2)];
    expect(worldOf(...waiting(), ...guessed, propose, confirm).state.failures).toEqual({ 'issued-code-sms': 2 });
  });
});

describe('bad input: an answer that is not compared', () => {
  it.each(ANSWERED)('comes too late, and is counted: %s', (method) => {
    const window = Number(METHODS[method].window);
    const actor = whoAnswers(method);
    const past = [...waiting(), asks(method)];
    const use = method === 'totp' || method === 'passkey' || method === 'saved-code';
    given(...past, later(window))
      .when(answers({ actor }))
      .thenHappens(
        ...(use ? [{ type: 'AuthenticatorUsed' as const }] : []),
        { type: 'ChallengeAnswered' },
        { type: 'ProofRecorded' },
      );
    given(...past, later(window + 0.001))
      .when(answers({ actor }))
      .thenRefused('challenge-expired', { method });
    const counted = worldOf(...past, later(window + 0.001), refused(answers({ actor }), 'challenge-expired'));
    expect(counted.state.failures).toEqual({ [method]: 1 });
  });

  it.each(ANSWERED)('was given before, and is counted: %s', (method) => {
    const again = answers({ actor: whoAnswers(method) });
    const past = [...waiting(), ...gives(method)];
    given(...past)
      .when(again)
      .thenRefused('challenge-answered', { method });
    expect(worldOf(...past, refused(again, 'challenge-answered')).state.failures).toEqual({ [method]: 1 });
  });

  it('answers a challenge of another recovery', () => {
    given(...waiting(), asks('issued-code-email'))
      .when(answers({ challenge: 'cmd-of-another' }))
      .thenRefused('challenge-unknown');
    given(...waiting(), asks('issued-code-email'))
      .when({ ...answers(), recovery: 'rec-2' })
      .thenRefused('recovery-ended');
  });

  it('comes from another page, from somebody signed in, or from the machinery', () => {
    for (const actor of [
      OTHER_PAGE,
      ACTORS.jane,
      ACTORS.verifier,
      { by: 'workflow' },
      { by: 'ticket-system', source: 'jira' },
    ] as const)
      given(...waiting(), asks('issued-code-email'))
        .when(answers({ actor }))
        .thenRefused('challenge-unknown');
  });

  it('is a one-time password whose step was used, by whichever challenge, and is counted', () => {
    const stale = answers({ use: { method: 'totp', authenticator: 'totp-1', counter: 100 } });
    given(...waiting(), asks('totp'))
      .when(stale)
      .thenRefused('answer-reused', { method: 'totp' });
    given(...waiting(), ...gives('totp'), asks('totp'))
      .when(answers())
      .thenRefused('answer-reused', { method: 'totp' });
    expect(worldOf(...waiting(), asks('totp'), refused(stale, 'answer-reused')).state.failures).toEqual({ totp: 1 });
  });

  it('is of a passkey whose counter does not move on, unless it counts nothing', () => {
    const counted = (counter: number) => answers({ use: { method: 'passkey', authenticator: 'passkey-1', counter } });
    for (const counter of [0, 6, 7])
      given(...waiting(), asks('passkey'))
        .when(counted(counter))
        .thenRefused('answer-reused');
    given(...waiting(), asks('passkey'))
      .when(counted(8))
      .thenHappens({ type: 'AuthenticatorUsed' }, { type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
    const countless = enrolledAs({ method: 'passkey', credentialId: 'cred-1', publicKey: 'key-1', counter: 0 });
    given(countless, ...waiting(), asks('passkey'))
      .when(counted(0))
      .thenHappens({ type: 'AuthenticatorUsed' }, { type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
  });

  it('used something that does not answer this challenge', () => {
    const totp = { method: 'totp', authenticator: 'totp-1', counter: 101 } as const;
    given(...waiting(), asks('passkey'))
      .when(answers({ use: totp }))
      .thenRefused('challenge-mismatch');
    given(...waiting(), asks('totp'))
      .when(answers({ use: { ...totp, authenticator: 'passkey-1' } }))
      .thenRefused('challenge-mismatch');
    given(...waiting(), asks('totp'))
      .when(answers({ use: { ...totp, authenticator: 'of-another-person' } }))
      .thenRefused('challenge-mismatch');
    given(...waiting(), asks('issued-code-email'))
      .when(answers({ use: totp }))
      .thenRefused('challenge-mismatch');
    const bare: Deed = {
      actor: PAGE,
      command: (world) => ({ type: 'AnswerChallenge', challenge: asked(world).id, correct: true }),
    };
    given(...waiting(), asks('saved-code'))
      .when(bare)
      .thenRefused('challenge-mismatch');
  });

  it('used an authenticator that is too new', () => {
    const old = provingWorld().state.authenticators;
    const fresh = { ...ENROLLED.totp, id: 'fresh', enrolledAt: at(-86_399.999) };
    const both = (world: World): World => ({ ...world, state: { ...world.state, authenticators: [...old, fresh] } });
    const use = { method: 'totp', authenticator: 'fresh', counter: 101 } as const;
    given(both, ...waiting(), asks('totp'))
      .when(answers({ use }))
      .thenRefused('authenticator-too-new');
    given(both, ...waiting(), asks('totp'), later(0.001))
      .when(answers({ use }))
      .thenHappens({ type: 'AuthenticatorUsed' }, { type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
  });

  it.each(ANSWERED)('lives no longer than its stage, and says so: %s', (method) => {
    const actor = whoAnswers(method);
    const left = 60;
    const past = [...waiting([{ classes: 2 }]), later(7 * 86_400 - left), asks(method)];
    expect(asked(worldOf(...past)).expiresAt).toBe(at(7 * 86_400));
    given(...past, later(left))
      .when(answers({ actor }))
      .thenRefused('window-passed');
    const early = [...waiting(), asks(method)];
    expect(asked(worldOf(...early)).expiresAt).toBe(at(Number(METHODS[method].window)));
  });

  it('lives its whole window where it only stops, and where no stage ends', () => {
    const window = Number(METHODS['issued-code-email'].window);
    const late = [...waiting(), later(7 * 86_400 - 60)];
    const stopping = worldOf(...late, asks('issued-code-email', { purpose: 'stop' }));
    expect(asked(stopping).expiresAt).toBe(at(7 * 86_400 - 60 + window));
    const proved = [...waiting([{ method: 'passkey' }]), ...gives('passkey'), countersigns(), executes(), issues()];
    const held = worldOf(...proved, later(3590), asks('issued-code-email'));
    expect(asked(held).expiresAt).toBe(at(3590 + window));
  });

  it('comes after the window for proof', () => {
    given(...waiting(), asks('recovery-contact'), later(7 * 86_400))
      .when(answers())
      .thenRefused('window-passed');
    given(...waiting(), later(7 * 86_400))
      .when(asks('issued-code-email'))
      .thenRefused('window-passed');
  });

  it('comes when the contact that it went to is not one any more, or has changed since', () => {
    const gone = withContacts(CONTACTS.filter(({ id }) => id !== 'work'));
    given(...waiting(), asks('issued-code-email'), gone)
      .when(answers())
      .thenRefused('contact-unknown');
    const changed = withContacts(CONTACTS.map((one) => (one.id === 'work' ? { ...one, since: at(0) } : one)));
    given(...waiting(), asks('issued-code-email'), changed)
      .when(answers())
      .thenRefused('contact-too-new');
  });

  it('comes while the account is frozen', () => {
    const frozen = (world: World): World => ({
      ...world,
      state: { ...world.state, freeze: { at: at(0), cause: 'x' } },
    });
    given(...waiting(), asks('issued-code-email'), frozen)
      .when(answers())
      .thenRefused('account-frozen');
    given(...waiting(), frozen)
      .when(asks('issued-code-email'))
      .thenRefused('account-frozen');
  });
});

describe('rule 8: whom a challenge goes to', () => {
  it.each(['+15550009999', 'jane@evil.example', 'unknown', '', null])('cannot be said by anybody: %p', (contact) => {
    given(...waiting())
      .when(asks('issued-code-email', { contact: contact ?? 'none' }))
      .thenRefused('contact-unknown');
    given(...waiting())
      .when(asks('call-back', { called: contact }))
      .thenRefused('contact-unknown');
  });

  it.each([
    ['issued-code-email', 'mobile'],
    ['issued-code-sms', 'home'],
    ['issued-code-voice', 'mobile'],
    ['recovery-contact', 'work'],
    ['saved-code', 'work'],
    ['passkey', 'work'],
  ] as const)('is no contact of another kind: %s over %s', (method, contact) => {
    given(...waiting())
      .when(asks(method, { contact }))
      .thenRefused('contact-unknown', { contact });
  });

  it('is a contact that has been registered for exactly the minimum age, and no less', () => {
    const aged = (seconds: number) => withContacts(CONTACTS.map((one) => ({ ...one, since: at(-seconds) })));
    const asking = asks('issued-code-email');
    given(aged(604_800), ...waiting())
      .when(asking)
      .thenHappens({ type: 'ChallengeIssued' });
    given(aged(604_799.999), ...waiting())
      .when(asking)
      .thenRefused('contact-too-new', { contact: 'work' });
    const strict = underPolicy(aPolicy({ contactMinAge: 700_000 }));
    given(aged(699_999), ...waiting(), strict)
      .when(asking)
      .thenRefused('contact-too-new');
    given(aged(700_000), ...waiting(), strict)
      .when(asking)
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it.each(['saved-code', 'passkey', 'totp', 'recovery-contact'] as const)(
    'is something that was enrolled long enough ago: %s',
    (method) => {
      const aged =
        (seconds: number) =>
        (world: World): World => ({
          ...world,
          state: {
            ...world.state,
            authenticators: world.state.authenticators.map((one) => ({ ...one, enrolledAt: at(-seconds) })),
            recoveryContacts: world.state.recoveryContacts.map((one) => ({ ...one, since: at(-seconds) })),
          },
        });
      const code = method === 'recovery-contact' ? 'contact-too-new' : 'authenticator-too-new';
      given(aged(86_400), ...waiting())
        .when(asks(method))
        .thenHappens({ type: 'ChallengeIssued' });
      given(aged(86_399.999), ...waiting())
        .when(asks(method))
        .thenRefused(code);
      const strict = underPolicy(aPolicy({ authenticatorMinAge: 100_000 }));
      given(aged(99_999), ...waiting(), strict)
        .when(asks(method))
        .thenRefused(code);
    },
  );

  it.each(['saved-code', 'passkey', 'totp'] as const)('is nobody where nothing is enrolled: %s', (method) => {
    const bare = (world: World): World => ({ ...world, state: { ...world.state, authenticators: [] } });
    given(bare, ...waiting())
      .when(asks(method))
      .thenRefused('authenticator-unknown', { method });
  });

  it('is no recovery contact who plays another part', () => {
    const named =
      (person: string) =>
      (world: World): World => ({
        ...world,
        state: { ...world.state, recoveryContacts: [{ id: 'friend', person, since: at(-90_000) }] },
      });
    const byAgent = waiting([{ classes: 2 }], { agent: PEOPLE.agent }).map((one) =>
      typeof one === 'object' && 'command' in one && one.actor === ACTORS.jane ? { ...one, actor: ACTORS.agent } : one,
    );
    given(named(PEOPLE.agent), ...byAgent)
      .when(asks('recovery-contact'))
      .thenRefused('conflicting-part', { holds: 'agent' });
    given(...waiting([{ method: 'recovery-contact' }], { action: 'unlock' }), ...gives('recovery-contact'))
      .when(countersigns(aPersonActor('person:fred-friend', { groups: ['identity'] })))
      .thenRefused('conflicting-part', { holds: 'verifier', wants: 'approver' });
  });
});

describe('a code goes where messages are brought', () => {
  it.each([
    ['issued-code-email', 'email'],
    ['issued-code-sms', 'sms'],
    ['issued-code-voice', 'voice'],
    ['call-back', 'email'],
    ['recovery-contact', 'email'],
  ] as const)('%s needs %s, and nothing else', (method, way) => {
    given(...waiting(), reaching(way))
      .when(asks(method))
      .thenHappens({ type: 'ChallengeIssued' });
    const others = CONTACT_KINDS.filter((kind) => kind !== way);
    given(...waiting(), reaching(...others))
      .when(asks(method))
      .thenRefused('contact-unreachable');
  });

  it.each(['saved-code', 'passkey', 'totp'] as const)('%s needs none', (method) => {
    given(...waiting(), reaching())
      .when(asks(method))
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it('is answered also when no more are brought there', () => {
    given(...waiting(), asks('issued-code-voice'), reaching())
      .when(answers())
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
  });
});

describe('rule 9: the way of the request proves nothing', () => {
  it.each([
    ['email', 'issued-code-email', 'issued-code-sms'],
    ['phone', 'issued-code-voice', 'issued-code-email'],
    ['phone', 'issued-code-sms', 'issued-code-email'],
    ['sms', 'issued-code-sms', 'issued-code-email'],
    ['sms', 'issued-code-voice', 'issued-code-email'],
  ] as const)('a request by %s is not proved by %s, but by %s', (channel, same, other) => {
    given(...waiting([{ class: 'issued-code' }], { channel }))
      .when(asks(same))
      .thenRefused('contact-not-independent');
    given(...waiting([{ class: 'issued-code' }], { channel }))
      .when(asks(other))
      .thenHappens({ type: 'ChallengeIssued' });
  });
});

describe('rule 9: a telephone that is registered twice is one way', () => {
  const both = [{ method: 'issued-code-sms' }, { method: 'issued-code-voice' }] as const;
  const orders = [CONTACTS, [...CONTACTS].reverse()];

  it.each(orders)('a call and a text to it are not two proofs of one requirement: %#', (...contacts) => {
    const past = [
      ...waiting(both, { action: 'unlock' }),
      ...gives('issued-code-sms'),
      ...gives('issued-code-voice', { contact: 'mobile-call' }),
    ];
    const recovery = recoveryOf(worldAfter(past, provingWorld({ contacts })));
    expect(recovery?.proofs.map(({ channel, contact }) => [channel, contact])).toEqual([
      ['sms', 'mobile'],
      ['sms', 'mobile-call'],
    ]);
    expect(recovery?.status).toBe('proofing');
  });

  it('a text to it and a call to another telephone are', () => {
    const past = [
      ...waiting(both, { action: 'unlock' }),
      ...gives('issued-code-sms'),
      ...gives('issued-code-voice', { contact: 'home' }),
    ];
    expect(recoveryOf(worldAfter(past, provingWorld()))?.status).toBe('approving');
  });
});

describe('a postal contact', () => {
  const house = { ...CONTACTS[0], id: 'house', kind: 'postal', address: 'Jane Doe\n1 Main Street' } as Contact;
  const moved = withContacts([...CONTACTS, house]);

  const CODES = METHOD_NAMES.filter((name) => METHODS[name].class === 'issued-code');
  it.each(CODES)('is sent no code by %s', (method) => {
    given(moved, ...waiting())
      .when(asks(method, { contact: 'house' }))
      .thenRefused('contact-unknown', { contact: 'house' });
  });

  it('is not called', () => {
    given(moved, ...waiting())
      .when(asks('call-back', { called: 'house' }))
      .thenRefused('contact-unknown', { contact: 'house' });
  });

  it('binds no other contact anew when it changes', () => {
    const guessed = worldOf(...waiting(), ...guesses('issued-code-sms', 2)).state;
    const place = {
      seq: 1,
      at: NOW,
      recovery: null,
      origin: anOrigin(),
      actor: ACTORS.jane,
      command: { type: 'ConfirmProposal' },
    };
    const becoming = (contacts: typeof CONTACTS) =>
      [
        {
          type: 'ProfileProposed',
          ...NO_GROUNDS,
          profile: aProfile({ contacts }),
          by: PEOPLE.admin,
          digest: 'd',
        } as const,
        { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest: 'd', changes: [] } as const,
      ].reduce((state, event) => evolve(state, event, place), guessed).failures;
    expect(becoming([...CONTACTS, house])).toEqual({ 'issued-code-sms': 2 });
    expect(becoming(CONTACTS.filter(({ kind }) => kind !== 'sms'))).toEqual({});
  });
});

describe('a call-back', () => {
  it('goes to the registered number also after a request by telephone: the code comes another way', () => {
    given(...waiting([{ method: 'call-back' }], { action: 'unlock', channel: 'phone' }), asks('call-back'))
      .when(answers({ actor: ACTORS.verifier }))
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
  });

  it('sends its code never to the telephone that is called, under whatever entry', () => {
    const same = { called: 'mobile-call', contact: 'mobile' };
    given(...waiting())
      .when(asks('call-back', same))
      .thenRefused('contact-not-independent', { contact: 'mobile-call' });
    given(...waiting())
      .when(asks('call-back', { called: 'home', contact: 'home' }))
      .thenRefused('contact-not-independent');
    given(...waiting())
      .when(asks('call-back', { called: 'mobile', contact: 'home' }))
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it('calls no mailbox, and no number that is too new', () => {
    given(...waiting())
      .when(asks('call-back', { called: 'private' }))
      .thenRefused('contact-unknown', { contact: 'private' });
    const moved = withContacts(CONTACTS.map((one) => (one.id === 'home' ? { ...one, since: at(-1) } : one)));
    given(moved, ...waiting())
      .when(asks('call-back'))
      .thenRefused('contact-too-new', { contact: 'home' });
  });

  it('is a verifier`s to make and to answer, and nobody else`s', () => {
    given(...waiting())
      .when(asks('call-back', { actor: PAGE }))
      .thenRefused('machine-cannot-decide');
    given(...waiting())
      .when(asks('call-back', { actor: ACTORS.agent }))
      .thenRefused('role-missing', { role: 'verifier' });
    const requester = aPersonActor(PEOPLE.jane, { roles: ['verifier'] });
    given(...waiting())
      .when(asks('call-back', { actor: requester }))
      .thenRefused('conflicting-part', { holds: 'requester' });
    given(...waiting(), asks('call-back'))
      .when(answers({ actor: PAGE }))
      .thenRefused('machine-cannot-decide');
    given(...waiting(), asks('call-back'))
      .when(answers({ actor: ACTORS.agent }))
      .thenRefused('role-missing');
  });

  it('proves nothing by a verifier`s word alone, and ends everything by it', () => {
    given(...waiting())
      .when(proves(ACTORS.verifier, 'call-back'))
      .thenRefused('challenge-needed', { method: 'call-back' });
    given(...waiting())
      .when(proves(ACTORS.verifier, 'call-back', 'repudiated'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });
});

describe('what nobody can say by themselves', () => {
  it.each(OWN)('%s is not for a verifier to record', (method) => {
    given(...waiting())
      .when(proves(ACTORS.verifier, method))
      .thenRefused('method-not-theirs', { confirmedBy: 'system' });
  });

  it.each(OWN)('%s is asked for on the page and nowhere else', (method) => {
    for (const actor of [ACTORS.jane, ACTORS.verifier, { by: 'workflow' }] as const)
      given(...waiting())
        .when(asks(method, { actor }))
        .thenRefused('method-not-theirs', { confirmedBy: 'system' });
  });

  it.each(['in-person', 'live-video', 'manager-attestation', 'custodian-attestation'] as const)(
    'nothing can be asked for by %s',
    (method) => {
      given(...waiting())
        .when(asks(method))
        .thenRefused('method-not-theirs');
    },
  );

  it('is the hash of nothing, or the lack of one', () => {
    given(...waiting())
      .when(asks('issued-code-email', { hash: null }))
      .thenRefused('challenge-mismatch');
    given(...waiting())
      .when(asks('saved-code', { hash: HASH }))
      .thenRefused('challenge-mismatch');
  });
});

describe('a live video', () => {
  it('names the record of what was seen', () => {
    const held = (reference: string | null, outcome: Outcome) =>
      proves(ACTORS.verifier, 'live-video', outcome, { reference });
    given(...waiting())
      .when(held(null, 'verified'))
      .thenRefused('reference-missing');
    given(...waiting())
      .when(held('video/1', 'verified'))
      .thenHappens({ type: 'ProofRecorded' });
    given(...waiting())
      .when(held(null, 'failed'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });
});

describe('a vendor', () => {
  const VENDOR = { by: 'vendor', source: 'idv' } as const;
  const result = (outcome: Outcome, over: object = {}): Deed => ({
    actor: VENDOR,
    command: (world) => ({
      type: 'RecordProof',
      method: 'vendor',
      outcome,
      reference: asked(world).id,
      seen: [],
      ...over,
    }),
  });
  const past = [...waiting([{ class: 'repeated-proofing' }]), asks('vendor')];

  it('says what came of the session that the page began', () => {
    const world = given(...past)
      .when(result('verified'))
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
    expect(recoveryOf(world)?.proofs).toMatchObject([{ verifier: null, session: 'a'.repeat(64), channel: 'vendor' }]);
  });

  it('ends the recovery when it says no, and records what came to nothing', () => {
    given(...past)
      .when(result('failed'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
    given(...past)
      .when(result('abandoned'))
      .thenHappens({ type: 'ProofRecorded' });
    given(...past, result('error'))
      .when(result('error'))
      .thenRefused('proof-duplicate');
  });

  it('is not believed about another recovery, again, too late, or about anything else', () => {
    given(...past)
      .when(result('verified', { reference: 'of-another' }))
      .thenRefused('challenge-unknown');
    given(...past)
      .when(result('verified', { reference: null }))
      .thenRefused('challenge-unknown');
    given(...waiting(), asks('issued-code-email'))
      .when(result('verified'))
      .thenRefused('challenge-unknown');
    given(...waiting(), asks('vendor'), result('verified'))
      .when(result('verified'))
      .thenRefused('challenge-answered');
    given(...past, later(3600))
      .when(result('verified'))
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
    given(...past, later(3600.001))
      .when(result('verified'))
      .thenRefused('challenge-expired');
    given(...past)
      .when(result('verified', { method: 'in-person' }))
      .thenRefused('method-not-theirs');
  });

  it('is the one that the requester was sent to, and no other that has a key', () => {
    given(...past)
      .when({ ...result('verified'), actor: { by: 'vendor', source: 'other' } })
      .thenRefused('challenge-unknown');
    given(...past)
      .when({ ...result('failed'), actor: { by: 'vendor', source: 'other' } })
      .thenRefused('challenge-unknown');
    const unnamed = { type: 'IssueChallenge', method: 'vendor', contact: null, hash: null } as const;
    for (const asking of [{ actor: PAGE, command: unnamed }, asks('totp', { vendor: 'idv' })])
      given(...waiting())
        .when(asking)
        .thenRefused('challenge-mismatch');
  });

  /** The session of the proof that was given first, whatever was asked since. */
  const takesBack: Deed = {
    actor: VENDOR,
    command: (world): Command => ({
      ...{ type: 'RecordProof', method: 'vendor', outcome: 'repudiated', seen: [] },
      reference: recoveryOf(world)?.challenges[0]?.id ?? 'none',
    }),
  };
  const granted = [...past, result('verified'), countersigns(), executes(), issues()];

  it.each(['failed', 'repudiated'] as const)(
    'may take back what it said before anything is executed: %s',
    (outcome) => {
      for (const before of [
        [...past, result('verified')],
        [...past, result('verified'), countersigns()],
      ])
        given(...before)
          .when(result(outcome))
          .thenHappens({ type: 'ProofRecorded', proof: { outcome } as never }, { type: 'RecoveryRefused' });
    },
  );

  it('has what was executed revoked when it takes back what that stood on, and it sticks', () => {
    for (const before of [granted.slice(0, -1), granted]) {
      const world = given(...before)
        .when(result('repudiated'))
        .thenHappens(
          { type: 'ProofRecorded', proof: { outcome: 'repudiated' } as never },
          { type: 'StopRequested', by: null },
        );
      expect(recoveryOf(world)?.stopped).toBe(true);
      expect(world.state.history.map(({ what }) => what)).toContain('proof-repudiated');
      givenIn(world).when(result('repudiated')).thenRefused('proof-duplicate');
    }
  });

  it('freezes with it an account of which enough was said already, also while that is frozen or being revoked', () => {
    const failed = {
      what: 'proof-failed',
      at: at(-60),
      action: null,
      channel: 'api',
      desk: null,
      recovery: 'rec-0',
    } as const;
    const burnt = (world: World): World => ({
      ...world,
      state: {
        ...world.state,
        history: [saidBy('anna', failed), saidBy('boris', { ...failed, recovery: 'rec-00' })],
      },
    });
    given(...granted, burnt)
      .when(result('repudiated'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'AccountFrozen' }, { type: 'StopRequested' });
    given(...granted, later(3600), revokes(), burnt)
      .when(result('repudiated'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'AccountFrozen' });
  });

  it('takes nothing from anybody by a session that went wrong afterwards, which sticks all the same', () => {
    const world = given(...granted, asks('vendor', { actor: OTHER_PAGE }))
      .when(result('failed'))
      .thenHappens({ type: 'ProofRecorded', proof: { outcome: 'failed' } as never });
    expect(recoveryOf(world)).toMatchObject({ status: 'granted', stopped: false });
    givenIn(world).when(takesBack).thenHappens({ type: 'ProofRecorded' }, { type: 'StopRequested' });
  });

  it('adds nothing good to what has been decided', () => {
    given(...granted, asks('vendor'))
      .when(result('verified'))
      .thenRefused('wrong-status', { status: 'granted' });
  });

  it('of another page proves for that page, and voids nothing once the plan is proved', () => {
    const both = [...waiting([{ classes: 2 }]), asks('vendor', { actor: OTHER_PAGE }), result('verified')];
    expect(recoveryOf(worldOf(...both, ...gives('issued-code-email')))?.status).toBe('proofing');
    expect(recoveryOf(worldOf(...both, ...gives('issued-code-email', { actor: OTHER_PAGE })))?.status).toBe(
      'approving',
    );
    const proved = [...waiting(), ...gives('issued-code-email'), ...gives('totp'), countersigns()];
    given(...proved.slice(0, -1), asks('vendor', { actor: OTHER_PAGE }))
      .when(result('verified'))
      .thenHappens({ type: 'ChallengeAnswered' });
  });

  it('is no verifier, no page and no ticket system', () => {
    given(...past)
      .when({ ...result('verified'), actor: ACTORS.verifier })
      .thenRefused('method-not-theirs');
    given(...past)
      .when({ ...result('verified'), actor: { by: 'ticket-system', source: 'jira' } })
      .thenRefused('machine-cannot-decide');
    given(...past)
      .when(answers())
      .thenRefused('method-not-theirs', { confirmedBy: 'vendor' });
  });
});

describe('two pages', () => {
  const second = { actor: OTHER_PAGE } as const;

  it('do not add their proofs up, and do not keep each other from proving', () => {
    const world = given(...waiting(), ...gives('issued-code-email'), asks('saved-code', second))
      .when(answers(second))
      .thenHappens({ type: 'AuthenticatorUsed' }, { type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
    givenIn(world, asks('totp', second))
      .when(answers(second))
      .thenHappens(
        { type: 'AuthenticatorUsed' },
        { type: 'ChallengeAnswered' },
        { type: 'ProofRecorded' },
        { type: 'ProofingCompleted' },
      );
  });

  it('void nothing of each other: once the plan is proved, only a page that had a part in it adds to it', () => {
    const proved = [...waiting(), ...gives('issued-code-email'), ...gives('saved-code'), countersigns()];
    given(...waiting(), ...gives('issued-code-email'), ...gives('saved-code'), asks('totp', second))
      .when(answers(second))
      .thenHappens({ type: 'AuthenticatorUsed' }, { type: 'ChallengeAnswered' });
    given(...waiting(), ...gives('issued-code-email'), ...gives('saved-code'), asks('totp'))
      .when(answers())
      .thenHappens({ type: 'AuthenticatorUsed' }, { type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
    expect(recoveryOf(worldOf(...proved, ...gives('totp', second), executes()))?.status).toBe('executing');
  });

  it('are told apart by a verifier who calls back', () => {
    const said =
      (page: (world: World) => string): Deed['command'] =>
      (world) => ({ type: 'AnswerChallenge', challenge: asked(world).id, correct: true, page: page(world) });
    const past = [...waiting([{ class: 'saved-code' }, { method: 'call-back' }]), ...gives('saved-code')];
    const call = [...past, asks('totp', second), asks('call-back')];
    const world = given(...call)
      .when({ actor: ACTORS.verifier, command: said((one) => nameOf(one)) })
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
    expect(recoveryOf(world)?.proofs.map(({ session }) => session)).toEqual(['a'.repeat(64), 'a'.repeat(64)]);
    given(...call)
      .when({ actor: ACTORS.verifier, command: said((one) => nameOf(one, OTHER_PAGE)) })
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
    given(...call)
      .when({ actor: ACTORS.verifier, command: said(() => 'no such') })
      .thenRefused('page-unknown');
    given(...call)
      .when(answers({ actor: ACTORS.verifier }))
      .thenHappens({ type: 'ChallengeAnswered' }, { type: 'ProofRecorded' });
  });

  it('are not named by somebody who knows no page', () => {
    given(...waiting(), asks('totp'))
      .when(proves(ACTORS.verifier, 'in-person', 'verified', { page: 'no such' }))
      .thenRefused('page-unknown');
  });
});

const pageOf = (index: number) => ({ by: 'visitor', session: String(index).padStart(64, '0') }) as const;

/** Strangers have used up everything that may prove. */
const flood: readonly Deed[] = Array.from({ length: 20 }, (_, index) => {
  const method = (['issued-code-email', 'issued-code-sms', 'issued-code-voice', 'totp'] as const)[index % 4] ?? 'totp';
  return asks(method, { actor: pageOf(index) });
});

describe('rule 11: what is asked for only in order to stop', () => {
  const toStop = { actor: OTHER_PAGE, purpose: 'stop' } as const;
  const stop: Deed = {
    actor: OTHER_PAGE,
    command: (world) => ({
      ...{ type: 'StopRecovery', reason: 'not me', cause: 'withdrawn' },
      warrant: { by: 'challenge', challenge: asked(world).id },
    }),
  };
  const frozen = (world: World): World => ({ ...world, state: { ...world.state, freeze: { at: at(0), cause: 'x' } } });
  const granted = [...waiting([{ method: 'in-person' }]), proves(), countersigns(), executes(), issues()];

  it('proves nothing, and stops', () => {
    const world = given(...waiting([{ classes: 1 }]), asks('totp', toStop))
      .when(answers({ actor: OTHER_PAGE }))
      .thenHappens({ type: 'AuthenticatorUsed' }, { type: 'ChallengeAnswered' });
    expect(recoveryOf(world)?.proofs).toEqual([]);
    givenIn(world).when(stop).thenHappens({ type: 'RecoveryStopped' });
  });

  it.each(OWN)('is kept from nobody by what strangers have asked: %s', (method) => {
    given(...waiting(), ...flood)
      .when(asks(method, { actor: OTHER_PAGE }))
      .thenRefused('too-many-challenges');
    given(...waiting(), ...flood, ...gives(method, toStop))
      .when(stop)
      .thenHappens({ type: 'RecoveryStopped' });
  });

  it('is kept from nobody by what strangers have asked for the same, where nothing is sent', () => {
    const strangers = Array.from({ length: MOST_WAITING_TO_STOP }, (_, index) =>
      asks('totp', { actor: pageOf(index), purpose: 'stop' }),
    );
    given(...waiting(), ...strangers)
      .when(asks('passkey', toStop))
      .thenRefused('too-many-challenges');
    const world = worldOf(...waiting(), ...strangers, later(120), ...gives('passkey', toStop));
    givenIn(world).when(stop).thenHappens({ type: 'RecoveryStopped' });
    expect(recoveryOf(world)?.challenges).toHaveLength(MOST_WAITING_TO_STOP);
  });

  it('sends little, whoever asks', () => {
    const sent = Array.from({ length: 2 }, (_, index) =>
      asks('issued-code-sms', { actor: pageOf(index), purpose: 'stop' }),
    );
    given(...waiting(), ...sent)
      .when(asks('issued-code-sms', toStop))
      .thenRefused('too-many-challenges');
    given(...waiting(), ...sent)
      .when(asks('issued-code-sms'))
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it('is asked and answered while the account is frozen, before and after it is granted', () => {
    given(...granted, frozen)
      .when(asks('passkey', { actor: OTHER_PAGE }))
      .thenRefused('account-frozen');
    given(...granted, frozen, ...gives('passkey', toStop))
      .when(stop)
      .thenHappens({ type: 'StopRequested' });
    given(...waiting(), frozen, ...gives('issued-code-email', toStop))
      .when(stop)
      .thenHappens({ type: 'RecoveryStopped' });
  });

  it('counts guesses like everything else', () => {
    given(...waiting(), asks('totp', toStop))
      .when(answers({ correct: false, actor: OTHER_PAGE }))
      .thenHappens({ type: 'ChallengeFailed', method: 'totp' });
  });

  it('is answered on the page, and neither by a verifier nor by a vendor', () => {
    for (const method of ['call-back', 'vendor'] as const)
      given(...waiting())
        .when(asks(method, { purpose: 'stop' }))
        .thenRefused('method-not-theirs');
  });
});

describe('asking', () => {
  it('is bounded, so that nobody makes the product send for ever', () => {
    const many = Array.from({ length: 6 }, (_, index) => asks('issued-code-sms', { actor: pageOf(index) }));
    given(...waiting(), ...many)
      .when(asks('issued-code-sms'))
      .thenRefused('too-many-challenges', { issued: 6 });
    given(...waiting(), ...many)
      .when(asks('issued-code-email'))
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it('keeps no verifier from calling back, however much pages have asked', () => {
    given(...waiting(), ...flood)
      .when(asks('call-back'))
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it('makes no sense before there is a plan, or when everything is over', () => {
    given(...waiting().slice(0, 2))
      .when(asks('issued-code-email'))
      .thenRefused('wrong-status', { status: 'opened' });
    const revoking = [
      ...waiting([{ method: 'in-person' }]),
      proves(),
      countersigns(),
      executes(),
      issues(),
      later(3600),
      revokes(),
    ];
    given(...revoking)
      .when(asks('issued-code-email'))
      .thenRefused('wrong-status', { status: 'revoking' });
  });
});

describe('evolve', () => {
  const UNKNOWN_CHALLENGE: Omit<Challenge, 'failures' | 'answered'> = {
    ...{
      id: 'x',
      method: 'issued-code-email',
      purpose: 'prove',
      vendor: null,
      contact: 'work',
      called: null,
      hash: HASH,
      expiresAt: at(60),
      session: null,
    },
  };

  it('takes challenges of recoveries that it does not know, and answers to challenges that it does not know', () => {
    const world = provingWorld();
    const events: readonly LedgerEvent[] = [
      { type: 'ChallengeAnswered', challenge: 'x' },
      { type: 'ChallengeIssued', challenge: UNKNOWN_CHALLENGE },
    ];
    for (const event of events) expect(worldAfter([event], world).state).toEqual(world.state);
    const known = worldOf(...waiting());
    expect(worldAfter([{ type: 'ChallengeAnswered', challenge: 'x' }], known).state).toEqual(known.state);
  });
});
