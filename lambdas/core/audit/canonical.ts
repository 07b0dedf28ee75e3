/** What the ledger can hold: JSON with whole numbers only, so that every value has one spelling. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one spelling of a value: keys sorted by UTF-16 code unit, no white space (RFC 8785 for this subset).
 * Throws a `TypeError` for anything that JSON would drop or round, since a digest over it would mean nothing.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`);
    return String(value);
  }
  if (Array.isArray(value)) return listOf(value);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return objectOf(value as Members);
  throw new TypeError(`not JSON: ${typeof value}`);
}

type Members = Readonly<Record<string, unknown>>;

/** Unlike `map`, this does not pass over holes. */
function listOf(list: readonly unknown[]): string {
  let text = '';
  for (const member of list) text += text === '' ? canonical(member) : `,${canonical(member)}`;
  return `[${text}]`;
}

function objectOf(members: Members): string {
  let text = '';
  for (const name of namesIn(members)) {
    const member = members[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}:${canonical(member)}`;
  }
  return `{${text}}`;
}

/** Sorted; what was read from a canonical text is already, and needs no sorting. */
function namesIn(members: Members): readonly string[] {
  const names = Object.keys(members);
  let before = '';
  for (const name of names) {
    if (name < before) return names.sort();
    before = name;
  }
  return names;
}

/** Printable ASCII but for quote and backslash stands for itself; finding that out is faster than having it spelled. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));
