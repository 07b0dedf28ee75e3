import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The state of a fake: one JSON file in the data directory, or only memory. A file is replaced as a whole, so after a crash it contains the
 * state before or after a change. Only its owner can read it: it contains data that a real service would encrypt.
 */
export class StateFile<State> {
  readonly #path: string | undefined;

  constructor(directory: string | undefined, name: string) {
    if (directory !== undefined) mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#path = directory === undefined ? undefined : join(directory, `${name}.json`);
  }

  /** The last saved state; undefined when none was saved. Throws for a foreign file. */
  load(): State | undefined {
    const text = this.#read();
    if (text === undefined) return undefined;
    try {
      const { version, state } = JSON.parse(text) as { version: number; state: State };
      if (version === VERSION) return state;
    } catch {
      // Falls through to the error below, like a file of another version.
    }
    throw new Error(`\`${this.#path}\` is not a state of this version; move it away to start again`);
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
