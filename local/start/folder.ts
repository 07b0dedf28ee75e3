import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where a local system keeps what it keeps. Only its owner may read it: it holds tokens and keys of the demo. */
export interface Folder {
  readonly path: string;
  /** Whether it outlives the system. */
  readonly kept: boolean;
  /** A folder inside it, made where it is missing. */
  inner(name: string): Promise<string>;
  /** Puts a file that only its owner may read in place of an older one; returns its path. */
  write(name: string, text: string): Promise<string>;
  /** Removes it unless it is kept. */
  leave(): Promise<void>;
}

/** Opens the folder at a path, made where it is missing; without a path a temporary one. */
export async function openFolder(given: string | null): Promise<Folder> {
  const path = given === null ? await mkdtemp(join(tmpdir(), 'countersign-')) : resolve(given);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const inner = async (name: string): Promise<string> => {
    await mkdir(join(path, name), { recursive: true, mode: 0o700 });
    return join(path, name);
  };
  return {
    path,
    kept: given !== null,
    inner,
    write: async (name, text) => {
      await writeFile(join(path, name), text, { mode: 0o600 });
      return join(path, name);
    },
    leave: async () => {
      if (given === null) await rm(path, { recursive: true, force: true });
    },
  };
}
