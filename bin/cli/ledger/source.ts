import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { StreamHead } from '../../../lambdas/ports/workspace.ts';
import { EXIT, Failure, usageFailure } from '../failure.ts';
import { commitsOf, list } from '../service/pages.ts';
import type { Session } from '../service/session.ts';
import { type PublishedKey, parseKey } from './keys.ts';
import { parseHead } from './stored.ts';

/** One stream as read: commits in order, unverified, and its reported head. */
export interface StreamRows {
  readonly account: string;
  readonly rows: readonly unknown[];
  readonly reported: StreamHead | undefined;
}

/** The heads that the service reports, read before the commits. */
export const headsOf = async (session: Session): Promise<readonly StreamHead[]> =>
  (await list<StreamHead>(session, { path: ['ledger'] })).items;

/** All commits of a stream from the service; empty for an unknown stream, which a reported head may contradict. */
export async function readStream(session: Session, account: string): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  try {
    for await (const page of commitsOf(session, account)) rows.push(...page);
  } catch (error) {
    if (!(error instanceof Failure) || error.problem.code !== UNKNOWN) throw error;
  }
  return rows;
}

const UNKNOWN = 'stream-unknown';

/** A stream with neither commits nor a head: most likely a misspelled name. */
export const unknownStream = (account: string): Failure =>
  new Failure(
    EXIT.refused,
    { code: UNKNOWN, title: `nothing is recorded for \`${account}\`` },
    { hint: 'check the spelling; `npx countersign ledger verify` without names checks all streams' },
  );

/** The contents of an export. */
export interface Export {
  readonly streams: readonly StreamRows[];
  readonly keys: readonly PublishedKey[];
  /** It has some streams of the ledger: what is counted over all of them cannot be counted in it. */
  readonly isPart: boolean;
}

/** The public halves and the streams of an export, in its order. Throws a `Failure` for a line that is neither. */
export async function readExport(file: string): Promise<Export> {
  const keys: PublishedKey[] = [];
  const streams = new Map<string, { rows: unknown[]; reported: StreamHead | undefined }>();
  let isPart = false;
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    if (line === '') continue;
    const row = parsed(line);
    const key = parseKey(row);
    if (key !== undefined) {
      keys.push(key);
      continue;
    }
    if (isPartLine(row)) {
      isPart = true;
      continue;
    }
    const account = typeof row === 'object' && row !== null && 'account' in row ? row.account : undefined;
    if (typeof account !== 'string') throw notAnExport(file, number);
    const stream = streams.get(account) ?? { rows: [], reported: undefined };
    const head = parseHead(row);
    if (head === undefined) stream.rows.push(row);
    else stream.reported = head;
    streams.set(account, stream);
  }
  return { keys, streams: [...streams].map(([account, stream]) => ({ account, ...stream })), isPart };
}

/** The line of an export that has the streams which somebody asked for, and those that they need. */
export const partLine = (only: readonly string[]) => ({ only });

const isPartLine = (row: unknown): boolean =>
  typeof row === 'object' && row !== null && 'only' in row && Array.isArray(row.only) && !('account' in row);

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw usageFailure(`cannot read \`${file}\` (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const notAnExport = (file: string, line: number): Failure =>
  new Failure(
    EXIT.notIntact,
    { code: 'export-unreadable', title: `line ${line} of \`${file}\` is not a commit`, line },
    { hint: 'export it again: `npx countersign ledger export FILE`' },
  );
