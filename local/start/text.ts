/** Rows as lines with aligned columns, indented by two; the last column is not padded. */
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

/** A letter with its accents counts as one. */
const widthOf = (text: string): number => [...new Intl.Segmenter().segment(text)].length;
