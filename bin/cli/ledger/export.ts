import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { usageFailure } from '../failure.ts';
import type { Session } from '../service/session.ts';
import { publishedKeys } from './keys.ts';
import { headsOf, readStream } from './source.ts';

interface Counts {
  streams: number;
  commits: number;
}

/**
 * `ledger export`: JSON lines. First the public halves of the keys that sign commits, `{key, family, from, spki}`. Each stream begins with
 * its reported head, `{account, seq, hash}`, so that a missing tail is noticed; then come its commits as stored.
 */
export async function exportLedger(session: Session, file: string | undefined): Promise<void> {
  if (file === undefined) {
    await writeLines(session, (line) => session.terminal.out(line));
    return;
  }
  const { streams, commits } = await writeFile(session, file);
  const said = session.json
    ? session.document({ file, streams, commits })
    : `${commits} commits of ${streams} streams are in ${file}.\nNext: npx countersign ledger verify --file ${file}\n`;
  session.terminal.out(said);
}

async function writeLines(session: Session, write: (line: string) => void): Promise<Counts> {
  const counts = { streams: 0, commits: 0 };
  for (const key of await publishedKeys(session)) write(`${JSON.stringify(key)}\n`);
  for (const head of await headsOf(session)) {
    write(`${JSON.stringify(head)}\n`);
    counts.streams += 1;
    const commits = await readStream(session, head.account);
    for (const commit of commits) write(`${JSON.stringify(commit)}\n`);
    counts.commits += commits.length;
  }
  return counts;
}

/** Written under another name until it is complete, so a file of this name is never half an export. */
async function writeFile(session: Session, file: string): Promise<Counts> {
  if (existsSync(file)) throw usageFailure(`\`${file}\` exists already`, 'an export is evidence: name a new file');
  const part = `${file}.part`;
  const descriptor = newFile(part);
  let whole = false;
  try {
    const counts = await writeLines(session, (line) => writeSync(descriptor, line));
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
