import { hash } from 'node:crypto';

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. The only file of the core that uses more than pure TypeScript. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Hexadecimal digits as base64url without padding (RFC 4648 section 5). */
export const base64UrlOfHex = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

/** SHA-256 over the canonical spelling of a value. */
export const digestOf = (value: unknown): string => sha256(canonical(value));

/**
 * A UUID computed from its parts (RFC 9562 version 8, with SHA-256), so a repeated step asks for the same thing. Its 36 characters fit
 * every AWS client token.
 */
export function derivedId(...parts: readonly string[]): string {
  const hex = sha256(canonical(parts));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Values that the ledger can store: JSON with whole numbers only, so every value has one spelling. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The canonical spelling of a value: keys sorted by UTF-16 code unit, no white space (RFC 8785 for this subset). Throws a `TypeError` for a
 * value that JSON would drop or round: a digest over it would be wrong.
 */
export function canonical(value: unknown): string {
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return listOf(value);
  if (isPlain(value)) return objectOf(value);
  throw new TypeError(typeof value === 'number' ? `not a whole number: ${value}` : `not JSON: ${typeof value}`);
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Whether `JSON.stringify` already gives the canonical spelling. This is the usual case: a value read from canonical text keeps its order.
 */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (Array.isArray(value)) return isListInOrder(value);
  return isPlain(value) && areMembersInOrder(value);
}

/** Unlike `every`, this does not skip holes. */
function isListInOrder(list: readonly unknown[]): boolean {
  for (const member of list) if (!isInOrder(member)) return false;
  return true;
}

function areMembersInOrder(members: Members): boolean {
  let before = '';
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (name < before || (member !== undefined && !isInOrder(member))) return false;
    before = name;
  }
  return true;
}

const isPlain = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Unlike `map`, this does not skip holes. */
function listOf(list: readonly unknown[]): string {
  let text = '';
  for (const member of list) text += text === '' ? canonical(member) : `,${canonical(member)}`;
  return `[${text}]`;
}

function objectOf(members: Members): string {
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(member)}`;
  }
  return `{${text}}`;
}

/**
 * Whether two canonical values are equal. Gives the same answer as comparing their spellings, many times faster. An `undefined` member
 * counts as a difference: canonical values have none.
 */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every(
    (name) => Object.hasOwn(other, name) && isSame(one[name as keyof typeof one], other[name as keyof typeof other]),
  );
}

/**
 * The id of a command that its sender may repeat under a name of their own: the name plus a mark over the command's content. Fits the 64
 * characters of a command id.
 */
export const markedId = (name: string, mark: string): string => `${name}-${mark}`;

const MARKED = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-)[0-9a-f]{26}$/;

/** The common beginning of all ids with one name, whatever their marks; undefined for an id without a mark. */
export const beginningOf = (id: string): string | undefined => MARKED.exec(id)?.[1];

/** Hexadecimal digits in a mark: 104 bits. */
export const MARK_DIGITS = 26;
