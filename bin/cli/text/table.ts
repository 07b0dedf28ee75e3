/** East Asian wide characters and emoji take two columns of a terminal. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u;
const ZERO = /\p{M}/u;

/** Columns of a terminal that a printable text takes. */
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

/** Names and values, indented, values aligned; what has no value is left out. */
export function facts(rows: readonly (readonly [name: string, value: string | null | undefined])[]): string {
  const known = rows.flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]]));
  return align(known)
    .map((line) => `  ${line}\n`)
    .join('');
}
