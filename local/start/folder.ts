import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { logTo } from '../../lambdas/app/log.ts';
import { pageFiles } from '../../lib/bundle.ts';

/** The folder of a local system's data. Only its owner may read it: it contains the demo's tokens and keys. */
export interface Folder {
  readonly path: string;
  /** Whether it is kept when the system ends. */
  readonly kept: boolean;
  /** A folder inside it, made if missing. */
  inner(name: string): Promise<string>;
  /** Writes a file that only its owner may read, replacing an older one; returns its path. */
  write(name: string, text: string): Promise<string>;
  /** Decides that a temporary folder is kept after all. */
  keep(): void;
  /** Removes the folder unless it is kept. */
  leave(): Promise<void>;
}

/** File with the port of the folder's first start. */
export const PORT_FILE = 'port';

/** The people of a folder sign in at the address of its first start: a subject belongs to its issuer. */
export class PortMoved extends Error {
  constructor(kept: number) {
    super(
      `the people of this folder sign in at port \`${kept}\`; start with \`--port ${kept}\`, or take another folder`,
    );
    this.name = 'PortMoved';
  }
}

/** The port to start with: the kept folder's, or the requested one. Throws `PortMoved` if both exist and differ. */
export async function portOf(given: string | null, asked: number): Promise<number> {
  const text = given === null ? '' : await readFile(join(resolve(given), PORT_FILE), 'utf8').catch(() => '');
  const kept = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : undefined;
  if (kept !== undefined && asked !== 0 && asked !== kept) throw new PortMoved(kept);
  return kept ?? asked;
}

/** Opens the folder at a path, made if missing; without a path a temporary one. `removed`: one with a path is removed too when it is left. */
export async function openFolder(given: string | null, { removed = given === null } = {}): Promise<Folder> {
  const path = given === null ? await mkdtemp(join(tmpdir(), 'countersign-')) : resolve(given);
  await mkdir(path, { recursive: true, mode: 0o700 });
  let isKept = !removed;
  const inner = async (name: string): Promise<string> => {
    await mkdir(join(path, name), { recursive: true, mode: 0o700 });
    return join(path, name);
  };
  return {
    path,
    kept: !removed,
    inner,
    write: async (name, text) => {
      await writeFile(join(path, name), text, { mode: 0o600 });
      return join(path, name);
    },
    keep: () => {
      isKept = true;
    },
    leave: async () => {
      if (!isKept) await rm(path, { recursive: true, force: true });
    },
  };
}

export const LOG_FILE = 'log.jsonl';

/** Writes the functions' log, one JSON object for each line, to a file in this folder. Returns a function that ends it. */
export function logInto(folder: string): () => Promise<void> {
  const file = createWriteStream(join(folder, LOG_FILE), { flags: 'a', mode: 0o600 });
  logTo((line) => file.write(line));
  return () => {
    logTo(() => undefined);
    return new Promise((resolve) => file.end(resolve));
  };
}

/**
 * Writes the files of the requester's page or of the console, built as for a deployment, where the functions find them; returns the folder.
 * `before` runs before the page's own script.
 */
export async function writePage(folder: Folder, page: 'requester' | 'staff', before = ''): Promise<string> {
  const place = await folder.inner(`page-${page}`);
  for (const [name, text] of Object.entries(pageFiles(page)))
    await folder.write(join(`page-${page}`, name), name === 'page.js' ? before + text : text);
  return place;
}
