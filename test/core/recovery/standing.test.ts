import { describe, expect, it } from '@jest/globals';
import { standingOf } from '../../../lambdas/core/recovery/standing.ts';
import { derivedPerson, type Person } from '../../../lambdas/core/registry/person.ts';
import { APPROVED, executes } from '../../support/deeds.ts';
import { aContext, aProfile, PEOPLE, registryFacts, STAFF, subjectOf } from '../../support/fixtures.ts';
import { given, recoveryOf, registeredAs, type World, worldAfter } from '../../support/specification.ts';

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
