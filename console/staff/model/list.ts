import type { StaffItem, StaffList, StaffThreats } from '../../../lambdas/contract/staff.ts';
import { hasWords } from '../texts/words.ts';
import type { Api } from './api.ts';

type Which = 'open' | 'ended';

/** The recoveries that somebody may read, page after page, and what is searched in them. */
export class ListModel {
  /** Null until the list was read. */
  items: readonly StaffItem[] | null = null;
  next: string | undefined;
  /** Levels that people on duty have raised. */
  threats: StaffThreats['threats'] = [];
  /** Words that a shown row has. */
  filter = '';
  /** Words that the next list is searched for. */
  #carried = '';
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Reads as many rows as are shown. An answer that comes when they are not shown any more (`isStill`) is dropped. */
  async read(which: Which, isStill: () => boolean): Promise<void> {
    const wanted = this.items?.length ?? 0;
    let { items, next } = await this.#api.list(which);
    const { threats } = await this.#api.threats();
    while (next !== undefined && items.length < wanted) {
      const page: StaffList = await this.#api.list(which, next);
      items = [...items, ...page.items];
      next = page.next;
    }
    if (!isStill()) return;
    this.items = items;
    this.next = next;
    this.threats = threats;
  }

  /** Reads the next rows. */
  async more(which: Which): Promise<void> {
    const page = await this.#api.list(which, this.next);
    this.items = [...(this.items ?? []), ...page.items];
    this.next = page.next;
  }

  /** Whether a row has all words that are searched for. */
  get isFound(): boolean {
    return this.items?.some((item) => hasWords(item, this.filter)) === true;
  }

  /** Searches the next list for the same words. */
  carry(words: string): void {
    this.#carried = words;
  }

  /** Nothing of the screen before stays, but words that are searched for on. */
  forget(): void {
    this.items = null;
    this.next = undefined;
    this.filter = this.#carried;
    this.#carried = '';
  }

  /** What a screen is drawn from. */
  contents(): readonly unknown[] {
    return [this.items, this.next, this.threats, this.filter];
  }
}
