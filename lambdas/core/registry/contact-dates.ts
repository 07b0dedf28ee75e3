import type { Instant } from '../values/instant.ts';
import { type Contact, isSpelledAlike } from './contact.ts';

/**
 * The contacts of a record that is confirmed at this moment, each with the date from which it counts (rule 8). A first record has the dates
 * that its two administrators read in the directory: nothing has relied on those contacts yet, and nothing tells that they are new.
 *
 * INVARIANT: in every later record a contact that was not there before, under this name, of this kind and with this address, is no older
 * than the confirmation, whatever was typed; and one that was there keeps its date.
 */
export function datedContacts(
  before: readonly Contact[] | undefined,
  confirmed: readonly Contact[],
  at: Instant,
): readonly Contact[] {
  if (before === undefined) return confirmed;
  return confirmed.map((contact) => {
    const known = before.find((one) => isUnchanged(one, contact));
    return { ...contact, since: known?.since ?? later(contact.since, at) };
  });
}

/**
 * What is like enough to be no second contact may still be another mailbox, as `jane+x@` is where `+` means nothing: here another tag is
 * another address.
 */
const isUnchanged = (one: Contact, other: Contact): boolean =>
  one.id === other.id && one.kind === other.kind && isSpelledAlike(one, other);

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);
