import type { Terminal } from '../terminal.ts';

/** East Asian wide characters and emoji take two columns of a terminal. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u;
const ZERO = /\p{M}/u;

/** Columns that a printable text takes on a terminal. */
const widthOf = (text: string): number =>
  [...text].reduce((width, character) => width + (ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1), 0);

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Rows under a header, columns aligned, each line ended. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  emphasise: (line: string) => string,
): string {
  const [head = '', ...lines] = align([header, ...rows]);
  return `${[emphasise(head), ...lines].join('\n')}\n`;
}

/** Names and values, indented, values aligned; names without a value are left out. */
export function facts(rows: readonly (readonly [name: string, value: string | null | undefined])[]): string {
  const known = rows.flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]]));
  return align(known)
    .map((line) => `  ${line}\n`)
    .join('');
}

type Paint = (text: string) => string;

/** The emphasis of output; without colour every paint returns the text unchanged. */
export interface Style {
  readonly strong: Paint;
  readonly quiet: Paint;
  readonly good: Paint;
  readonly bad: Paint;
}

const paint =
  (on: boolean, code: number): Paint =>
  (text) =>
    on ? `\u001b[${code}m${text}\u001b[0m` : text;

/** Colour is used only on a terminal that can show it, and not if `NO_COLOR` is set to anything (https://no-color.org). */
export function styleFor(env: Terminal['env'], isTty: boolean): Style {
  const on = isTty && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return { strong: paint(on, 1), quiet: paint(on, 2), good: paint(on, 32), bad: paint(on, 31) };
}

/** A renderer's inputs besides the facts. */
export interface View {
  readonly style: Style;
  readonly now: string;
}

/**
 * Control, format, surrogate and unassigned characters, and line separators. Reasons, ticket ids and account names come from other people:
 * an escape sequence or a change of writing direction could make a plan look different to the person who countersigns it.
 */
const UNPRINTABLE = /[\p{C}\u2028\u2029]/gu;

const spell = (character: string): string =>
  ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** The text with every unprintable character spelled out. */
export const printableText = (text: string): string => text.replace(UNPRINTABLE, spell);

/** A copy of the value with every text in it made printable, including names of members. */
export function printable<Value>(value: Value): Value {
  return mapped(value) as Value;
}

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return printableText(value);
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [printableText(name), mapped(member)]));
}

/** Printable free text by people, in quotation marks, so that nobody takes it for the product's words. */
export const quoted = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;
