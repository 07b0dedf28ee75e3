import { describe, expect, it } from '@jest/globals';
import {
  evolveEnrolment,
  isChallengeEvent,
  isCountedRefusal,
  isEnrolmentEvent,
  withChallenge,
  withFailures,
} from '../../../../lambdas/core/recovery/evolve/proofing.ts';
import type { ChallengeEvent, EnrolmentEvent, LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import type { StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { aProfile, at, NOW } from '../../../support/fixtures.ts';
import { answers, aSavedCode, asked, asks, CONTACTS, provingWorld, waiting } from '../../../support/proving.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const { state } = provingWorld();
const waitingFor = (...deeds: Parameters<typeof worldAfter>[0]) => worldAfter([...waiting(), ...deeds], provingWorld());
const place = (command = 'AnswerChallenge', recovery: string | null = 'rec-1') => ({
  ...{ at: NOW, recovery, command: { type: command } },
});

describe('what is enrolled', () => {
  it.each<[string, EnrolmentEvent, object]>([
    [
      'is added',
      { type: 'AuthenticatorEnrolled', authenticator: { ...aSavedCode('new'), id: 'new', enrolledAt: NOW } },
      { authenticators: [{ id: 'saved-code-1' }, { id: 'passkey-1' }, { id: 'totp-1' }, { id: 'new' }] },
    ],
    [
      'is taken away by its id',
      { type: 'AuthenticatorRemoved', authenticator: 'passkey-1' },
      { authenticators: [{ id: 'saved-code-1' }, { id: 'totp-1' }] },
    ],
    [
      'is replaced when a saved code was used, as new as any',
      {
        type: 'AuthenticatorUsed',
        use: { method: 'saved-code', authenticator: 'saved-code-1', replacement: aSavedCode('next') },
      },
      { authenticators: [{ ...aSavedCode('next'), id: 'saved-code-1', enrolledAt: at(5) }, {}, {}] },
    ],
    [
      'counts on when a passkey was used, and is as old as it was',
      { type: 'AuthenticatorUsed', use: { method: 'passkey', authenticator: 'passkey-1', counter: 8 } },
      { authenticators: [{}, { id: 'passkey-1', counter: 8, enrolledAt: at(-30 * 86_400) }, { counter: 100 }] },
    ],
    [
      'is somebody named in advance',
      { type: 'RecoveryContactNamed', contact: { id: 'next', person: 'person:nina', since: NOW } },
      { recoveryContacts: [{ id: 'friend' }, { id: 'next' }] },
    ],
    ['is nobody any more', { type: 'RecoveryContactRemoved', contact: 'friend' }, { recoveryContacts: [] }],
  ])('%s', (_, event, expected) => {
    expect(isEnrolmentEvent(event)).toBe(true);
    expect(evolveEnrolment(state, event, at(5))).toMatchObject(expected);
  });

  it('stays as it is for a use of what is not there, or of another kind', () => {
    const used = (authenticator: string): EnrolmentEvent => ({
      ...{ type: 'AuthenticatorUsed', use: { method: 'totp', authenticator, counter: 999 } },
    });
    expect(evolveEnrolment(state, used('nobody'), NOW)).toEqual(state);
    expect(evolveEnrolment(state, used('saved-code-1'), NOW)).toEqual(state);
  });
});

describe('a challenge', () => {
  const world = waitingFor(asks('issued-code-email'), asks('issued-code-sms'));
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('the recovery waits');
  const [first, second] = recovery.challenges;

  it.each<[string, ChallengeEvent, object]>([
    [
      'is counted wrong once',
      { type: 'ChallengeFailed', challenge: second?.id ?? '', method: 'issued-code-sms' },
      { failures: 1, answered: false },
    ],
    ['is answered', { type: 'ChallengeAnswered', challenge: second?.id ?? '' }, { failures: 0, answered: true }],
  ])('%s, and no other is', (_, event, expected) => {
    expect(isChallengeEvent(event)).toBe(true);
    expect(withChallenge(recovery, event).challenges).toEqual([first, { ...second, ...expected }]);
  });

  it('of another recovery changes nothing here', () => {
    expect(withChallenge(recovery, { type: 'ChallengeAnswered', challenge: 'nope' })).toEqual(recovery);
  });

  it('begins without a wrong answer', () => {
    expect(recovery.challenges).toMatchObject([
      { failures: 0, answered: false },
      { failures: 0, answered: false },
    ]);
  });
});

describe('wrong answers in a row (SP 800-63B-4 section 3.2.2)', () => {
  const failing = { ...state, failures: { totp: 4, 'issued-code-email': 2, 'recovery-contact': 7 } };
  const failuresAfter = (
    event: LedgerEvent,
    after: StreamState = failing,
    before: StreamState = failing,
    command?: string,
  ) => withFailures(after, before, event, place(command)).failures;

  it('are counted by method', () => {
    expect(failuresAfter({ type: 'ChallengeFailed', challenge: 'c', method: 'totp' })).toEqual({
      ...failing.failures,
      totp: 5,
    });
    expect(failuresAfter({ type: 'ChallengeFailed', challenge: 'c', method: 'saved-code' })).toEqual({
      ...failing.failures,
      'saved-code': 1,
    });
  });

  it.each([
    ['challenge-expired', 'AnswerChallenge', true],
    ['challenge-answered', 'AnswerChallenge', true],
    ['answer-reused', 'AnswerChallenge', true],
    ['challenge-unknown', 'AnswerChallenge', false],
    ['challenge-expired', 'RecordProof', false],
  ])('include a refusal `%s` of %s: %s', (code, command, counted) => {
    expect(isCountedRefusal(code, { type: command })).toBe(counted);
    const event = { type: 'CommandRefused', code, facts: { method: 'totp' } } as LedgerEvent;
    expect(failuresAfter(event, failing, failing, command)).toEqual({
      ...failing.failures,
      totp: counted ? 5 : 4,
    });
  });

  it('begin anew after a right answer by the same method, and no other count does', () => {
    const world = waitingFor(asks('issued-code-email'));
    const before = { ...world.state, failures: failing.failures };
    const event: LedgerEvent = { type: 'ChallengeAnswered', challenge: asked(world).id };
    expect(failuresAfter(event, before, before)).toEqual({ totp: 4, 'recovery-contact': 7 });
  });

  it('do not begin anew while something is left that was guessed at', () => {
    const twice = {
      ...failing,
      authenticators: [...failing.authenticators, { ...failing.authenticators[2], id: 'totp-2' }],
    } as StreamState;
    const removed = (authenticator: string): LedgerEvent => ({ type: 'AuthenticatorRemoved', authenticator });
    const left = evolveEnrolment(twice, { type: 'AuthenticatorRemoved', authenticator: 'totp-1' }, NOW);
    expect(failuresAfter(removed('totp-1'), left, twice).totp).toBe(4);
    const gone = evolveEnrolment(failing, { type: 'AuthenticatorRemoved', authenticator: 'totp-1' }, NOW);
    expect(failuresAfter(removed('totp-1'), gone, failing).totp).toBeUndefined();
  });

  it('begin anew when the last recovery contact is gone', () => {
    const event: LedgerEvent = { type: 'RecoveryContactRemoved', contact: 'friend' };
    expect(failuresAfter(event, { ...failing, recoveryContacts: [] })).toEqual({ totp: 4, 'issued-code-email': 2 });
    expect(failuresAfter(event)).toEqual(failing.failures);
  });

  it('begin anew by the methods whose contacts two administrators have changed, and by no others', () => {
    const failures = { 'issued-code-email': 1, 'issued-code-sms': 2, 'issued-code-voice': 3, 'call-back': 4, totp: 5 };
    const withContacts = (contacts: readonly Contact[]): StreamState => ({
      ...{ ...state, failures, profile: { current: aProfile({ contacts }), proposal: null } },
    });
    const confirmed = {
      type: 'ProfileConfirmed',
      by: 'person:ada',
      digest: 'd',
      changes: [],
    } as unknown as LedgerEvent;
    const other = CONTACTS.map((one) => (one.kind === 'sms' ? { ...one, address: '+15550009999' } : one));
    expect(failuresAfter(confirmed, withContacts(other), withContacts(CONTACTS))).toEqual({
      ...{ 'issued-code-email': 1, 'issued-code-voice': 3, totp: 5 },
    });
    expect(failuresAfter(confirmed, withContacts(CONTACTS), withContacts(CONTACTS))).toEqual(failures);
  });

  it('follow the answers of a whole story', () => {
    const world = waitingFor(asks('totp'), answers({ correct: false }), answers({ correct: false }));
    expect(world.state.failures).toEqual({ totp: 2 });
    expect(worldAfter([answers()], world).state.failures).toEqual({});
  });
});
