import type { SignedStatement } from '../../lambdas/core/approvals/statement.ts';
import { evolve } from '../../lambdas/core/recovery/evolve/evolve.ts';
import type { PersonActor } from '../../lambdas/core/recovery/state/commands.ts';
import type { DelegationEvent, HeldDelegation } from '../../lambdas/core/recovery/state/delegations.ts';
import { INITIAL, type StreamState } from '../../lambdas/core/recovery/state/state.ts';
import type { DelegationOrder } from '../../lambdas/core/registry/delegation.ts';
import type { Person } from '../../lambdas/core/registry/person.ts';
import { plusSeconds } from '../../lambdas/core/values/instant.ts';
import { PROVED, shownDigest } from './deeds.ts';
import { ACTORS, anOrigin, aPerson, NOW, subjectOf } from './fixtures.ts';
import type { Deed, Past, World } from './specification.ts';

/** Two approvers, of whom the first lends their right to the second. */

export const LENDER = ACTORS.identityApprover;
export const DELEGATE = ACTORS.securityApprover;
const HOUR = 3600;
export const SIGNED: SignedStatement = {
  statement: { kind: 'delegate', stream: LENDER.person, recovery: null, digest: 'd', person: LENDER.person, at: NOW },
  assertion: { id: 'i', clientDataJSON: 'c', authenticatorData: 'a', signature: 's' },
};
export const record = (actor: PersonActor, over: Partial<Person> = {}): Person =>
  aPerson({
    ...{ person: actor.person, subjects: [subjectOf(`sub-${actor.person}`)] },
    parts: [...actor.roles, ...actor.groups.map((group) => `approver:${group}` as const)],
    ...over,
  });
export const order = (over: Partial<DelegationOrder> = {}): DelegationOrder => ({
  ...{ to: DELEGATE.person, groups: ['identity'], until: plusSeconds(NOW, 24 * HOUR), reason: 'on leave' },
  ...over,
});
export const OF_LENDER: StreamState = { ...INITIAL, person: { current: record(LENDER), proposal: null } };

export const afterwards = (state: StreamState, event: DelegationEvent, { at = NOW, seq = 7 } = {}): StreamState =>
  evolve(state, event, { seq, at, recovery: null, origin: anOrigin(), actor: LENDER, command: { type: 'test' } });
export const given = (id: string, over: Partial<DelegationOrder> = {}): DelegationEvent => ({
  ...{ type: 'DelegationGiven', delegation: { ...order(over), id, at: NOW }, signed: SIGNED },
});

export const HELD: HeldDelegation = {
  from: LENDER.person,
  given: { ...order(), id: 'one', at: NOW, seq: 7 },
  isKept: true,
  flaw: null,
};

/** What the registry says: the lender with this record, and these delegations. */
export const lending =
  (held: Partial<HeldDelegation> = {}, lender: Partial<Person> = {}): Past =>
  (world: World): World => ({
    ...world,
    context: {
      ...world.context,
      registry: { ...world.context.registry, people: [record(LENDER, lender)], delegations: [{ ...HELD, ...held }] },
    },
  });
export const standsIn = (actor: PersonActor = DELEGATE, person: string = LENDER.person): Deed => ({
  ...{ actor, command: (world) => ({ type: 'CountersignPlan', digest: shownDigest(world), for: person }) },
});
export const LENT = [...PROVED, lending()];
export const asVerifier = { ...LENDER, roles: ['verifier'] } as const;
