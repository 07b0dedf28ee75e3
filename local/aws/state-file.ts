import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where a fake keeps its state: one JSON file in the data directory, or nowhere. A file is replaced as a whole, so that after a crash it
 * holds either the state before a change or the one after it. Readable by its owner only: it holds what a real service would encrypt.
 */
export class StateFile<State> {
  readonly #path: string | undefined;

  constructor(directory: string | undefined, name: string) {
    if (directory !== undefined) mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#path = directory === undefined ? undefined : join(directory, `${name}.json`);
  }

  /** The state as it was saved last; undefined where none has been. Throws for a file that is none of ours. */
  load(): State | undefined {
    const text = this.#read();
    if (text === undefined) return undefined;
    try {
      const { version, state } = JSON.parse(text) as { version: number; state: State };
      if (version === VERSION) return state;
    } catch {
      // Told below, together with a file of another version.
    }
    throw new Error(`\`${this.#path}\` is no state of this version; move it away to start anew`);
  }

  /** Durable when it returns. */
  save(state: State): void {
    if (this.#path === undefined) return;
    const next = `${this.#path}.next`;
    const file = openSync(next, 'w', 0o600);
    try {
      writeFileSync(file, JSON.stringify({ version: VERSION, state }));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, this.#path);
  }

  #read(): string | undefined {
    if (this.#path === undefined) return undefined;
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

const VERSION = 1;
