import type { StaffReceipts } from '../../../lambdas/contract/receipts.ts';
import type { Api } from './api.ts';

/** The changes that the logs of directories showed in a month, page after page, and the tally of that month. */
export class ReceiptList {
  /** Null until they were read. */
  shown: StaffReceipts | null = null;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Reads as many rows as are shown; an empty month: the current one. An answer that comes when they are not shown any more is dropped. */
  async read(month: string, isStill: () => boolean): Promise<void> {
    const wanted = this.shown?.items.length ?? 0;
    let page = await this.#api.receipts(month);
    while (page.next !== undefined && page.items.length < wanted) {
      const next: StaffReceipts = await this.#api.receipts(page.month, page.next);
      page = { ...next, items: [...page.items, ...next.items] };
    }
    if (isStill()) this.shown = page;
  }

  /** Reads the next rows. */
  async more(): Promise<void> {
    const { shown } = this;
    if (shown?.next === undefined) return;
    const page = await this.#api.receipts(shown.month, shown.next);
    if (this.shown === shown) this.shown = { ...page, items: [...shown.items, ...page.items] };
  }

  forget(): void {
    this.shown = null;
  }
}

/** The month before or after another. */
export function monthBeside(month: string, step: 1 | -1): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + step;
  return `${Math.trunc(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}
