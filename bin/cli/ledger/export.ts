import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { usageFailure } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { publishedKeys } from './keys.ts';
import { neededBy } from './needed.ts';
import { headsOf, partLine, readStream, unknownStream } from './source.ts';

interface Counts {
  streams: number;
  commits: number;
}

/**
 * `ledger export`: JSON lines. First the public halves of the keys that sign commits, `{key, family, from, spki}`. Each stream begins with
 * its reported head, `{account, seq, hash}`, so that a missing tail is noticed; then come its commits as stored. `only`: these streams, and the
 * registry's that are needed to check every signature in them, after the line `{only}`; none: all.
 */
export async function exportLedger(session: Session, file: string | undefined, only: readonly string[]): Promise<void> {
  if (file === undefined) {
    await writeLines(session, only, (line) => session.terminal.out(line));
    return;
  }
  const { streams, commits } = await writeFile(session, file, only);
  const said = session.json
    ? session.document({ file, streams, commits })
    : `${commits} commits of ${streams} streams are in ${file}.\nNext: npx countersign ledger verify --file ${file}\n`;
  session.terminal.out(said);
}

async function writeLines(session: Session, only: readonly string[], write: (line: string) => void): Promise<Counts> {
  const counts = { streams: 0, commits: 0 };
  const heads = await headsOf(session);
  const unknown = only.find((account) => heads.every((head) => head.account !== account));
  if (unknown !== undefined) throw unknownStream(unknown);
  for (const key of await publishedKeys(session)) write(`${JSON.stringify(key)}\n`);
  if (only.length > 0) write(`${JSON.stringify(partLine(only))}\n`);
  const wanted = new Set(only.length === 0 ? heads.map(({ account }) => account) : only);
  // A set that grows while it is walked: each stream names those that it needs.
  for (const account of wanted) {
    const head = heads.find((one) => one.account === account);
    if (head === undefined) continue;
    write(`${JSON.stringify(head)}\n`);
    counts.streams += 1;
    const rows = await readStream(session, account);
    for (const row of rows) write(`${JSON.stringify(row)}\n`);
    counts.commits += rows.length;
    if (only.length > 0) for (const needed of neededBy({ account, rows })) wanted.add(needed);
  }
  return counts;
}

/** Written under another name until it is complete, so a file of this name is never half an export. */
async function writeFile(session: Session, file: string, only: readonly string[]): Promise<Counts> {
  if (existsSync(file)) throw usageFailure(`\`${file}\` exists already`, 'an export is evidence: name a new file');
  const part = `${file}.part`;
  const descriptor = newFile(part);
  let whole = false;
  try {
    const counts = await writeLines(session, only, (line) => writeSync(descriptor, line));
    whole = true;
    return counts;
  } finally {
    closeSync(descriptor);
    if (whole) renameSync(part, file);
    else rmSync(part, { force: true });
  }
}

function newFile(file: string): number {
  try {
    return openSync(file, 'w', 0o600);
  } catch (error) {
    throw usageFailure(`cannot write \`${file}\` (${(error as NodeJS.ErrnoException).code})`);
  }
}
