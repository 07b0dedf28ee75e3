import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ReceiptEvent } from '../../lambdas/core/recovery/state/receipts.ts';
import { withExamples } from './help.ts';
import { headsOf, readExport, readStream, unknownStream } from './ledger/source.ts';
import { parseStored } from './ledger/stored.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';
import { printable, table, type View } from './text/print.ts';
import { absolute } from './text/times.ts';

/** A change that a directory's log showed, with the commit that says so. */
interface Seen {
  readonly account: string;
  readonly seq: number;
  readonly hash: string;
  readonly event: ReceiptEvent;
}

interface ReceiptOptions {
  readonly month?: string;
  readonly file?: string;
}

/** `npx countersign receipts`: what the directories' logs show, and which of it belongs to a recovery. */
export function addReceipts(root: Command, terminal: Terminal): void {
  const receipts = root
    .command('receipts')
    .description('changes that the logs of directories show: so many, so many of a recovery, these of none')
    .argument('[account...]', 'only of these accounts')
    .addOption(new Option('--month <month>', 'only of this month (UTC), such as 2026-11').argParser(monthArgument))
    .addOption(new Option('--file <export>', 'read an export in place of the service'))
    .action((accounts: readonly string[], options: ReceiptOptions, command: Command) =>
      showReceipts(new Session(command, terminal), accounts, options),
    );
  withExamples(receipts, ['receipts --month 2026-11', 'of every account'], 'receipts cognito:jane', [
    'receipts --month 2026-11 --file ledger.jsonl',
    'without the service; `ledger verify --file` proves its commits',
  ]);
}

/** The commits as stored: `ledger verify` proves that none was changed or cut. */
async function showReceipts(
  session: Session,
  accounts: readonly string[],
  { month, file }: ReceiptOptions,
): Promise<void> {
  const all = (await rowsOf(session, accounts, file)).flatMap(seenIn);
  const seen = all.filter(({ event }) => month === undefined || event.change.at.startsWith(month));
  seen.sort((one, other) => (one.event.change.at < other.event.change.at ? -1 : 1));
  const governed = seen.filter(({ event }) => event.type === 'GovernedChangeSeen').length;
  const counts = { changes: seen.length, governed, ungoverned: seen.length - governed };
  if (session.json)
    return session.terminal.out(session.document({ month: month ?? null, ...counts, items: seen.map(item) }));
  const rows = seen.map((one) => line(one, session.view));
  const header = ['AT', 'ACCOUNT', 'CHANGE', 'IN', 'BY', 'BELONGS TO', 'COMMIT'];
  session.terminal.out(`${rows.length === 0 ? '' : table(header, rows, session.style)}${inWords(counts)}\n`);
}

async function rowsOf(session: Session, accounts: readonly string[], file: string | undefined) {
  const isAsked = (account: string): boolean => accounts.length === 0 || accounts.includes(account);
  if (file !== undefined) {
    const { streams } = await readExport(file);
    const missing = accounts.find((account) => streams.every((stream) => stream.account !== account));
    if (missing !== undefined) throw unknownStream(missing);
    return streams.flatMap((stream) => (isAsked(stream.account) ? stream.rows : []));
  }
  const asked = accounts.length > 0 ? accounts : (await headsOf(session)).map(({ account }) => account);
  const rows: unknown[] = [];
  for (const account of asked) {
    const read = await readStream(session, account);
    if (read.length === 0 && accounts.length > 0) throw unknownStream(account);
    rows.push(...read);
  }
  return rows;
}

function seenIn(row: unknown): readonly Seen[] {
  const stored = parseStored(row);
  // Most commits say nothing of the kind, and reading one costs more than looking for a word.
  if (stored === undefined || !stored.bytes.includes('ChangeSeen"')) return [];
  const { account, seq, hash } = stored;
  return eventsIn(stored.bytes).map((event) => ({ account, seq, hash, event }));
}

/** The changes in unverified bytes. */
function eventsIn(bytes: string): readonly ReceiptEvent[] {
  try {
    const { events } = JSON.parse(bytes) as { readonly events: readonly ReceiptEvent[] };
    return events.filter(
      ({ type, change }) =>
        ['GovernedChangeSeen', 'UngovernedChangeSeen'].includes(type) && typeof change?.at === 'string',
    );
  } catch {
    return [];
  }
}

const item = ({ event, ...place }: Seen) => ({
  ...{ ...place, ...event.change },
  ...(event.type === 'GovernedChangeSeen'
    ? { recovery: event.recovery, during: event.during, cause: null }
    : { recovery: null, during: null, cause: event.cause }),
});

function line(seen: Seen, { style }: View): readonly string[] {
  const { account, seq, event } = printable(seen);
  const { at, kind, connector, by } = event.change;
  const of =
    event.type === 'GovernedChangeSeen'
      ? `${event.recovery} (${event.during})`
      : style.bad(`no recovery (${event.cause})`);
  return [absolute(at), account, kind, connector, by.name ?? by.as, of, String(seq)];
}

function inWords({ changes, governed, ungoverned }: Readonly<Record<'changes' | 'governed' | 'ungoverned', number>>) {
  if (changes === 0) return 'The logs of directories show no change.';
  return `${changes} ${changes === 1 ? 'change' : 'changes'}: ${governed} of a recovery, ${ungoverned} of none.`;
}

function monthArgument(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('a month is written like 2026-11');
}
