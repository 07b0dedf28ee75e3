import { toJSONSchema } from 'zod/mini';
import { proposeChange } from '../../../../lambdas/http/api/registry.ts';
import type { Session } from '../../service/session.ts';

/** How a cell is read: as it is, `null` when empty, left out when empty, a list, a number, or contacts. */
type Cell = 'text' | 'or-null' | 'optional' | 'list' | 'optional-list' | 'number' | 'contacts';
type Columns = Readonly<Record<string, Cell>>;

const PERSON: Columns = {
  ...{ person: 'text', nature: 'text', name: 'text', subjects: 'list', addresses: 'list', ticketUsers: 'list' },
  parts: 'list',
};
const ACCOUNT: Columns = {
  ...{ account: 'text', kind: 'text', tier: 'text', environment: 'text', labels: 'optional-list', owner: 'or-null' },
  ...{ custodians: 'list', manager: 'or-null', contacts: 'contacts', assurance: 'number', language: 'optional' },
  ...{ connector: 'text', target: 'text' },
};

const isOfAccounts = (columns: readonly string[]): boolean => columns.includes('account');

/** The columns of a table that has these: of accounts, or of people. */
export const columnsOf = (columns: readonly string[]): readonly string[] =>
  Object.keys(isOfAccounts(columns) ? ACCOUNT : PERSON);

/** The record in a row; the service's schema checks it afterwards. */
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

const EXAMPLES: Readonly<Record<'people' | 'accounts', readonly (readonly string[])[]>> = {
  people: [
    Object.keys(PERSON),
    [
      ...['person:jane', 'human', 'Jane Doe', 'https://issuer.example.com|2f9d1c1e', 'jane.doe@example.com'],
      ...['jira:5b10a2844c20165700ede21g', 'agent;desk:service'],
    ],
  ],
  accounts: [
    Object.keys(ACCOUNT),
    [
      ...['cognito:jane', 'human', 'standard', 'production', '', 'person:jane', '', 'person:mara'],
      ...['work|email|jane.doe@example.com|2026-01-05T08:00:00.000Z;phone|sms|+15550142|2026-01-05T08:00:00.000Z'],
      ...['', 'en', 'cognito', 'jane'],
    ],
  ],
};

/** `registry template`: a table to fill in, or the schema of every member. Custodians are a column of accounts. */
export function printTemplate({ document, json, terminal }: Session, of: 'people' | 'accounts'): void {
  const { properties = {} } = toJSONSchema(proposeChange(), { io: 'input' });
  const schema = properties[of === 'people' ? 'person' : 'profile'];
  terminal.out(json ? document(schema) : EXAMPLES[of].map((row) => `${row.join(',')}\n`).join(''));
}
