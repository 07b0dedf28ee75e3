import { type AccountProfile, relatedPeople } from './account.ts';
import type { Person, PersonId } from './person.ts';

/** Whether somebody can give their word or a countersignature at all: a human with a sign-in, which two administrators take from whoever has left. */
export const canAnswer = ({ nature, subjects }: Pick<Person, 'nature' | 'subjects'>): boolean =>
  nature === 'human' && subjects.length > 0;

/** The people who answer for an account, each once. */
export const answerersOf = (profile: AccountProfile): readonly PersonId[] =>
  relatedPeople(profile, ['manager', 'custodian']);

/** The record with only those managers and custodians whom these records show as people who can answer. */
export function withAnswerers(profile: AccountProfile, records: readonly Person[]): AccountProfile {
  const isThere = (person: PersonId): boolean => records.some((one) => one.person === person && canAnswer(one));
  const { manager, custodians } = profile;
  return {
    ...profile,
    manager: manager !== null && isThere(manager) ? manager : null,
    custodians: custodians.filter(isThere),
  };
}
