import { ageOf, type Instant } from '../instant.ts';

/** How a registered contact is reached. */
export const CONTACT_KINDS = ['email', 'sms', 'voice'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** Where the owner of an account can be reached, by the directory and by nobody else (rule 8). */
export interface Contact {
  readonly id: string;
  readonly kind: ContactKind;
  /** A mail address, or a telephone number as in E.164. Never shown whole but to a verifier who calls it. */
  readonly address: string;
  /** Since when the directory has had it as it is; a changed address begins anew. */
  readonly since: Instant;
}

/** Contacts that an account may have; NIST SP 800-63B-4 section 4.6 asks for at least two. */
export const MOST_CONTACTS = 10;

/** Whether these can be the contacts of one account: few, each with its own name, and a mail address only where mail is sent. */
export const areSound = (contacts: readonly Contact[]): boolean =>
  contacts.length <= MOST_CONTACTS &&
  new Set(contacts.map(({ id }) => id)).size === contacts.length &&
  contacts.every(({ kind, address }) => address.includes('@') === (kind === 'email'));

/** Whether a contact is old enough to prove anything, exactly at `minAge` seconds and after. */
export const isSettled = ({ since }: { readonly since: Instant }, now: Instant, minAge: number): boolean =>
  ageOf(since, now) >= minAge;

/** The way a request came in, in the words for the ways that proofs come: somebody who phones has a voice line. */
export const wayOf = (channel: string): string => WAYS[channel] ?? channel;

const WAYS: Readonly<Partial<Record<string, string>>> = {
  ...{ phone: 'voice', telephone: 'voice', call: 'voice', mail: 'email', 'e-mail': 'email', text: 'sms' },
};

/** Two entries for one mailbox, or for one telephone that is called and texted, are no two contacts. */
export const isSameReach = (one: Contact, other: Contact): boolean =>
  one.id === other.id || spelled(one.address) === spelled(other.address);

const spelled = (address: string): string => address.toLowerCase().replace(/[\s().-]/g, '');

/** Enough of an address to be recognized by whoever knows it, and no more: `j***@e***.com`, `***42`. */
export function masked({ kind, address }: Pick<Contact, 'kind' | 'address'>): string {
  if (kind !== 'email') return `***${address.slice(-2)}`;
  const at = address.lastIndexOf('@');
  const ending = address.slice(address.lastIndexOf('.'));
  return `${address.charAt(0)}***@${address.charAt(at + 1)}***${ending}`;
}
