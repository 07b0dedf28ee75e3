import { monthOf, type SeenReceipt } from '../../../lambdas/core/recovery/state/tally.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import type { ReceiptViews, ShownTally } from '../../../lambdas/ports/receipts.ts';

/** Receipts in memory; a cursor is the number of what was shown. */
export class ModelReceipts implements ReceiptViews {
  readonly noted = new Map<string, SeenReceipt>();
  readonly tallies = new Map<string, ShownTally>();

  async note(receipt: SeenReceipt): Promise<void> {
    this.noted.set(`${receipt.account}#${receipt.seq}`, receipt);
  }

  async of(month: string, { limit, after = '0' }: { readonly limit: number; readonly after?: string }) {
    const from = Number(after);
    if (!Number.isSafeInteger(from)) throw new AdapterError('cursor-malformed', { retryable: false });
    const all = [...this.noted.values()].filter(({ recordedAt }) => monthOf(recordedAt) === month).reverse();
    const next = from + limit < all.length ? { next: String(from + limit) } : {};
    return { items: all.slice(from, from + limit), ...next };
  }

  async noteTally(tally: ShownTally): Promise<void> {
    if ((this.tallies.get(tally.month)?.seq ?? 0) <= tally.seq) this.tallies.set(tally.month, tally);
  }

  async tally(month: string) {
    return this.tallies.get(month);
  }
}
