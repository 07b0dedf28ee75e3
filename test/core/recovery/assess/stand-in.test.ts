import { describe, expect, it } from '@jest/globals';
import { lentTo, wasLent } from '../../../../lambdas/core/recovery/assess/stand-in.ts';
import { wasApproved } from '../../../../lambdas/core/recovery/assess/standing.ts';
import { conflictingPart } from '../../../../lambdas/core/recovery/state/situation.ts';
import { plusSeconds } from '../../../../lambdas/core/values/instant.ts';
import { ASSESSED, executes, PROVED, proves, shownDigest } from '../../../support/deeds.ts';
import { asVerifier, DELEGATE, HELD, LENDER, LENT, lending, order, standsIn } from '../../../support/delegation.ts';
import { ACTORS, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { type Deed, decisionOn, later, type Past, recoveryOf, worldAfter } from '../../../support/specification.ts';

/** Whoever stands in for somebody, and how long that counts (ADR 51). */

describe('whoever stands in', () => {
  it.each<[string, readonly Past[], Deed, string | string[]]>([
    ['countersigns in the place of an approver', LENT, standsIn(), ['PlanCountersigned', 'ApprovalCompleted']],
    ['and not without a delegation', PROVED, standsIn(), 'delegation-unknown'],
    ['and not for somebody else', LENT, standsIn(DELEGATE, PEOPLE.manager), 'delegation-unknown'],
    ['and not when it was given to another', LENT, standsIn(ACTORS.reviewer), 'delegation-unknown'],
    [
      'and not by a chain: what was lent to the lender is not theirs',
      LENT,
      standsIn(ACTORS.manager, DELEGATE.person),
      'delegation-unknown',
    ],
    ['and not once it was taken back', [...PROVED, lending({ isKept: false })], standsIn(), 'delegation-unknown'],
    [
      'and not when its signature does not hold',
      [...PROVED, lending({ flaw: 'wrong-credential' })],
      standsIn(),
      'statement-invalid',
    ],
    [
      'and not after its end',
      [
        ...PROVED,
        lending({ given: { ...order({ until: plusSeconds(NOW, 60) }), id: 'one', at: NOW, seq: 7 } }),
        later(60),
      ],
      standsIn(),
      'delegation-unknown',
    ],
    [
      'and not once the lender has lost the part',
      [...PROVED, lending({}, { parts: [] })],
      standsIn(),
      'not-an-approver',
    ],
    [
      'and not once the lender cannot sign in',
      [...PROVED, lending({}, { subjects: [] })],
      standsIn(),
      'delegation-unknown',
    ],
    ['and not for whoever has verified', [...ASSESSED, proves(asVerifier), lending()], standsIn(), 'conflicting-part'],
    ['and not having verified themselves', LENT, standsIn(ACTORS.verifier), 'conflicting-part'],
    ['and not for the requester', LENT, standsIn(DELEGATE, PEOPLE.jane), 'delegation-unknown'],
    ['and not as the requester', LENT, standsIn(ACTORS.jane), 'conflicting-part'],
    [
      'says no in the place of an approver',
      LENT,
      { actor: DELEGATE, command: { type: 'RejectPlan', reason: 'no', for: LENDER.person } },
      ['RecoveryRejected'],
    ],
    [
      'says no, and not without a delegation',
      PROVED,
      { actor: DELEGATE, command: { type: 'RejectPlan', reason: 'no', for: LENDER.person } },
      'delegation-unknown',
    ],
  ])('%s', (_, past, deed, answer) => {
    const decision = decisionOn(worldAfter(past), deed);
    expect(decision.accepted ? decision.events.map(({ type }) => type) : decision.refusal.code).toEqual(answer);
  });

  it('keeps the lender from every other part, as if they had countersigned', () => {
    const recovery = recoveryOf(worldAfter([...LENT, standsIn()]));
    if (recovery === undefined) throw new Error('it has ended');
    expect(conflictingPart(recovery, LENDER, 'reviewer')).toBe('approver');
    expect(conflictingPart(recovery, DELEGATE, 'reviewer')).toBe('approver');
  });

  it('ends the recovery under both names', () => {
    const decision = decisionOn(worldAfter(LENT), {
      actor: DELEGATE,
      command: { type: 'RejectPlan', reason: 'no', for: LENDER.person },
    });
    expect(decision).toMatchObject({ events: [{ by: DELEGATE.person, for: LENDER.person }] });
  });
});

describe('at the execution', () => {
  const executedAfter = (...past: readonly Past[]) => {
    const decision = decisionOn(worldAfter([...LENT, standsIn(), ...past]), executes());
    return decision.accepted ? decision.events.map(({ type }) => type) : decision.refusal.code;
  };

  it('a delegation that still counts carries it', () => {
    expect(executedAfter()).toEqual(['ExecutionStarted']);
  });

  it.each<[string, Past]>([
    ['was taken back', lending({ isKept: false })],
    ['ended', lending({ given: { ...order({ until: NOW }), id: 'one', at: NOW, seq: 7 } })],
    ['was replaced by another', lending({ given: { ...order(), id: 'two', at: NOW, seq: 8 } })],
    ['lost its lender’s part', lending({}, { parts: [] })],
    ['was never signed', lending({ flaw: 'missing' })],
  ])('a delegation that %s carries it no more', (_, past) => {
    expect(executedAfter(past)[0]).toBe('PlanVoided');
  });

  it('goes on, where it began while the delegation counted, and not with one that nobody signed', () => {
    const world = worldAfter([...LENT, standsIn(), executes()]);
    const recovery = recoveryOf(world);
    if (recovery === undefined) throw new Error('it has ended');
    const signed = recovery.countersignatures.map((one) => ({ ...one, signedIn: 4 }));
    const plan = recovery.plan && { ...recovery.plan, statements: true };
    const proofs = recovery.proofs.map((one) => ({ ...one, signedIn: 3 }));
    const asked = { ...recovery, proofs, countersignatures: signed, plan };
    const digestNow = shownDigest({ ...world, state: { ...world.state, recoveries: { [recovery.id]: asked } } });
    const ready = { ...asked, countersignatures: signed.map((one) => ({ ...one, digest: digestNow })) };
    const seen = proofs.map(({ verifier }) => ({ person: verifier ?? '', seq: 3, flaw: null }));
    const statements = [...seen, { person: DELEGATE.person, seq: 4, flaw: null }];
    const facts = { policy: world.context.policy, statements, delegations: [HELD] };
    const { current } = world.state.profile;
    expect(wasApproved(ready, current, { ...facts, delegations: [{ ...HELD, isKept: false }] })).toBe(true);
    expect(wasApproved(ready, current, { ...facts, delegations: [{ ...HELD, flaw: 'missing' }] })).toBe(false);
    expect(wasApproved(ready, current, { ...facts, delegations: [] })).toBe(false);
  });
});

it('what was lent is narrowed to what its giver holds now', () => {
  const { state, context } = worldAfter(LENT);
  const [recovery, profile] = [recoveryOf(worldAfter(LENT)), state.profile.current];
  if (recovery === undefined || profile === null) throw new Error('it has ended');
  const about = { recovery, profile, context };
  expect(lentTo(DELEGATE.person, LENDER.person, about)).toMatchObject({
    value: { groups: ['identity'], relations: [], for: { person: LENDER.person, delegation: 7 } },
  });
  const emergency = { ...recovery, emergency: { incident: 'INC-1', by: PEOPLE.reviewer } };
  expect(lentTo(DELEGATE.person, LENDER.person, { ...about, recovery: emergency })).toMatchObject({
    no: { refusal: { code: 'roster-not-lent' } },
  });
});

it('a countersignature that claims more than was lent was not lent', () => {
  const one = {
    ...{ approver: DELEGATE.person, groups: ['identity'], relations: [], digest: 'd', at: NOW },
    for: { person: LENDER.person, delegation: 7 },
  };
  expect(wasLent(one, [HELD])).toBe(true);
  expect(wasLent({ ...one, groups: ['identity', 'security'] }, [HELD])).toBe(false);
  expect(wasLent({ ...one, at: plusSeconds(order().until, 0) }, [HELD])).toBe(false);
  expect(wasLent({ ...one, for: { person: LENDER.person, delegation: 8 } }, [HELD])).toBe(false);
});
