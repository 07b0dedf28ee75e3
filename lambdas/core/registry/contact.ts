import { ageOf, type Instant } from '../values/instant.ts';
import { normalAddress } from './person.ts';

/** Kinds of contacts that codes go to, each by a method of its own. */
export const CODE_KINDS = ['email', 'sms', 'voice'] as const;

/** How a registered contact is reached. By post people are told of things, and prove nothing: no method uses it. */
export const CONTACT_KINDS = [...CODE_KINDS, 'postal'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** Where the owner of an account can be reached, by the directory and by nobody else (rule 8). */
export interface Contact {
  readonly id: string;
  readonly kind: ContactKind;
  /**
   * A mail address, a telephone number as in E.164, or the lines of a postal address as they stand on a letter. Never shown whole, but a
   * number to a verifier who calls it.
   */
  readonly address: string;
  /** Since when the directory has had it as it is; a changed address begins anew. */
  readonly since: Instant;
}

/** Contacts that an account may have; NIST SP 800-63B-4 section 4.6 asks for at least two. */
export const MOST_CONTACTS = 10;

/**
 * Whether these can be the contacts of one account: few, each with its own name and reach, and an address of its kind. A telephone may be
 * there once to be texted and once to be called.
 */
export const areSound = (contacts: readonly Contact[]): boolean =>
  contacts.length <= MOST_CONTACTS &&
  new Set(contacts.map(({ id }) => id)).size === contacts.length &&
  new Set(contacts.map((one) => `${one.kind} ${normalReach(one)}`)).size === contacts.length &&
  contacts.every(isOfItsKind);

/** Mail goes where an `@` is, a letter to an address of several lines, and everything else to a telephone. */
function isOfItsKind({ kind, address }: Contact): boolean {
  const lines = address.split('\n').length;
  return kind === 'postal' ? lines > 1 : lines === 1 && address.includes('@') === (kind === 'email');
}

/** Whether a contact is old enough to prove anything, exactly at `minAge` seconds and after. */
export const isSettled = ({ since }: { readonly since: Instant }, now: Instant, minAge: number): boolean =>
  ageOf(since, now) >= minAge;

/**
 * The way that something comes, one word for each: a request by its channel, a proof by the kind of its contact. What is said and what is
 * read on a telephone comes one way: whoever phones from it has its texts as well.
 */
export const wayOf = (channel: string): string => WAYS[channel] ?? channel;

const WAYS: Readonly<Partial<Record<string, string>>> = {
  ...{ voice: 'telephone', phone: 'telephone', call: 'telephone', sms: 'telephone' },
  ...{ text: 'telephone', mail: 'email', 'e-mail': 'email' },
};

/** What reaches somebody at an address. */
type Reached = Pick<Contact, 'kind' | 'address'>;

/** Two entries for one mailbox, or for one telephone that is called and texted, are no two contacts. */
export const isSameReach = (one: Reached, other: Reached): boolean => normalReach(one) === normalReach(other);

/** One spelling for a telephone or a mailbox, in which case, alias and tag make no difference (rule 1). */
const normalReach = ({ kind, address }: Reached): string =>
  isTelephone(kind) ? dialled(address) : normalAddress(address);

/** Whether two addresses differ in nothing but upper and lower case, or in what is written between the digits of a number. */
export const isSpelledAlike = (one: Reached, other: Reached): boolean => spelling(one) === spelling(other);

const spelling = ({ kind, address }: Reached): string => (isTelephone(kind) ? dialled(address) : address.toLowerCase());

export const isTelephone = (kind: ContactKind): boolean => kind === 'sms' || kind === 'voice';

const dialled = (address: string): string => address.normalize('NFKC').replace(/\D/g, '');

/**
 * The way of a contact, as a proof names it without saying where it leads: the first kind under which its reach is registered. So a call and
 * a text to one telephone come one way, and to two telephones come two.
 */
export const wayTo = (contact: Contact, registered: readonly Contact[]): ContactKind =>
  CONTACT_KINDS.find((kind) => registered.some((one) => one.kind === kind && isSameReach(one, contact))) ??
  contact.kind;

/** Enough of an address to be recognized by whoever knows it, and no more: `j***@e***.com`, `***42`; nothing of a postal one. */
export function masked({ kind, address }: Reached): string {
  if (kind === 'postal') return 'post';
  if (kind !== 'email') return `***${address.slice(-2)}`;
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  return `${firstOf(address.slice(0, at))}***@${firstOf(domain)}***${dot > 0 ? domain.slice(dot) : ''}`;
}

const firstOf = ([first]: Iterable<string>): string => first ?? '';

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
