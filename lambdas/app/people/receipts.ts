import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { monthOf } from '../../core/recovery/state/tally.ts';
import type { Surroundings } from '../../ports/ledger.ts';
import type { ReceiptViews } from '../../ports/receipts.ts';
import { assertReadsAll } from './searching.ts';

export interface ReceiptServices {
  readonly receipts: Pick<ReceiptViews, 'of' | 'tally'>;
  readonly surroundings: Pick<Surroundings, 'now'>;
}

/**
 * One page of the changes that the logs of directories showed, recorded in a month (by default the current one), newest first, with the tally
 * of that month once it is made. For people on duty and auditors. Eventually consistent. Throws `role-missing`, `AdapterError` `cursor-malformed`.
 */
export async function receiptsOf(
  { receipts, surroundings }: ReceiptServices,
  actor: PersonActor,
  { month = monthOf(surroundings.now()), ...page }: { month?: string; readonly limit: number; readonly after?: string },
) {
  assertReadsAll(actor);
  const [listed, tally] = await Promise.all([receipts.of(month, page), receipts.tally(month)]);
  return { month, ...listed, tally: tally ?? null };
}
