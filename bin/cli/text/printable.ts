/**
 * Control, format, surrogate and unassigned characters, and line separators. Reasons, ticket ids and account names are written by others:
 * an escape sequence or a change of writing direction could make a plan look like another one to the person who countersigns it.
 */
const UNPRINTABLE = /[\p{C}\u2028\u2029]/gu;

const spell = (character: string): string =>
  ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** The text with every unprintable character spelled out. */
export const printableText = (text: string): string => text.replace(UNPRINTABLE, spell);

/** The same value with every text in it made printable, names of members included. */
export function printable<Value>(value: Value): Value {
  return mapped(value) as Value;
}

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return printableText(value);
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [printableText(name), mapped(member)]));
}

/** Printable text that somebody wrote freely, so that nobody takes it for what the product says. */
export const quoted = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;
