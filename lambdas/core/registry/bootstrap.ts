import { holdsPart, identitiesOf, isPersonId, type Person } from './person.ts';

/** The stream of the bootstrap event, which names the first two administrators, once. */
export const BOOTSTRAP_STREAM = 'registry:bootstrap';

/** Complete records of the first two administrators. */
export type Administrators = readonly [Person, Person];

/**
 * The reason why two records cannot begin a registry, or undefined. INVARIANT: they are two humans, each with their own subject to sign in
 * with, and share no identity: otherwise one person would be both halves of dual control (rule 6).
 */
export function flawOfAdministrators([one, other]: Administrators): string | undefined {
  for (const each of [one, other]) {
    if (!isPersonId(each.person)) return 'an administrator has no person id';
    if (each.nature !== 'human') return 'an administrator is a human';
    if (!holdsPart(each, 'admin')) return 'an administrator holds the part admin';
    if (each.subjects.length === 0) return 'an administrator has a subject to sign in with';
  }
  if (one.person === other.person) return 'the two are one person';
  const shared = identitiesOf(one).some((identity) => identitiesOf(other).includes(identity));
  return shared ? 'the two share an identity' : undefined;
}
