import { sha256 } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { type Action, isContainment } from './account.ts';

/**
 * What opens to whoever has an account now, as its directory says: an approver reads it, and a reissue never widens it (rule 15). Null where the
 * directory does not say it: unknown is never nothing.
 */
export interface Scope {
  readonly groups: Names | null;
  /** Roles, policies, and what is behind a secret. */
  readonly roles: Names | null;
  /** What holds the account back, whatever it holds: a permissions boundary. */
  readonly limits: Names | null;
  /** The systems that use the credential. */
  readonly consumers: Names | null;
  /** When the directory last saw it used. */
  readonly lastUsedAt: Instant | 'never' | null;
}

export interface Names {
  /** In order, for reading: the first of them, each cut where it is long. */
  readonly shown: readonly string[];
  /** How many there are. */
  readonly total: number;
  /** A mark of each, in order, for comparing; where there are too many, one mark of all. */
  readonly marks: readonly string[];
}

/** One that the directory names by something that does not change, beside what people call it. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Opened {
  readonly groups?: readonly (string | Named)[];
  readonly roles?: readonly (string | Named)[];
  readonly limits?: readonly (string | Named)[];
  readonly consumers?: readonly string[];
  /** A time in any spelling, or `never`. */
  readonly lastUsedAt?: string | null;
}

/** A plan has a largest size (`PLAN_BYTES`), and no name of a group may fill it. */
const MOST_SHOWN = 12;
const LONGEST = 60;
const MOST_MARKS = 60;

/** The scope of an account; what is absent its directory does not say. */
export const scopeOf = ({ groups, roles, limits, consumers, lastUsedAt = null }: Opened): Scope => ({
  groups: namesOf(groups),
  roles: namesOf(roles),
  limits: namesOf(limits),
  consumers: namesOf(consumers),
  lastUsedAt: lastUsedAt === null ? null : usedAt(lastUsedAt),
});

/** As the ledger writes times; a directory's word that is no time says nothing. */
function usedAt(said: string): Instant | 'never' | null {
  const at = Date.parse(said);
  if (said === 'never') return said;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** Codes of an account that is not handed over: it opens more than was countersigned, or nobody can tell any more. */
export type ScopeFlaw = 'scope-wider' | 'scope-unreadable';

/**
 * Why an account opens more than it did; undefined when it does not. Consumers and uses open nothing. What its directory said before it must say
 * again, and what it says only now is more. `after`: undefined when it could not be read.
 */
export function flawOfScope(after: Scope | undefined, before: Scope): ScopeFlaw | undefined {
  const compared = ['groups', 'roles', 'limits'] as const;
  if (after === undefined || compared.some((one) => before[one] !== null && after[one] === null))
    return 'scope-unreadable';
  const isWithin =
    isAmong(after.groups, before.groups) &&
    isAmong(after.roles, before.roles) &&
    // Whoever loses a limit can do more.
    (before.limits === null || isAmong(before.limits, after.limits));
  return isWithin ? undefined : 'scope-wider';
}

/**
 * What an execution must keep within: what approvers read. Undefined where they read nothing of it, and where the action only takes access away.
 */
export const scopeToKeep = ({
  action,
  scope,
}: {
  readonly action: Action;
  readonly scope?: Scope;
}): Scope | undefined => (isContainment(action) ? undefined : scope);

/** Where there are more than are compared one by one, only exactly the same ones are no more. */
const isAmong = (some: Names | null, all: Names | null): boolean =>
  some === null || some.marks.every((mark) => all?.marks.includes(mark) === true);

function namesOf(given: readonly (string | Named)[] | undefined): Names | null {
  if (given === undefined) return null;
  const all = new Map(given.map((one) => (typeof one === 'string' ? [one, one] : [one.id, one.name])));
  const ids = [...all.keys()].sort();
  return {
    shown: [...all.values()].sort().slice(0, MOST_SHOWN).map(readable),
    total: ids.length,
    marks: ids.length > MOST_MARKS ? [markOf(JSON.stringify(ids))] : ids.map(markOf).sort(),
  };
}

const markOf = (text: string): string => sha256(text).slice(0, 16);

/** No name of somebody else's moves what stands beside it. */
function readable(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}
