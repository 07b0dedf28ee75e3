/** A row of a table by column, and the line on which it begins. */
export interface TableRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A mistake of a file, and its line. */
export interface Mistake {
  readonly line: number;
  readonly says: string;
}

export interface ReadTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly mistakes: readonly Mistake[];
}

interface Line {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A table of comma-separated values with a header, as RFC 4180 writes it: quotes may hold commas, line breaks and doubled quotes. */
export function readCsv(text: string): ReadTable {
  const { lines, mistakes } = linesOf(text);
  const [header, ...rest] = lines;
  const columns = header?.fields ?? [];
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined)
    return { columns, rows: [], mistakes: [{ line: 1, says: `column \`${twice}\` is there twice` }] };
  const uneven = rest.filter(({ fields }) => fields.length !== columns.length);
  return {
    columns,
    rows: rest
      .filter(({ fields }) => fields.length === columns.length)
      .map(({ line, fields }) => ({
        line,
        cells: Object.fromEntries(columns.map((name, at) => [name, fields[at] ?? ''])),
      })),
    mistakes: [
      ...mistakes,
      ...uneven.map(({ line, fields }) => ({
        line,
        says: `${fields.length} fields, where the header has ${columns.length}`,
      })),
    ],
  };
}

const UNQUOTED = /[^",\r\n]*/y;
const QUOTED = /"([^"]*(?:""[^"]*)*)"/y;

function linesOf(text: string): { readonly lines: readonly Line[]; readonly mistakes: readonly Mistake[] } {
  const lines: Line[] = [];
  let [fields, line, begun, at]: [string[], number, number, number] = [[], 1, 1, 0];
  while (at < text.length) {
    const pattern = text[at] === '"' ? QUOTED : UNQUOTED;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return { lines, mistakes: [{ line, says: 'a quotation mark is never closed: half a file?' }] };
    fields.push(pattern === QUOTED ? (found[1] ?? '').replaceAll('""', '"') : found[0]);
    line += found[0].split('\n').length - 1;
    at += found[0].length;
    const [end = ''] = /^(,|\r?\n|$)/.exec(text.slice(at, at + 2)) ?? ['?'];
    if (end === '?') return { lines, mistakes: [{ line, says: 'a quotation mark stands where none may be' }] };
    at += end.length;
    if (end === ',') continue;
    lines.push({ line: begun, fields });
    [fields, line] = [[], line + 1];
    begun = line;
  }
  return { lines, mistakes: [] };
}
