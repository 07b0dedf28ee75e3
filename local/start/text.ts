/** Rows as lines of aligned columns, indented by two; the last column is as long as it is. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, widthOf(cell))),
    [],
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell))).join('  ');
  return rows
    .map((row) => `  ${line(row)}`.trimEnd())
    .join('\n')
    .concat('\n');
}

/** Letters with their accents count as one. */
const widthOf = (text: string): number => [...new Intl.Segmenter().segment(text)].length;
