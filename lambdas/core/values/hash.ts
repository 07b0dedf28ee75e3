import { createHash } from 'node:crypto';

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. The only file of the core that leaves pure TypeScript. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Digest over the canonical spelling of a value. */
export const digestOf = (value: unknown): string => sha256(canonical(value));

/**
 * A UUID that follows from its parts (RFC 9562 version 8: SHA-256, ours to define), so that a step that is tried again asks
 * for the same thing. Its 36 characters fit every AWS client token.
 */
export function derivedId(...parts: readonly string[]): string {
  const hex = sha256(canonical(parts));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What the ledger can hold: JSON with whole numbers only, so that every value has one spelling. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one spelling of a value: keys sorted by UTF-16 code unit, no white space (RFC 8785 for this subset).
 * Throws a `TypeError` for anything that JSON would drop or round, since a digest over it would mean nothing.
 */
export function canonical(value: unknown): string {
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return listOf(value);
  if (isPlain(value)) return objectOf(value);
  throw new TypeError(typeof value === 'number' ? `not a whole number: ${value}` : `not JSON: ${typeof value}`);
}

type Members = Readonly<Record<string, unknown>>;

/** Whether JSON as it is written anyway is canonical: what was read from a canonical text is, and that is most of what is spelled. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isSafeInteger(value);
  // Unlike `every`, this does not pass over holes.
  if (Array.isArray(value)) return !value.includes(undefined) && value.every(isInOrder);
  return isPlain(value) && areSorted(Object.keys(value)) && Object.values(value).every(isAbsentOrInOrder);
}

const isAbsentOrInOrder = (member: unknown): boolean => member === undefined || isInOrder(member);

const areSorted = (names: readonly string[]): boolean =>
  names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);

const isPlain = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Unlike `map`, this does not pass over holes. */
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
 * Whether two values that can be spelled canonically are the same value. Says what a comparison of their spellings would, many times faster.
 * A member that is `undefined` is a difference: canonical spelling has none.
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
 * The id of a command that its giver may give again under a name of their own: the name, and a mark of everything that they said with it. It
 * fits the 64 characters of a command's id.
 */
export const markedId = (name: string, mark: string): string => `${name}-${mark}`;

const MARKED = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-)[0-9a-f]{26}$/;

/** What all ids of one name begin with, whatever their marks; undefined for an id that has no mark. */
export const beginningOf = (id: string): string | undefined => MARKED.exec(id)?.[1];

/** Hexadecimal digits of a mark: 104 bits. */
export const MARK_DIGITS = 26;
