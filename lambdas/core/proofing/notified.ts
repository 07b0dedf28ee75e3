import { type AccountProfile, type Assurance, assuranceOf } from '../registry/account.ts';
import { type Contact, type ContactKind, isSameReach } from '../registry/contact.ts';

/** What there is to tell of. */
export type Occasion =
  /** What a recovery begins with or comes to: the level that it recovers at, and the contacts that it has used. */
  | { readonly of: 'recovery'; readonly level: Assurance; readonly used: readonly string[] }
  /** A step on its way, which is over long before a letter could arrive. */
  | { readonly of: 'step' }
  /** Other contacts than before. */
  | { readonly of: 'contacts' }
  /** Anything else about the account: what was enrolled, removed or registered. */
  | { readonly of: 'account' };

/**
 * The level that an account is recovered at: that of its authenticators, and the highest where its tier says that as much hangs on it
 * (SP 800-63B-4 section 4.2.2).
 */
export const recoveredAt = (profile: Pick<AccountProfile, 'assurance' | 'tier'>): Assurance =>
  profile.tier === 'standard' ? assuranceOf(profile) : 3;

/**
 * The contacts that are told: every one that no letter goes to, and by post as well where SP 800-63B-4 section 4.6 asks for it, and where
 * contacts have changed, since one that somebody took away may be the only one that its owner still reads. One of a kind that nothing can be
 * brought to, which is none of `ways`, keeps no letter from going.
 */
export function contactsToTell(
  contacts: readonly Contact[],
  occasion: Occasion,
  ways: readonly ContactKind[],
): readonly Contact[] {
  const others = contacts.filter(({ kind }) => kind !== 'postal');
  const reached = others.filter(({ kind }) => ways.includes(kind));
  return isPosted(reached, occasion) ? contacts : others;
}

/**
 * By post where there is no other contact, where an account is recovered at AAL3, and where the recovery's codes went to the only other
 * contact; to all others, if it has more than one.
 */
function isPosted(others: readonly Contact[], occasion: Occasion): boolean {
  if (occasion.of === 'step') return false;
  if (others.length === 0 || occasion.of === 'contacts') return true;
  if (occasion.of === 'account') return false;
  const used = others.filter(({ id }) => occasion.used.includes(id));
  return occasion.level === 3 || others.every((other) => used.some((one) => isSameReach(one, other)));
}
