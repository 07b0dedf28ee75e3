import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder of states. What is in a fleeting one need not survive a loss of power, which spares most of the time of a save. */
export type StateDirectory = string | { readonly path: string; readonly isFleeting: boolean };

export const pathOf = (directory: StateDirectory): string =>
  typeof directory === 'string' ? directory : directory.path;

/**
 * The state of a fake: one JSON file in the data directory, or only memory. A file is replaced as a whole, so after a crash it contains the
 * state before or after a change. Only its owner can read it: it contains data that a real service would encrypt.
 */
export class StateFile<State> {
  readonly #path: string | undefined;
  readonly #isFleeting: boolean;

  constructor(directory: StateDirectory | undefined, name: string) {
    const path = directory === undefined ? undefined : pathOf(directory);
    if (path !== undefined) mkdirSync(path, { recursive: true, mode: 0o700 });
    this.#path = path === undefined ? undefined : join(path, `${name}.json`);
    this.#isFleeting = typeof directory === 'object' && directory.isFleeting;
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

  /** When it returns, the state survives the end of the process, and a loss of power unless the folder is fleeting. */
  save(state: State): void {
    if (this.#path === undefined) return;
    const next = `${this.#path}.next`;
    const file = openSync(next, 'w', 0o600);
    try {
      writeFileSync(file, JSON.stringify({ version: VERSION, state }));
      if (!this.#isFleeting) fsyncSync(file);
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
