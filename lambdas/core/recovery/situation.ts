import type { Relation } from '../approvals/countersignature.ts';
import { conflictingPart, type Part } from '../approvals/separation.ts';
import type { AccountProfile } from './account.ts';
import type { Actor, PersonActor, Role } from './commands.ts';
import { type DecisionContext, refuse } from './decision.ts';
import type { PersonId } from './person.ts';
import type { Recovery, StreamState } from './state.ts';

/** A command about a recovery that is under way, with what it meets. */
export interface Situation {
  readonly state: StreamState;
  readonly recovery: Recovery;
  readonly context: DecisionContext;
  readonly actor: Actor;
  readonly commandId: string;
}

export type Refused = ReturnType<typeof refuse>;
export type Humans = { readonly ok: true; readonly actor: PersonActor } | { readonly ok: false; readonly no: Refused };

/** The actor as a human who may take this part in the recovery: not a machine (rule 5), in no other part (rule 1). */
export function humanAs(part: Part, { actor, recovery }: Pick<Situation, 'actor' | 'recovery'>): Humans {
  if (actor.by !== 'person' || actor.nature === 'machine') return { ok: false, no: refuse('machine-cannot-decide') };
  const conflict = [actor.person, ...actor.aliases]
    .map((person) => conflictingPart(recovery, person, part))
    .find(Boolean);
  return conflict === undefined
    ? { ok: true, actor }
    : { ok: false, no: refuse('conflicting-part', { holds: conflict, wants: part }) };
}

export const hasRole = (actor: Actor, role: Role): boolean => actor.by === 'person' && actor.roles.includes(role);

/** How a person is related to an account, by the registry. */
export function relationsOf(profile: AccountProfile, person: PersonId): readonly Relation[] {
  const related: Record<Relation, boolean> = {
    owner: profile.owner === person,
    manager: profile.manager === person,
    custodian: profile.custodians.includes(person),
  };
  return (Object.keys(related) as Relation[]).filter((relation) => related[relation]);
}
