import {
  isMonth,
  monthBefore,
  monthOf,
  RECEIPTS_STREAM,
  type SeenReceipt,
  tallyOf,
} from '../../core/recovery/state/tally.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { ReceiptViews } from '../../ports/receipts.ts';
import { type SubmitServices, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';

export interface TallyServices extends SubmitServices {
  readonly receipts: Pick<ReceiptViews, 'of'>;
}

/** What became of a tally; `repeated`: the ledger had the same one. */
export interface Tallied {
  readonly month: string;
  readonly changes: number;
  readonly ungoverned: number;
  readonly repeated: boolean;
}

const PAGE = 100;

/**
 * Writes the tally of a month that is over to the ledger, unless the same one is there: it may be asked for as often as one likes, and a month whose
 * receipts were shown late is tallied again. Throws an `Error` for a month that is none or is not over, and `AdapterError`.
 */
export async function tallyMonth(services: TallyServices, asked: string): Promise<Tallied> {
  const now = services.surroundings.now();
  const month = asked === 'last-month' ? monthBefore(now) : asked;
  if (!isMonth(month) || month >= monthOf(now)) throw new RangeError(`\`${month}\` is no month that is over`);
  const tally = tallyOf(month, await receiptsIn(services, month));
  const submitted = await submit(services, {
    ...{ id: derivedId('tally', month, tally.digest), stream: RECEIPTS_STREAM, recovery: null },
    actor: { by: 'signal-source', source: 'receipts' },
    origin: { via: 'directory-log', channel: 'directory-log', desk: null, ticket: null },
    command: { type: 'TallyReceipts', tally },
  });
  if (submitted.refusal !== null) throw refusalProblem(submitted.refusal, { recorded: true });
  const { changes, ungoverned } = tally;
  return { month, changes, ungoverned, repeated: submitted.repeated };
}

async function receiptsIn({ receipts }: TallyServices, month: string): Promise<readonly SeenReceipt[]> {
  const all: SeenReceipt[] = [];
  let after: string | undefined;
  do {
    const page = await receipts.of(month, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
}
