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

type Rows = readonly (readonly string[])[];

/**
 * Rows under a header, columns aligned, each line ended. On a terminal no line is longer than it is wide: texts are wrapped between words, and
 * where that is not enough, each row is a paragraph. In a pipe each row is one line, however long.
 */
export function table(
  header: readonly string[],
  rows: Rows,
  { strong, width }: Pick<Style, 'strong' | 'width'>,
): string {
  const widths = widthsWithin(width, [header, ...rows]);
  if (widths === undefined) return rows.map((row) => paragraph(header, row, width)).join('\n');
  const [head = [], ...lines] = [header, ...rows].map((row) => linesOf(row, widths));
  return `${[...head.map(strong), ...lines.flat()].join('\n')}\n`;
}

const GAP = 2;

/** Widths of the columns that fit together; undefined when the longest words do not. */
function widthsWithin(width: number, rows: Rows): readonly number[] | undefined {
  const [header = []] = rows;
  const columns = header.map((_, column) => rows.map((row) => row[column] ?? ''));
  const wanted = columns.map((cells) => Math.max(...cells.map(widthOf)));
  const least = columns.map((cells) => Math.max(...cells.flatMap((cell) => cell.split(' ').map(widthOf))));
  let left = width - GAP * (header.length - 1) - least.reduce((sum, one) => sum + one, 0);
  if (left < 0) return undefined;
  const given = [...least];
  // What is left goes to the columns that are nearest to what they want.
  const missing = (column: number): number => (wanted[column] ?? 0) - (least[column] ?? 0);
  const poorest = [...given.keys()].sort((one, other) => missing(one) - missing(other));
  poorest.forEach((column, index) => {
    const share = Math.min(
      missing(column),
      left === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.floor(left / (poorest.length - index)),
    );
    given[column] = (given[column] ?? 0) + share;
    left -= share;
  });
  return given;
}

/** A row of a table, wrapped within its columns. */
function linesOf(row: readonly string[], widths: readonly number[]): string[] {
  const cells = widths.map((width, column) => wrapped(row[column] ?? '', width));
  const height = Math.max(1, ...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, column) => pad(cells[column]?.[line] ?? '', width))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** A row as names and values below each other. */
function paragraph(header: readonly string[], row: readonly string[], width: number): string {
  const names = Math.max(...header.map(widthOf));
  return header
    .flatMap((name, column) => linesOf([name, row[column] ?? ''], [names, Math.max(1, width - names - GAP)]))
    .map((line) => `${line}\n`)
    .join('');
}

/** The text in lines of at most this width, between words; a longer word is cut, so that nothing of it is lost. */
function wrapped(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [''];
  for (const word of text.split(' ').flatMap((one) => cut(one, width))) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function cut(word: string, width: number): readonly string[] {
  const parts: string[] = [''];
  for (const character of word) {
    const longer = `${parts.at(-1)}${character}`;
    if (widthOf(longer) <= width) parts[parts.length - 1] = longer;
    else parts.push(character);
  }
  return parts;
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
  /** Columns of the terminal; without end where there is none. */
  readonly width: number;
}

const paint =
  (on: boolean, code: number): Paint =>
  (text) =>
    on ? `\u001b[${code}m${text}\u001b[0m` : text;

/**
 * Colour is used only on a terminal that can show it, and not if `NO_COLOR` is set to anything (https://no-color.org). A terminal that does not
 * say how wide it is has 80 columns.
 */
export function styleFor(env: Terminal['env'], isTty: boolean, columns = 80): Style {
  const on = isTty && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    strong: paint(on, 1),
    quiet: paint(on, 2),
    good: paint(on, 32),
    bad: paint(on, 31),
    width: isTty ? columns : Number.POSITIVE_INFINITY,
  };
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
