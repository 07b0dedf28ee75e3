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
