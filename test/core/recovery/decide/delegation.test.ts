import { describe, expect, it } from '@jest/globals';
import type { SignedStatement } from '../../../../lambdas/core/approvals/statement.ts';
import { UNCOMMITTED } from '../../../../lambdas/core/approvals/statement.ts';
import { decideDelegation } from '../../../../lambdas/core/recovery/decide/delegation.ts';
import type { PersonActor } from '../../../../lambdas/core/recovery/state/commands.ts';
import type { RegistryFacts } from '../../../../lambdas/core/recovery/state/decision.ts';
import type { DelegationCommand } from '../../../../lambdas/core/recovery/state/delegations.ts';
import type { StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { type DelegationOrder, LONGEST_DELEGATION } from '../../../../lambdas/core/registry/delegation.ts';
import { derivedPerson, type Person } from '../../../../lambdas/core/registry/person.ts';
import { plusSeconds } from '../../../../lambdas/core/values/instant.ts';
import { afterwards, DELEGATE, given, LENDER, OF_LENDER, order, record, SIGNED } from '../../../support/delegation.ts';
import { ACTORS, aContext, anEnvelope, NOW, registryFacts, subjectOf } from '../../../support/fixtures.ts';

/** Who lends their right to approve to whom, and who takes it back (ADR 51). */

function gives(
  command: DelegationCommand,
  { actor = LENDER, state = OF_LENDER, stream = LENDER.person, flaw = null, people = [record(DELEGATE)] }: Giving = {},
) {
  const registry: RegistryFacts = {
    ...registryFacts(),
    people: [record(LENDER), ...people],
    statements: [{ person: actor.person, seq: UNCOMMITTED, flaw }],
  };
  const decision = decideDelegation(
    state,
    { ...anEnvelope(command, { actor, stream, recovery: null }), command },
    { ...aContext(), registry },
  );
  return decision.accepted ? decision.events.map(({ type }) => type) : decision.refusal.code;
}
interface Giving {
  readonly actor?: PersonActor;
  readonly state?: StreamState;
  readonly stream?: string;
  readonly flaw?: string | null;
  readonly people?: readonly Person[];
}

const delegates = (
  over: Partial<DelegationOrder> = {},
  signed: SignedStatement | undefined = SIGNED,
): DelegationCommand => ({
  ...{ type: 'Delegate', order: order(over), signed },
});

describe('somebody delegates', () => {
  it.each<[string, DelegationCommand, Giving, string | string[]]>([
    ['their group, signed', delegates(), {}, ['DelegationGiven']],
    ['what they approve as a manager, without any group', delegates({ groups: [] }), {}, ['DelegationGiven']],
    ['for thirty days', delegates({ until: plusSeconds(NOW, LONGEST_DELEGATION) }), {}, ['DelegationGiven']],
    ['for longer', delegates({ until: plusSeconds(NOW, LONGEST_DELEGATION + 1) }), {}, 'delegation-too-long'],
    ['until now', delegates({ until: NOW }), {}, 'delegation-too-long'],
    ['a group that they do not hold', delegates({ groups: ['security'] }), {}, 'role-missing'],
    ['the emergency roster', delegates({ groups: ['emergency'] }), {}, 'roster-not-lent'],
    ['to themselves', delegates({ to: LENDER.person }), {}, 'delegate-self'],
    [
      'to an identity that they had before they were registered',
      delegates({ to: derivedPerson(subjectOf('old')) }),
      { actor: { ...LENDER, aliases: [derivedPerson(subjectOf('old'))] } },
      'delegate-self',
    ],
    ['to nobody who is registered', delegates({ to: 'person:nobody' }), {}, 'person-unknown'],
    ['to somebody who cannot sign in', delegates(), { people: [record(DELEGATE, { subjects: [] })] }, 'person-unknown'],
    ['to a machine', delegates(), { people: [record(DELEGATE, { nature: 'machine' })] }, 'machine-cannot-decide'],
    ['what is another person’s', delegates(), { actor: DELEGATE }, 'person-unknown'],
    ['as a machine', delegates(), { actor: { ...LENDER, nature: 'machine' } }, 'machine-cannot-decide'],
    ['with one factor', delegates(), { actor: { ...LENDER, assurance: 1 } }, 'assurance-too-low'],
    ['from a session, without signing', { type: 'Delegate', order: order() }, {}, 'statement-missing'],
    ['with a statement that is not theirs', delegates(), { flaw: 'wrong-credential' }, 'statement-invalid'],
  ])('%s', (_, command, giving, answer) => {
    expect(gives(command, giving)).toEqual(answer);
  });

  it('to eight people at once, and to no ninth', () => {
    const eight = Array.from({ length: 8 }, (_, index) => given(`d${index}`, { to: `person:p${index}` }));
    const full = eight.reduce((state, event) => afterwards(state, event), OF_LENDER);
    expect(gives(delegates(), { state: full })).toBe('too-many-delegations');
    expect(
      gives(delegates({ to: 'person:p0' }), { state: full, people: [record(DELEGATE, { person: 'person:p0' })] }),
    ).toEqual(['DelegationGiven']);
  });

  it('again to the same person, which takes the place of the first', () => {
    const twice = afterwards(afterwards(OF_LENDER, given('one')), given('two', { groups: [] }), { seq: 8 });
    expect(twice.delegations.map(({ id, seq }) => [id, seq])).toEqual([['two', 8]]);
  });
});

describe('a delegation is taken back', () => {
  const state = afterwards(OF_LENDER, given('one'));
  const withdraws: DelegationCommand = { type: 'WithdrawDelegation', delegation: 'one' };

  it.each<[string, PersonActor, string | string[]]>([
    ['by whoever gave it', LENDER, ['DelegationWithdrawn']],
    ['by whoever stands in', DELEGATE, ['DelegationWithdrawn']],
    ['by people on duty', { ...ACTORS.reviewer, roles: ['on-duty'] }, ['DelegationWithdrawn']],
    ['by nobody else', ACTORS.reviewer, 'role-missing'],
  ])('%s', (_, actor, answer) => {
    expect(gives(withdraws, { state, actor })).toEqual(answer);
  });

  it('once', () => {
    const withdrawn = afterwards(state, { type: 'DelegationWithdrawn', delegation: 'one', by: LENDER.person });
    expect(withdrawn.delegations).toEqual([]);
    expect(gives(withdraws, { state: withdrawn })).toBe('delegation-unknown');
  });
});
