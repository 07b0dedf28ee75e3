import * as z from 'zod/mini';
import { CONNECTOR_NAMES, type ConnectorName } from '../../contract/connectors.ts';
import { ASSURANCES, isAccountId, LANGUAGES, TIERS } from '../../core/registry/account.ts';
import { CONTACT_KINDS } from '../../core/registry/contact.ts';
import { isPersonId } from '../../core/registry/person.ts';
import type { FeedContact, FeedRow } from '../../core/registry/population.ts';
import type { Instant } from '../../core/values/instant.ts';
import { AdapterError } from '../../ports/errors.ts';
import { contactsOf } from '../connectors/people.ts';
import { recordOfCells, wrongColumns } from './columns.ts';
import { readCsv, type TableRow } from './table.ts';

/** Columns that a file may have beside those of accounts: the person's name, `no` for whoever left, and when the row last changed. */
const OPTIONAL = ['name', 'active', 'changedAt'] as const;

/** A last line that says how many rows there are: a file that is cut between two rows looks whole. */
const COUNT = /(?:^|\n)#rows=(\d{1,9})\r?\n$/;

const WORD = /^[a-z0-9][a-z0-9-]{0,62}$/;
const named = (is: (text: string) => boolean) => z.string().check(z.refine(is));
const oneOf = <One extends string>(some: readonly One[]) => z.enum(some as readonly [One, ...One[]]);
const instant = () => z.iso.datetime({ offset: true });

/** A row as `registry import` reads it, as far as a directory of record may say anything of it: personal accounts, each of a person. */
const rowShape = z.object({
  account: named(isAccountId),
  kind: oneOf(['human', 'vendor']),
  tier: oneOf(TIERS),
  environment: z.string().check(z.regex(WORD)),
  labels: z.optional(z.array(z.string().check(z.regex(WORD))).check(z.maxLength(10))),
  owner: named(isPersonId),
  custodians: z.array(named(isPersonId)).check(z.maxLength(20)),
  manager: z.nullable(named(isPersonId)),
  contacts: z.array(
    z.object({ kind: oneOf(CONTACT_KINDS), address: z.string(), since: z.union([z.literal(''), instant()]) }),
  ),
  assurance: z.optional(z.literal(ASSURANCES)),
  language: z.optional(oneOf(LANGUAGES)),
  target: z.string(),
});
const alsoShape = z.object({
  name: z.string(),
  active: z.enum(['', 'yes', 'no']),
  changedAt: z.union([z.literal(''), instant()]),
});

/** A row that can be read: its feed row, and the person who manages it. */
interface Read {
  readonly row: FeedRow;
  readonly manager: string | null;
}

/**
 * The rows of a connector in a file with the columns of `registry template accounts`; rows of other connectors are passed over. Throws
 * `AdapterError`, for the whole file: `file-empty`, `file-cut-off`, `file-columns`, `file-malformed`, `file-repeats`. INVARIANT: no error repeats
 * what is in the file.
 */
export function rowsOfFile(
  text: string,
  { connector, counted }: { readonly connector: ConnectorName; readonly counted: boolean },
): readonly FeedRow[] {
  if (text === '') throw wrong('file-empty', 'there is nothing in it');
  if (!text.endsWith('\n')) throw wrong('file-cut-off', 'it does not end with a line break');
  const count = COUNT.exec(text)?.[1];
  if (counted && count === undefined) throw wrong('file-cut-off', 'its last line does not say how many rows it has');
  const { columns, rows, mistakes } = readCsv(text.replace(COUNT, (end) => (end.startsWith('\n') ? '\n' : '')));
  assertColumns(columns);
  if (mistakes.length > 0) throw wrong('file-malformed', linesIn(mistakes));
  if (count !== undefined && Number(count) !== rows.length)
    throw wrong('file-cut-off', `it has ${rows.length} rows and says ${Number(count)}`);
  assertKeys(rows);
  return withManagers(rows.filter(({ cells }) => cells['connector'] === connector).map(readRow));
}

function assertColumns(columns: readonly string[]): void {
  if (!columns.includes('account')) throw wrong('file-columns', 'it is no table of accounts');
  if (new Set(columns).size !== columns.length) throw wrong('file-columns', 'a column is there twice');
  const { unknown = [], missing = [] } = wrongColumns(columns, OPTIONAL) ?? {};
  const says = [
    ...(unknown.length === 0 ? [] : [`${unknown.length} columns are unknown`]),
    ...missing.map((name) => `\`${name}\` is missing`),
  ];
  if (says.length > 0) throw wrong('file-columns', says.join(', '));
}

/** Each account once: where a key comes twice, the rows were joined wrongly, and nobody knows in how many others. */
function assertKeys(rows: readonly TableRow[]): void {
  const seen = new Set<string>();
  const again: TableRow[] = [];
  for (const row of rows) {
    const { account = '', connector = '' } = row.cells;
    if (!isAccountId(account) || !(CONNECTOR_NAMES as readonly string[]).includes(connector))
      throw wrong('file-malformed', `the account or the connector on line ${row.line} is none`);
    if (seen.has(account)) again.push(row);
    seen.add(account);
  }
  if (again.length > 0) throw wrong('file-repeats', `an account is there twice: ${linesIn(again)}`);
}

/** A row whose cells say nothing that a record may have. The core finds it as `row-malformed`: it changes nothing, and nobody left by it. */
const unreadable = (account: string): Read => ({
  row: {
    ...{ directoryId: account, target: '', aliases: [], name: '', contacts: [], manager: null },
    ...{ isActive: true, tier: null },
  },
  manager: null,
});

function readRow({ cells }: TableRow): Read {
  const { account: key = '', name = '', active = '', changedAt = '' } = cells;
  const [record, also] = [
    z.safeParse(rowShape, recordOfCells(cells)),
    z.safeParse(alsoShape, { name, active, changedAt }),
  ];
  if (!record.success || !also.success) return unreadable(key);
  const { account, tier, manager, contacts, target, owner, labels, assurance, language, ...said } = record.data;
  const changed = also.data.changedAt === '' ? null : instantOf(also.data.changedAt);
  const row: FeedRow = {
    ...{ directoryId: account, target, aliases: [], name: also.data.name.trim() || target, manager: null },
    contacts: contacts.flatMap((one) => contactOf(one, changed)),
    isActive: also.data.active !== 'no',
    // Every record has at least this tier.
    tier: tier === 'standard' ? null : tier,
    record: {
      ...{ account, owner, ...said },
      ...(labels !== undefined && { labels }),
      ...(assurance !== undefined && { assurance }),
      ...(language !== undefined && { language }),
    },
  };
  return { row, manager };
}

type Cell = z.output<typeof rowShape>['contacts'][number];

/** As of any directory: mail, and numbers with a country. A contact without a date of its own changed with its row. */
function contactOf({ kind, address, since }: Cell, changed: Instant | null): readonly FeedContact[] {
  const changedAt = since === '' ? changed : instantOf(since);
  if (kind === 'email') return contactsOf({ mail: address, mobile: null, changedAt });
  return kind === 'sms' ? contactsOf({ mail: null, mobile: address, changedAt }) : [];
}

const instantOf = (text: string): Instant => new Date(text).toISOString();

/** A file names a manager as a person. Here that is their account of the same connector, of which they use one that they still have. */
function withManagers(read: readonly Read[]): readonly FeedRow[] {
  const accounts = new Map<string, FeedRow>();
  for (const { row } of read) {
    const owner = row.record?.owner;
    if (owner !== undefined && accounts.get(owner)?.isActive !== true) accounts.set(owner, row);
  }
  return read.map(({ row, manager }) => ({
    ...row,
    // No account has such a name.
    manager: manager === null ? null : (accounts.get(manager)?.directoryId ?? manager),
  }));
}

const MOST_LINES = 20;

const linesIn = (some: readonly { readonly line: number }[]): string => {
  const more = some.length > MOST_LINES ? `, and ${some.length - MOST_LINES} more` : '';
  return `lines ${some
    .slice(0, MOST_LINES)
    .map(({ line }) => line)
    .join(', ')}${more}`;
};

/** Whoever writes the file can mend it, and the same call then works. */
const wrong = (code: string, says: string): AdapterError =>
  new AdapterError(code, { retryable: true, message: `${code}: ${says}` });
