import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What one start worked out and the next one needs again, by the digest of everything that it follows from: the inputs, the code, the
 * installed packages and the version of Node. So an old entry has another name, and one that is damaged is made anew. A process whose code
 * has changed since it began may run what is no longer there, so it keeps nothing and takes nothing. The folder may be removed at any time.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'node_modules/.cache/countersign');

/** The code that a result can follow from. */
const CODE = ['lambdas', 'lib', 'policies', 'local', 'console', 'package.json', 'package-lock.json'];
/** What is really installed. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Entries of one kind that are left when one is added. */
const MOST_ENTRIES = 8;

/** The place of one result. */
export interface Entry<Value> {
  /** What is kept; undefined when nothing is. */
  readonly found: Value | undefined;
  /** Keeps it, and returns it as a later start will find it. */
  keep(value: Value): Value;
}

/** Where results are kept, and when the process began that works them out, in milliseconds since 1970. */
export interface Keeping {
  readonly folder: string;
  readonly begunAt: number;
}

/** The entry of a result that follows from these inputs and the code alone, and survives JSON. */
export function entryOf<Value>(
  kind: string,
  inputs: readonly string[],
  { folder = FOLDER, begunAt = performance.timeOrigin }: Partial<Keeping> = {},
): Entry<Value> {
  const code = codeDigest(begunAt);
  const path = join(folder, `${kind}-${digestOf(JSON.stringify([code, ...inputs]))}.json`);
  const found = code === undefined ? undefined : read(path);
  return {
    found: found === undefined ? undefined : (JSON.parse(found) as Value),
    keep: (value) => {
      const text = JSON.stringify(value);
      if (code !== undefined && lastChange(codeFiles()) < begunAt) write(path, text, { folder, kind });
      return JSON.parse(text) as Value;
    },
  };
}

/** Undefined when it is not there, or not what was written. */
function read(path: string): string | undefined {
  let entry: string;
  try {
    entry = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const line = entry.indexOf('\n');
  const text = entry.slice(line + 1);
  return entry.slice(0, line) === digestOf(text) ? text : undefined;
}

/** A folder that cannot be written makes the next start slower, and nothing else. */
function write(path: string, text: string, { folder, kind }: { readonly folder: string; readonly kind: string }): void {
  try {
    mkdirSync(folder, { recursive: true });
    const next = `${path}.${process.pid}`;
    writeFileSync(next, `${digestOf(text)}\n${text}`);
    renameSync(next, path);
    const mine = readdirSync(folder).filter((name) => name.startsWith(`${kind}-`));
    const byAge = mine.map((name) => ({ name, at: ageOf(join(folder, name)) })).sort((a, b) => b.at - a.at);
    for (const { name } of byAge.slice(MOST_ENTRIES)) rmSync(join(folder, name), { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    process.emitWarning(`\`${folder}\` cannot be written (${code}), so the next start takes longer`);
  }
}

/** Another process may have removed it in between. */
const ageOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

let known: { readonly digest: string; readonly changedAt: number } | undefined;

/** Of the code that a process runs which began then; undefined when it has changed since. */
function codeDigest(begunAt: number): string | undefined {
  known ??= codeNow();
  return known.changedAt < begunAt ? known.digest : undefined;
}

function codeNow() {
  const files = codeFiles();
  const contents = files.map(({ path }) => [path, digestOf(readFileSync(join(ROOT, path)))]);
  return { digest: digestOf(JSON.stringify([process.version, contents])), changedAt: lastChange(files) };
}

interface CodeFile {
  /** From the root. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

const lastChange = (files: readonly CodeFile[]): number => Math.max(...files.map(({ changedAt }) => changedAt));

const codeFiles = (): readonly CodeFile[] => [...CODE, INSTALLED].flatMap(filesAt);

/** A file, or the files of a folder in order. */
function filesAt(path: string): readonly CodeFile[] {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [{ path, changedAt: stat.ctimeMs }];
  return readdirSync(join(ROOT, path))
    .sort()
    .flatMap((name) => filesAt(join(path, name)));
}

const digestOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
