import { describe, expect, it } from '@jest/globals';
import { METHOD_NAMES, METHODS, type MethodName } from '../../../../lambdas/core/proofing/methods.ts';
import type { Proof } from '../../../../lambdas/core/proofing/proof.ts';
import { isPagesProof, isRepeated, proofEvents, sessionNamed } from '../../../../lambdas/core/recovery/decide/proof.ts';
import type { Situation } from '../../../../lambdas/core/recovery/state/situation.ts';
import {
  APPROVED,
  ASSESSED,
  EXECUTING,
  GRANTED,
  nameOf,
  OTHER_PAGE,
  PAGE,
  PROVED,
  proves,
  vouches,
} from '../../../support/deeds.ts';
import { ACTORS, aPersonActor, at } from '../../../support/fixtures.ts';
import { answers, asked, asks, gives, provingWorld, waiting } from '../../../support/proving.ts';
import {
  type Deed,
  given,
  givenIn,
  later,
  type Past,
  recoveryOf,
  type World,
  worldAfter,
} from '../../../support/specification.ts';

const DAY = 86_400;
const IDV = { by: 'vendor', source: 'idv' } as const;

const situationOf = (world: World): Situation => {
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('the recovery of the story has ended');
  return { state: world.state, recovery, context: world.context, actor: PAGE, commandId: 'cmd-1', ticket: null };
};

const proof = (over: Partial<Proof> = {}): Proof => ({
  ...{ id: 'p-9', method: 'totp', outcome: 'verified', verifier: null, reference: null, seen: [], at: at(0) },
  ...{ session: 'a'.repeat(64), contact: null, called: null, channel: 'device' },
  ...over,
});

const confirmedBy = (who: string): readonly MethodName[] =>
  METHOD_NAMES.filter((name) => METHODS[name].confirmedBy === who);

describe('who may confirm a method', () => {
  it.each([...confirmedBy('system'), ...confirmedBy('vendor')])('nobody records %s by hand', (method) => {
    given(...ASSESSED)
      .when(proves(ACTORS.verifier, method))
      .thenRefused('method-not-theirs');
  });

  it.each(METHOD_NAMES.filter((name) => METHODS[name].confirmedBy !== 'vendor'))('no vendor says %s', (method) => {
    given(...ASSESSED)
      .when(proves(IDV, method))
      .thenRefused('method-not-theirs');
  });

  it('a code that is read back needs the challenge that was answered', () => {
    given(...ASSESSED)
      .when(proves(ACTORS.verifier, 'call-back'))
      .thenRefused('challenge-needed', { method: 'call-back' });
  });
});

describe('what a referee saw (SP 800-63A-4 section 3.15)', () => {
  it.each<[string, Deed, string]>([
    [
      'nothing, of somebody seen in person',
      proves(undefined, 'in-person', 'verified', { seen: [] }),
      'evidence-insufficient',
    ],
    [
      'one weak kind only',
      proves(undefined, 'in-person', 'verified', { seen: ['employee-badge'] }),
      'evidence-insufficient',
    ],
    ['a video that is not kept', proves(undefined, 'live-video', 'verified', { reference: null }), 'reference-missing'],
    [
      'something, of a method that looks at nobody',
      proves(ACTORS.manager, 'manager-attestation', 'verified', { seen: ['passport'] }),
      'evidence-unexpected',
    ],
  ])('is refused: %s', (_, deed, code) => {
    given(...ASSESSED)
      .when(deed)
      .thenRefused(code as 'evidence-insufficient');
  });

  it('is kept with what they checked, each check once, in the order of the method', () => {
    given(...ASSESSED)
      .when(proves(undefined, 'live-video', 'verified', { checked: ['camera', 'document', 'camera'] }))
      .thenHappens({ type: 'ProofRecorded', proof: { method: 'live-video', checked: ['document', 'camera'] } });
  });

  it.each<[string, Deed]>([
    ['a cue, of somebody in the same room', proves(undefined, 'in-person', 'verified', { checked: ['cue'] })],
    [
      'a document, of a method that looks at nobody',
      proves(ACTORS.manager, 'manager-attestation', 'verified', { checked: ['document'] }),
    ],
  ])('is refused with a check that is none of the method: %s', (_, deed) => {
    given(...ASSESSED)
      .when(deed)
      .thenRefused('evidence-unexpected');
  });

  it('is not asked for where nobody was recognised', () => {
    given(...ASSESSED)
      .when(proves(undefined, 'in-person', 'failed', { seen: [] }))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });
});

describe('a vendor', () => {
  const sent = worldAfter([...waiting(), asks('vendor')], provingWorld());
  const { id: session } = asked(sent);
  const says = (
    outcome: 'verified' | 'failed' | 'repudiated' | 'abandoned',
    source = 'idv',
    reference: string | null = session,
  ): Deed => ({
    actor: { by: 'vendor', source },
    command: { type: 'RecordProof', method: 'vendor', outcome, reference, seen: [] },
  });
  const sentAnd = (...past: readonly Past[]) => givenIn(worldAfter(past, sent));

  it('answers the challenge that sent the requester there, once', () => {
    sentAnd()
      .when(says('verified'))
      .thenHappens({ type: 'ChallengeAnswered', challenge: session }, { type: 'ProofRecorded' });
    sentAnd(says('verified')).when(says('verified')).thenRefused('challenge-answered', { method: 'vendor' });
  });

  it.each<[string, Deed]>([
    ['another vendor', says('verified', 'other')],
    ['a session that nobody was sent to', says('verified', 'idv', 'other-session')],
    ['no session', says('verified', 'idv', null)],
  ])('is refused for %s', (_, deed) => {
    sentAnd().when(deed).thenRefused('challenge-unknown');
  });

  it('comes too late with a good word, and never with a bad one', () => {
    sentAnd(later(2 * 3600))
      .when(says('verified'))
      .thenRefused('challenge-expired', { method: 'vendor' });
    sentAnd(later(2 * 3600))
      .when(says('failed'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });

  it('takes back before the execution what it said, which ends the recovery', () => {
    sentAnd(says('verified'))
      .when(says('repudiated'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });
});

describe('when a proof is taken', () => {
  const victor = aPersonActor('person:victor', { roles: ['verifier'] });

  it.each<[string, readonly Past[], boolean, boolean]>([
    ['proofing', ASSESSED, true, true],
    ['approving', PROVED, true, true],
    ['approved', APPROVED, false, true],
    ['executing', EXECUTING, false, false],
    ['granted', GRANTED, false, false],
  ])('%s', (status, past, good, bad) => {
    const tries = (outcome: 'verified' | 'failed', taken: boolean) => {
      const judged = given(...past).when(proves(victor, 'live-video', outcome));
      if (!taken) judged.thenRefused('wrong-status', { status });
      else if (outcome === 'verified') judged.thenHappens({ type: 'ProofRecorded' });
      else judged.thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
    };
    tries('verified', good);
    tries('failed', bad);
  });
});

describe('what follows from a proof', () => {
  const world = worldAfter(waiting([{ method: 'totp' }], { action: 'unlock' }), provingWorld());
  const [answered = proof()] =
    recoveryOf(worldAfter([...waiting([{ method: 'totp' }], { action: 'unlock' }), ...gives('totp')], provingWorld()))
      ?.proofs ?? [];
  const types = (one: Proof, where = world) => proofEvents(situationOf(where), one).map(({ type }) => type);

  it.each<[string, Proof, readonly string[]]>([
    ['enough of it completes the proofing', answered, ['ProofRecorded', 'ProofingCompleted']],
    ['too little does not', proof({ method: 'saved-code', channel: 'paper' }), ['ProofRecorded']],
    ['what came to nothing does not', { ...answered, outcome: 'abandoned' }, ['ProofRecorded']],
    ['a failed one ends it', proof({ outcome: 'failed' }), ['ProofRecorded', 'RecoveryRefused']],
    ['a repudiated one ends it', proof({ outcome: 'repudiated' }), ['ProofRecorded', 'RecoveryRefused']],
  ])('%s', (_, one, expected) => {
    expect(types(one).slice(0, 2)).toEqual(expected);
  });

  it('ends nothing by a bad word once it is granted, and still keeps it', () => {
    const granted = worldAfter(GRANTED);
    expect(types(proof({ outcome: 'failed' }), granted)).toEqual(['ProofRecorded']);
  });
});

describe('the same again', () => {
  const world = worldAfter([...waiting(), ...gives('totp')], provingWorld());
  const again = (over: Partial<Proof>, where = world) => isRepeated(situationOf(where), proof(over));

  it.each<[string, Partial<Proof>, boolean]>([
    ['is the same page, method and outcome', {}, true],
    ['is not another page', { session: 'b'.repeat(64) }, false],
    ['is not another method', { method: 'saved-code' }, false],
    ['is not another outcome', { outcome: 'failed' }, false],
    ['is not another verifier', { verifier: 'person:victor' }, false],
    ['is not one that holds no more', { at: at(2 * DAY) }, false],
  ])('%s', (_, over, repeated) => {
    expect(again(over)).toBe(repeated);
  });
});

describe('a proof of a page', () => {
  const proofing = worldAfter(waiting(), provingWorld());
  const approving = worldAfter(
    [...waiting([{ method: 'totp' }], { action: 'unlock' }), ...gives('totp')],
    provingWorld(),
  );
  const is = (world: World, over: Partial<Proof>) => isPagesProof(situationOf(world), proof(over));

  it('is taken while proofs are missing, from any page', () => {
    expect(is(proofing, {})).toBe(true);
    expect(is(proofing, { session: 'b'.repeat(64) })).toBe(true);
  });

  it('is taken afterwards only from a page that has a part in it, so that no stranger voids a countersignature', () => {
    expect(recoveryOf(approving)?.status).toBe('approving');
    expect(is(approving, { method: 'saved-code' })).toBe(true);
    expect(is(approving, { method: 'saved-code', session: 'b'.repeat(64) })).toBe(false);
    expect(is(approving, {})).toBe(false);
  });

  it('is taken at no other time', () => {
    for (const past of [APPROVED, EXECUTING, GRANTED]) expect(is(worldAfter(past), {})).toBe(false);
  });
});

describe('the page that somebody names', () => {
  const world = worldAfter(
    [...waiting(), asks('totp'), answers(), asks('saved-code', { actor: OTHER_PAGE })],
    provingWorld(),
  );
  const situation = situationOf(world);

  it('is found by its two words, and each page by its own', () => {
    expect(sessionNamed(situation, nameOf(world))).toEqual({ ok: true, value: 'a'.repeat(64) });
    expect(sessionNamed(situation, nameOf(world, OTHER_PAGE))).toEqual({ ok: true, value: 'b'.repeat(64) });
  });

  it('is none where none was named, and refused where no page has those words', () => {
    expect(sessionNamed(situation, undefined)).toEqual({ ok: true, value: null });
    expect(sessionNamed(situation, 'able zebra')).toMatchObject({
      ok: false,
      no: { refusal: { code: 'page-unknown' } },
    });
  });

  it('is kept with the proof of who vouches', () => {
    const vouched = worldAfter([vouches(ACTORS.manager, 'manager-attestation', OTHER_PAGE)], world);
    expect(recoveryOf(vouched)?.proofs.at(-1)).toMatchObject({
      verifier: ACTORS.manager.person,
      session: 'b'.repeat(64),
    });
  });
});
