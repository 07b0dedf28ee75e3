import { AUTHENTICATOR_MIN_AGE, CONTACT_MIN_AGE } from '../proofing/numbers.ts';
import type { Policy } from './policy.ts';

/** How old a contact, and what the owner has enrolled or named, must be to count under this policy; in seconds. */
export const minAgesOf = ({
  contactMinAge,
  authenticatorMinAge,
}: Pick<Policy, 'contactMinAge' | 'authenticatorMinAge'>) => ({
  contact: contactMinAge ?? CONTACT_MIN_AGE,
  authenticator: authenticatorMinAge ?? AUTHENTICATOR_MIN_AGE,
});
