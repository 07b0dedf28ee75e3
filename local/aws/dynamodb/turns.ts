/**
 * Turns at a table: reads run together, and a write runs alone. First come, first served, so that neither keeps the other waiting. Dynalite
 * writes the entries of an index before the item, so a query in between would meet an item that is not there, and end the process.
 */
export class Turns {
  readonly #tables = new Map<string, Turn>();

  /** Runs work when it has its turn at all these tables; whatever it throws ends its turn. */
  async take<Result>(tables: readonly string[], kind: 'read' | 'write', work: () => Promise<Result>): Promise<Result> {
    const turns = [...new Set(tables)].map((name) => this.#turnOf(name));
    // Places are taken in one step, so two calls never wait for each other.
    const before = turns.map((turn) => (kind === 'write' ? Promise.all([turn.write, turn.reads]) : turn.write));
    const done = Promise.all(before).then(work);
    const ended = done.then(nothing, nothing);
    for (const turn of turns) {
      if (kind === 'read') turn.reads = Promise.all([turn.reads, ended]).then(nothing);
      else Object.assign(turn, { write: ended, reads: Promise.resolve() });
    }
    return done;
  }

  #turnOf(name: string): Turn {
    const known = this.#tables.get(name) ?? { write: Promise.resolve(), reads: Promise.resolve() };
    this.#tables.set(name, known);
    return known;
  }
}

interface Turn {
  /** The end of the last write. */
  write: Promise<void>;
  /** The end of all reads since then. */
  reads: Promise<void>;
}

const nothing = (): void => undefined;
