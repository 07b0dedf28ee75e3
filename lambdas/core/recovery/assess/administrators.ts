import type { AccountProfile } from '../../registry/account.ts';
import { holdsPart, type Person, type PersonId } from '../../registry/person.ts';
import type { Actor } from '../state/commands.ts';
import { type DecisionContext, refuse } from '../state/decision.ts';
import { partMissing, type Refused, whyTooWeak } from '../state/situation.ts';

/**
 * The reason why the actor is no administrator, or undefined. An administrator is a registered human whose current record and token both
 * say `admin`, signed in with two factors, or more if the account is used with more. A token alone gives nobody a part (rule 6).
 */
export function whyNotAdministrator(
  actor: Actor,
  { registry }: Pick<DecisionContext, 'registry'>,
  profile: AccountProfile | null = null,
): Refused | undefined {
  if (actor.by !== 'person' || !actor.roles.includes('admin')) return partMissing(actor, 'admin');
  if (actor.nature === 'machine') return refuse('machine-cannot-decide');
  if (!isAdministrator(recordOf(actor.person, registry.people))) return partMissing(actor, 'admin');
  return whyTooWeak(actor, profile);
}

/** Today's record of a person; undefined for nobody. */
export const recordOf = (id: PersonId, people: readonly Person[]): Person | undefined =>
  people.find(({ person }) => person === id);

/** Whether a person's record says that they are an administrator. */
export const isOne =
  ({ registry: { people } }: DecisionContext) =>
  (id: PersonId): boolean =>
    isAdministrator(recordOf(id, people));

const isAdministrator = (record: Person | undefined): boolean =>
  record !== undefined && record.nature === 'human' && holdsPart(record, 'admin');
