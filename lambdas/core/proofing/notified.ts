import { type AccountProfile, type Assurance, assuranceOf } from '../registry/account.ts';
import { type Contact, type ContactKind, isSameReach } from '../registry/contact.ts';

/** The subject of a notice. */
export type Occasion =
  /** The beginning or end of a recovery: its assurance level, and the contacts that it used. */
  | { readonly of: 'recovery'; readonly level: Assurance; readonly used: readonly string[] }
  /** An intermediate step, which is over long before a letter could arrive. */
  | { readonly of: 'step' }
  /** A change of the contacts. */
  | { readonly of: 'contacts' }
  /** Another change of the account: something was enrolled, removed or registered. */
  | { readonly of: 'account' };

/**
 * The assurance level of a recovery: that of the account's authenticators, or the highest for an account above `standard` (SP 800-63B-4
 * section 4.2.2).
 */
export const recoveredAt = (profile: Pick<AccountProfile, 'assurance' | 'tier'>): Assurance =>
  profile.tier === 'standard' ? assuranceOf(profile) : 3;

/**
 * The contacts to notify: all but postal ones. Postal ones too where SP 800-63B-4 section 4.6 demands it, and after a change of contacts: a
 * removed contact may have been the only one that the owner still reads. A contact whose kind is not in `ways` cannot be reached, so it
 * does not replace a letter.
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
 * Letters are sent when no other contact can be reached, after a change of contacts, when an account is recovered at AAL3, and when the
 * recovery's codes went to the only other contact.
 */
function isPosted(others: readonly Contact[], occasion: Occasion): boolean {
  if (occasion.of === 'step') return false;
  if (others.length === 0 || occasion.of === 'contacts') return true;
  if (occasion.of === 'account') return false;
  const used = others.filter(({ id }) => occasion.used.includes(id));
  return occasion.level === 3 || others.every((other) => used.some((one) => isSameReach(one, other)));
}
