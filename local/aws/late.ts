/** What a service shows that is eventually consistent: values as they were a while ago. */
export class Late<Value> {
  readonly #lagMs: number;
  readonly #now: () => number;
  /** By key, the last change last. Oldest first: what was there until then; undefined where nothing was. */
  readonly #past = new Map<string, { readonly until: number; readonly value: Value | undefined }[]>();
  /** By key, as compared last: values are changed in place. */
  #compared: ReadonlyMap<string, string> | undefined;

  constructor(lagMs: number, now: () => number) {
    this.#lagMs = lagMs;
    this.#now = now;
  }

  /** This value was there until now. It may not be changed afterwards. */
  note(key: string, before: Value | undefined): void {
    const past = this.#past.get(key) ?? [];
    past.push({ until: this.#now(), value: before });
    // At the end, so that the first one is always the one that was changed longest ago.
    this.#past.delete(key);
    this.#past.set(key, past);
    this.#forget();
  }

  /** Notes what was changed since the last call; the first one notes nothing. Values are compared as JSON. */
  compare(values: ReadonlyMap<string, Value>): void {
    const before = this.#compared;
    const now = new Map([...values].map(([key, value]) => [key, JSON.stringify(value)]));
    this.#compared = now;
    if (before === undefined) return;
    for (const key of new Set([...now.keys(), ...before.keys()])) {
      const text = before.get(key);
      if (text !== now.get(key)) this.note(key, text === undefined ? undefined : (JSON.parse(text) as Value));
    }
  }

  /** The value as it is shown now; undefined where it is not there yet. */
  shown(key: string, current: Value | undefined): Value | undefined {
    const past = this.#past.get(key);
    if (past === undefined) return current;
    const first = past.findIndex(({ until }) => until > this.#now() - this.#lagMs);
    if (first < 0) {
      this.#past.delete(key);
      return current;
    }
    past.splice(0, first);
    return past[0]?.value;
  }

  /** What was changed longer ago is shown as it is: memory holds the last changes only. */
  #forget(): void {
    for (const [key, past] of this.#past) {
      if ((past.at(-1)?.until ?? 0) > this.#now() - this.#lagMs) return;
      this.#past.delete(key);
    }
  }

  /** Keys of values whose last change may not be shown yet. */
  get keys(): readonly string[] {
    return [...this.#past.keys()];
  }
}
