import { Attribute, Change, type Entry } from 'ldapts';
import type { Tier } from '../../../core/registry/account.ts';
import type { Named } from '../../../core/registry/scope.ts';
import type { Instant } from '../../../core/values/instant.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import type { AccountEnd } from './end.ts';
import { isSizeLimit, type Session } from './session.ts';

/** A person's entry, as far as a recovery needs it. */
export interface Account {
  /** What a change names the entry by. */
  readonly handle: string;
  /** The directory's immutable id, as text. */
  readonly id: string;
  readonly dn: string;
  /** Why nobody can be given a password: others disabled or ended the account, or no password signs it in. */
  readonly obstacle: string | null;
  /** After too many wrong passwords. */
  readonly isLocked: boolean;
  /** The password that it has must be replaced at the next sign-in. */
  readonly mustChange: boolean;
  /** Grows with every change of the password: a count of Active Directory, a time of OpenLDAP in microseconds. Undefined: it says none. */
  readonly passwordVersion: number | undefined;
  readonly end: AccountEnd;
}

/** The groups of a person, with those that these are in, to any depth, and when the person was last seen. */
export interface Groups {
  /** Names, in order. */
  readonly names: readonly string[];
  /** What the directory itself says by groups or marks that mean administration everywhere; null for nothing. */
  readonly builtIn: Tier | null;
  /** The same groups, each by what does not change with its name, or tells it from others of that name. */
  readonly named: readonly Named[];
  /** Null where the directory keeps no word of it. */
  readonly lastUsedAt: Instant | null;
}

/** What differs between the kinds of LDAP directories. Every method throws `AdapterError`. */
export interface Dialect {
  /** Undefined when nobody has the name. */
  byName(session: Session, name: string): Promise<Account | undefined>;
  /** Undefined when nobody has the id. */
  byId(session: Session, id: string): Promise<Account | undefined>;
  groupsOf(session: Session, account: Account): Promise<Groups>;
  /** Sets a password that must be replaced at the next sign-in, unlocks the account, and sets its end. */
  reset(
    session: Session,
    account: Account,
    wanted: { readonly password: Secret; readonly end: AccountEnd },
  ): Promise<void>;
  /** Sets a password that nobody knows, and then the end. */
  close(
    session: Session,
    account: Account,
    wanted: { readonly password: Secret; readonly end: AccountEnd },
  ): Promise<void>;
  /** Sets the end alone. */
  setEnd(session: Session, account: Account, end: AccountEnd): Promise<void>;
  unlock(session: Session, account: Account): Promise<void>;
}

/** The values of an attribute as text; none when the entry has none, or does not show them. */
export const textsIn = (entry: Entry, attribute: string): readonly string[] =>
  [entry[attribute] ?? []].flat().map((value) => value.toString());

/** The only value of an attribute as text; undefined when the entry has none, or does not show it. */
export const textIn = (entry: Entry, attribute: string): string | undefined => textsIn(entry, attribute)[0];

/** An attribute that every such entry has: without it the service account may not read it, and what it says is unknown. */
export function shown(entry: Entry, attribute: string): string {
  const value = textIn(entry, attribute);
  if (value !== undefined) return value;
  throw notShown(attribute);
}

/** All values of an attribute that every such entry has. */
export function shownAll(entry: Entry, attribute: string): readonly string[] {
  const values = textsIn(entry, attribute);
  if (values.length === 0) throw notShown(attribute);
  return values;
}

export const notShown = (attribute: string): AdapterError =>
  new AdapterError('attribute-unreadable', {
    retryable: false,
    message: `attribute-unreadable: the service account is not shown \`${attribute}\``,
  });

/** The change that leaves an attribute with this value alone; undefined: with none. */
export const settingTo = (type: string, value: string | Buffer | undefined): Change =>
  new Change({
    operation: 'replace',
    modification: new Attribute(
      Buffer.isBuffer(value) ? { type, values: [value] } : { type, values: value === undefined ? [] : [value] },
    ),
  });

/** The only entry; undefined for none. A name that several entries have leads to nobody. */
export function onlyOne(entries: readonly Entry[]): Entry | undefined {
  if (entries.length > 1) throw new AdapterError('name-ambiguous', { retryable: false });
  return entries[0];
}

/**
 * An entry that is not found counts as absent only while the service account is shown other people: without its right to read, or on an
 * empty server, nobody would be there.
 */
export async function assertSeesPeople(session: Session, filter: string): Promise<void> {
  const people = await session
    .search(session.base, { scope: 'sub', filter, attributes: ['1.1'], sizeLimit: 1 })
    .catch((error: unknown) => {
      if (isSizeLimit(error)) return [undefined];
      throw error;
    });
  if (people.length > 0) return;
  throw new AdapterError('directory-unreadable', {
    retryable: true,
    message: 'directory-unreadable: the service account is shown no people',
  });
}
