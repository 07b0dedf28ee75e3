import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { logTo } from '../../lambdas/app/log.ts';
import { pageFiles } from '../../lib/bundle.ts';

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

/** Where a folder keeps the port of its first start. */
export const PORT_FILE = 'port';

/** The people of a folder sign in at the address that it was first started with: a subject belongs to its issuer. */
export class PortMoved extends Error {
  constructor(kept: number) {
    super(
      `the people of this folder sign in at port \`${kept}\`; start with \`--port ${kept}\`, or take another folder`,
    );
    this.name = 'PortMoved';
  }
}

/** The port to start with: the one that a kept folder knows, or the one that is asked for. Throws `PortMoved` where both say something else. */
export async function portOf(given: string | null, asked: number): Promise<number> {
  const text = given === null ? '' : await readFile(join(resolve(given), PORT_FILE), 'utf8').catch(() => '');
  const kept = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : undefined;
  if (kept !== undefined && asked !== 0 && asked !== kept) throw new PortMoved(kept);
  return kept ?? asked;
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

export const LOG_FILE = 'log.jsonl';

/** Sends what the functions log, one JSON object a line, to a file in this folder. Gives back how to end it. */
export function logInto(folder: string): () => Promise<void> {
  const file = createWriteStream(join(folder, LOG_FILE), { flags: 'a', mode: 0o600 });
  logTo((line) => file.write(line));
  return () => {
    logTo(() => undefined);
    return new Promise((resolve) => file.end(resolve));
  };
}

/** Writes the files of the requester's page, built as for a deployment, where the functions find them; returns the place. */
export async function writeRequesterPage(folder: Folder): Promise<string> {
  const place = await folder.inner('page');
  for (const [name, text] of Object.entries(pageFiles())) await folder.write(join('page', name), text);
  return place;
}
