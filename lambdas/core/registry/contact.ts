import { ageOf, type Instant } from '../values/instant.ts';
import { normalAddress } from './person.ts';

/** Kinds of contacts that receive codes, each by a method of its own. */
export const CODE_KINDS = ['email', 'sms', 'voice'] as const;

/** Kinds of registered contacts. Post only carries notices: no method proves by it. */
export const CONTACT_KINDS = [...CODE_KINDS, 'postal'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** A contact of an account's owner, by the directory only (rule 8). */
export interface Contact {
  readonly id: string;
  readonly kind: ContactKind;
  /**
   * A mail address, a telephone number in E.164, or the lines of a postal address. In full it reaches only
   * the administrators who read and propose records, the verifier who is about to call the number, and the contact itself; everybody else sees
   * it masked.
   */
  readonly address: string;
  /** Since when the directory has this contact; a changed address starts again. */
  readonly since: Instant;
}

/** Most contacts of an account; NIST SP 800-63B-4 section 4.6 asks for at least two. */
export const MOST_CONTACTS = 10;

/**
 * Whether these can be one account's contacts: not too many, no id or reach twice, every address of its kind. A telephone may appear once
 * for texts and once for calls.
 */
export const areSound = (contacts: readonly Contact[]): boolean =>
  contacts.length <= MOST_CONTACTS &&
  new Set(contacts.map(({ id }) => id)).size === contacts.length &&
  new Set(contacts.map((one) => `${one.kind} ${normalReach(one)}`)).size === contacts.length &&
  contacts.every(isOfItsKind);

/** Mail needs an `@`, a letter several lines; every other kind needs a telephone number. */
function isOfItsKind({ kind, address }: Contact): boolean {
  const lines = address.split('\n').length;
  return kind === 'postal' ? lines > 1 : lines === 1 && address.includes('@') === (kind === 'email');
}

/** Whether a contact is old enough to prove anything: at least `minAge` seconds. */
export const isSettled = ({ since }: { readonly since: Instant }, now: Instant, minAge: number): boolean =>
  ageOf(since, now) >= minAge;

/**
 * The way of a request (by its channel) or of a proof (by the kind of its contact). Speech and text on a telephone are one way: whoever
 * holds the telephone has both.
 */
export const wayOf = (channel: string): string => WAYS[channel] ?? channel;

const WAYS: Readonly<Partial<Record<string, string>>> = {
  ...{ voice: 'telephone', phone: 'telephone', call: 'telephone', sms: 'telephone' },
  ...{ text: 'telephone', mail: 'email', 'e-mail': 'email' },
};

/** An address with its kind. */
type Reached = Pick<Contact, 'kind' | 'address'>;

/** Whether two entries lead to one mailbox or one telephone, and so count as one contact. */
export const isSameReach = (one: Reached, other: Reached): boolean => normalReach(one) === normalReach(other);

/** One spelling for a telephone or a mailbox: case, alias and tag make no difference (rule 1). */
const normalReach = ({ kind, address }: Reached): string =>
  isTelephone(kind) ? dialled(address) : normalAddress(address);

/** Whether two addresses differ only in case, or only in the characters between the digits of a number. */
export const isSpelledAlike = (one: Reached, other: Reached): boolean => spelling(one) === spelling(other);

const spelling = ({ kind, address }: Reached): string => (isTelephone(kind) ? dialled(address) : address.toLowerCase());

export const isTelephone = (kind: ContactKind): boolean => kind === 'sms' || kind === 'voice';

const dialled = (address: string): string => address.normalize('NFKC').replace(/\D/g, '');

/**
 * The way of a contact, as recorded in a proof without the address: the first kind under which its reach is registered. So a call and a
 * text to one telephone are one way, and to two telephones two ways.
 */
export const wayTo = (contact: Contact, registered: readonly Contact[]): ContactKind =>
  CONTACT_KINDS.find((kind) => registered.some((one) => one.kind === kind && isSameReach(one, contact))) ??
  contact.kind;

/** An address that its owner can recognize and nobody can use: `j***@e***.com`, `***42`; nothing of a postal address. */
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
 * The contacts of a record confirmed at this moment, each with the date from which it counts (rule 8). A first record keeps the dates that
 * its two administrators read in the directory: nothing has relied on those contacts yet.
 *
 * INVARIANT: in every later record a new contact (new id, kind or address) is dated at its confirmation or later, whatever was typed; an
 * unchanged contact keeps its date.
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
 * Addresses that count as one reach may still be two mailboxes: some mail systems do not treat `+` as a tag (`jane+x@`). So another tag is
 * a change here.
 */
const isUnchanged = (one: Contact, other: Contact): boolean =>
  one.id === other.id && one.kind === other.kind && isSpelledAlike(one, other);

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);
