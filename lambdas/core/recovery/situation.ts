import type { Actor, PersonActor, Role } from './commands.ts';
import { type DecisionContext, refuse } from './decision.ts';
import { conflictingPart, type Part } from './separation.ts';
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
  const conflict = conflictingPart(recovery, actor, part);
  return conflict === undefined
    ? { ok: true, actor }
    : { ok: false, no: refuse('conflicting-part', { holds: conflict, wants: part }) };
}

/** The recovery is not where this would make sense. */
export const wrongStatus = ({ recovery }: Pick<Situation, 'recovery'>): Refused =>
  refuse('wrong-status', { status: recovery.status });

export const hasRole = (actor: Actor, role: Role): boolean => actor.by === 'person' && actor.roles.includes(role);
