import { type Command, InvalidArgumentError, Option } from 'commander';
import { isMonth, monthOf } from '../../lambdas/core/recovery/state/tally.ts';
import { withExamples } from './help.ts';
import { headsOf, readExport, readStream, unknownStream } from './ledger/source.ts';
import { type FoundReceipt, receiptsAmong } from './ledger/tallies.ts';
import { showStatement } from './receipts/statement.ts';
import { Session } from './service/session.ts';
import type { Terminal } from './terminal.ts';
import { printable, table, type View } from './text/print.ts';
import { absolute } from './text/times.ts';

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
    .addOption(
      new Option('--month <month>', 'only those that were recorded in this month (UTC), such as 2026-11').argParser(
        monthArgument,
      ),
    )
    .addOption(new Option('--file <export>', 'read an export in place of the service'))
    .action((accounts: readonly string[], options: ReceiptOptions, command: Command) =>
      showReceipts(new Session(command, terminal), accounts, options),
    );
  withExamples(receipts, ['receipts --month 2026-11', 'of every account'], 'receipts cognito:jane', [
    'receipts --month 2026-11 --file ledger.jsonl',
    'without the service; `ledger verify --file` proves its commits',
  ]);
  const statement = receipts
    .command('statement')
    .description(
      'the signed tally of a month that is over (--month): so many changes, so many of a recovery, these of none',
    )
    .action((_: object, command: Command) =>
      showStatement(new Session(command, terminal), command.optsWithGlobals<ReceiptOptions>()),
    );
  withExamples(statement, 'receipts statement --month 2026-10', [
    'receipts statement --month 2026-10 --file ledger.jsonl',
    'verifies its signature and counts again, without the service',
  ]);
}

/** The commits as stored: `ledger verify` proves that none was changed or cut. */
async function showReceipts(
  session: Session,
  accounts: readonly string[],
  { month, file }: ReceiptOptions,
): Promise<void> {
  const all = receiptsAmong(await rowsOf(session, accounts, file));
  const seen = all.filter(({ receipt }) => month === undefined || monthOf(receipt.recordedAt) === month);
  seen.sort((one, other) => (one.receipt.change.at < other.receipt.change.at ? -1 : 1));
  const governed = seen.filter(({ receipt }) => receipt.recovery !== null).length;
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

const item = ({ receipt, hash }: FoundReceipt) => {
  const { account, seq, recordedAt, change, recovery, during, cause } = receipt;
  return { ...{ account, seq, hash }, ...change, recordedAt, recovery, during, cause };
};

function line(seen: FoundReceipt, { style }: View): readonly string[] {
  const { account, seq, change, recovery, during, cause } = printable(seen.receipt);
  const { at, kind, connector, by } = change;
  const of = recovery === null ? style.bad(`no recovery (${cause})`) : `${recovery} (${during})`;
  return [absolute(at), account, kind, connector, by.name ?? by.as, of, String(seq)];
}

function inWords({ changes, governed, ungoverned }: Readonly<Record<'changes' | 'governed' | 'ungoverned', number>>) {
  if (changes === 0) return 'The logs of directories show no change.';
  return `${changes} ${changes === 1 ? 'change' : 'changes'}: ${governed} of a recovery, ${ungoverned} of none.`;
}

function monthArgument(text: string): string {
  if (isMonth(text)) return text;
  throw new InvalidArgumentError('a month is written like 2026-11');
}
