import { describe, expect, it } from '@jest/globals';
import { standingOf, wasApproved } from '../../../../lambdas/core/recovery/assess/standing.ts';
import { planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import { derivedPerson, type Person } from '../../../../lambdas/core/registry/person.ts';
import { APPROVED, countersigns, executes, PROVED, proves } from '../../../support/deeds.ts';
import { ACTORS, aContext, aProfile, PEOPLE, registryFacts, STAFF, subjectOf } from '../../../support/fixtures.ts';
import { given, recoveryOf, registeredAs, type World, worldAfter } from '../../../support/specification.ts';

/** The record of one person is another one now. */
const becomes =
  (id: string, over: Partial<Person>) =>
  (world: World): World => {
    const people = STAFF.map((one) => (one.person === id ? { ...one, ...over } : one));
    return { ...world, context: { ...world.context, registry: { ...registryFacts(), people } } };
  };

const APPROVER = PEOPLE.identityApprover;

describe('whoever confirmed or countersigned is looked at again at execution (rule 2, rule 6)', () => {
  it('and the plan is executed while both hold their parts', () => {
    given(...APPROVED)
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted' });
  });

  it.each([
    ['has left the group', { parts: [] }],
    ['is in another group', { parts: ['approver:security'] }],
    ['can sign in no more', { subjects: [] }],
    ['is a machine', { nature: 'machine' }],
  ] as const)('a countersignature counts no more when the approver %s: the plan waits for another', (_, over) => {
    const past = [...APPROVED, becomes(APPROVER, over)];
    given(...past)
      .when(executes())
      .thenHappens({ type: 'PlanVoided' }, { type: 'RecoveryAssessed' }, { type: 'ProofingCompleted' });
    expect(recoveryOf(worldAfter([...past, executes()]))?.status).toBe('approving');
  });

  it.each([
    ['holds the part no more', { parts: ['reviewer'] }],
    ['can sign in no more', { subjects: [] }],
    ['is a machine', { nature: 'machine' }],
  ] as const)('a proof counts no more when the verifier %s: the plan waits for another', (_, over) => {
    const past = [...APPROVED, becomes(PEOPLE.verifier, over)];
    given(...past)
      .when(executes())
      .thenHappens({ type: 'PlanVoided' }, { type: 'RecoveryAssessed' });
    expect(recoveryOf(worldAfter([...past, executes()]))?.status).toBe('proofing');
  });

  it('an approver who becomes the manager since has not decided as the manager, and a manager who is none any more counts as none', () => {
    const world = worldAfter([...APPROVED]);
    const recovery = recoveryOf(world) as NonNullable<ReturnType<typeof recoveryOf>>;
    const relationsAs = (then: readonly ('manager' | 'owner')[], manager: string | null) => {
      const countersignatures = recovery.countersignatures.map((one) => ({ ...one, relations: then }));
      const { state } = registeredAs(aProfile({ manager }))(world);
      const { context } = becomes(APPROVER, {})(world);
      return standingOf({ ...recovery, countersignatures }, state, context).countersignatures.map(
        ({ relations }) => relations,
      );
    };
    expect(relationsAs(['manager'], APPROVER)).toEqual([['manager']]);
    expect(relationsAs([], APPROVER)).toEqual([[]]);
    expect(relationsAs(['manager'], PEOPLE.jane)).toEqual([[]]);
  });

  it('a countersignature counts no more when the approver turns out to have asked', () => {
    const world = worldAfter([...APPROVED]);
    const recovery = recoveryOf(world);
    const asked = derivedPerson(subjectOf('sub-identityApprover'));
    const { countersignatures } = standingOf(
      { ...(recovery as NonNullable<typeof recovery>), requester: asked },
      world.state,
      aContext(),
    );
    expect(countersignatures).toEqual([]);
  });

  it('nothing counts of a person whose record was not read', () => {
    const world = worldAfter([...APPROVED, registeredAs(aProfile())]);
    const context = aContext({ registry: { ...registryFacts(), people: [] } });
    const recovery = recoveryOf(world) as NonNullable<ReturnType<typeof recoveryOf>>;
    expect(standingOf(recovery, world.state, context)).toEqual({ proofs: [], countersignatures: [] });
  });
});

describe('an execution that is under way (rule 2, rule 9)', () => {
  /** Seen by two verifiers, and executed; of each sighting whether it is signed, and how many the plan asks for. */
  function isApproved({
    signed,
    sightings,
  }: {
    readonly signed: readonly boolean[];
    readonly sightings: 1 | 2;
  }): boolean {
    const world = worldAfter([...PROVED, proves(ACTORS.secondVerifier), countersigns(), executes()]);
    const recovery = recoveryOf(world);
    if (recovery?.plan == null) throw new Error('it has ended');
    const plan = { ...recovery.plan, statements: true, sightings };
    const proofs = recovery.proofs.map((one, index) =>
      signed[index] === true ? { ...one, signedIn: 3 + index } : one,
    );
    const digest = planDigest(recovery.id, plan, proofs);
    const countersignatures = recovery.countersignatures.map((one) => ({ ...one, digest, signedIn: 9 }));
    const said = proofs.map(({ verifier }, index) => ({ person: verifier ?? '', seq: 3 + index, flaw: null }));
    const statements = [...said, { person: PEOPLE.identityApprover, seq: 9, flaw: null }];
    const facts = { policy: world.context.policy, statements, delegations: [] };
    return wasApproved({ ...recovery, plan, proofs, countersignatures }, world.state.profile.current, facts);
  }

  it.each<[string, readonly boolean[], 1 | 2, boolean]>([
    ['both signed, where two are needed', [true, true], 2, true],
    ['one signed, where one is needed: the other spoils nothing', [true, false], 1, true],
    ['one signed, where two are needed', [true, false], 2, false],
    ['none signed', [false, false], 1, false],
  ])('goes on only with sightings that prove it, as when it began: %s', (_, signed, sightings, isApproving) => {
    expect(isApproved({ signed, sightings })).toBe(isApproving);
  });
});
