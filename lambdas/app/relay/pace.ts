/** Commits of one stream within one minute: more than people make. It is a loop, a flood, or an import. */
export const BUSY = 60;

interface Seen {
  readonly first: number;
  isTold: boolean;
}

/**
 * Counts commits of each stream within a minute of their own time, by their numbers, so a commit that comes again counts once. It knows what
 * one process has seen in the newest minute, and nothing of the minutes before: it is a hint for people on duty, and nothing is decided by it.
 */
export class Pace {
  #minute = Number.NEGATIVE_INFINITY;
  readonly #streams = new Map<string, Seen>();

  /** Whether this commit, written at this time in milliseconds, is the first of its minute that makes its stream busy. */
  isNewlyBusy({ stream, seq }: { readonly stream: string; readonly seq: number }, at: number): boolean {
    const minute = Math.floor(at / 60_000);
    if (!(minute >= this.#minute)) return false;
    if (minute > this.#minute) this.#streams.clear();
    this.#minute = minute;
    const seen = this.#streams.get(stream) ?? { first: seq, isTold: false };
    this.#streams.set(stream, seen);
    if (seen.isTold || seq - seen.first + 1 <= BUSY) return false;
    seen.isTold = true;
    return true;
  }
}
