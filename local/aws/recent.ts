/** The last items, for display, and listeners that receive each new one. */
export class Recent<Item> {
  readonly #kept: number;
  readonly #items: Item[] = [];
  readonly #listeners = new Set<(item: Item) => void>();

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Oldest first. */
  get items(): readonly Item[] {
    return [...this.#items];
  }

  /** Returns a function that stops listening. */
  subscribe(listener: (item: Item) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > this.#kept) this.#items.shift();
    for (const listener of this.#listeners) listener(item);
  }
}
