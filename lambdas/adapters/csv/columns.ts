/** How a cell is read: as it is, `null` when empty, left out when empty, a list, a number, or contacts. */
type Cell = 'text' | 'or-null' | 'optional' | 'list' | 'optional-list' | 'number' | 'contacts';
type Columns = Readonly<Record<string, Cell>>;

export const PERSON: Columns = {
  ...{ person: 'text', nature: 'text', name: 'text', subjects: 'list', addresses: 'list', ticketUsers: 'list' },
  parts: 'list',
};
export const ACCOUNT: Columns = {
  ...{ account: 'text', kind: 'text', tier: 'text', environment: 'text', labels: 'optional-list', owner: 'or-null' },
  ...{ custodians: 'list', manager: 'or-null', contacts: 'contacts', assurance: 'number', language: 'optional' },
  ...{ connector: 'text', target: 'text' },
};

/** The columns that a table has too many or too few, as one of people or of accounts. */
export interface WrongColumns {
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
}

/** What is wrong with a header; undefined for nothing. `optional` columns may be there and need not. */
export function wrongColumns(columns: readonly string[], optional: readonly string[] = []): WrongColumns | undefined {
  const known = Object.keys(isOfAccounts(columns) ? ACCOUNT : PERSON);
  const unknown = columns.filter((name) => !known.includes(name) && !optional.includes(name));
  const missing = known.filter((name) => !columns.includes(name));
  return unknown.length + missing.length === 0 ? undefined : { unknown, missing };
}

const isOfAccounts = (columns: readonly string[]): boolean => columns.includes('account');

/** The record in a row; whoever reads it checks it afterwards. */
export function recordOfCells(cells: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const columns = isOfAccounts(Object.keys(cells)) ? ACCOUNT : PERSON;
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, kind]) => {
      const value = cellValue(kind, cells[name] ?? '');
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const listOf = (text: string): readonly string[] => (text === '' ? [] : text.split(';'));

function cellValue(kind: Cell, text: string): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'or-null':
      return text === '' ? null : text;
    case 'optional':
      return text === '' ? undefined : text;
    case 'list':
      return listOf(text);
    case 'optional-list':
      return text === '' ? undefined : listOf(text);
    case 'number':
      return text === '' ? undefined : Number(text);
    case 'contacts':
      return listOf(text).map(contactOf);
    default:
      return kind satisfies never;
  }
}

/** `id|kind|address|since`; the lines of a postal address are on lines of their own. */
function contactOf(text: string): Readonly<Record<string, string>> {
  const [id = '', kind = '', address = '', since = '', ...more] = text.split('|');
  return { id, kind, address, since: [since, ...more].join('|') };
}
