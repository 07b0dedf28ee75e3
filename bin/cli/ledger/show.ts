import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import type { StoredCommit } from '../../../lambdas/core/audit/verify.ts';
import type { Session } from '../service/session.ts';
import { actorInWords, eventsInWords } from '../text/events.ts';
import { printable, table, type View } from '../text/print.ts';
import { absolute } from '../text/times.ts';
import { readStream, unknownStream } from './source.ts';
import { parseStored } from './stored.ts';

/** `ledger show`: the commits as stored, unverified. */
export async function showLedger(session: Session, account: string, recovery: string | undefined): Promise<void> {
  const rows = await readStream(session, account);
  if (rows.length === 0) throw unknownStream(account);
  const commits = rows.filter((row) => recovery === undefined || commitIn(row)?.recovery === recovery);
  if (session.json) return session.terminal.out(session.document({ account, commits }));
  session.terminal.out(
    commits.length === 0
      ? `nothing of recovery ${recovery} is recorded for ${printable(account)}\n`
      : table(
          ['#', 'AT', 'HASH', 'RECOVERY', 'WHO', 'WHAT'],
          commits.map((row) => line(row, session.view)),
          session.style,
        ),
  );
}

function line(row: unknown, { style }: View): readonly string[] {
  const stored = parseStored(row);
  const commit = commitIn(row);
  if (stored === undefined || commit === undefined) return [String(stored?.seq ?? '?'), style.bad('cannot be read')];
  const { seq, at, recovery, actor, events } = printable(commit);
  const words = [actorInWords(actor), eventsInWords(events, at)];
  return [String(seq), absolute(at), stored.hash.slice(0, 12), recovery ?? '-', ...words];
}

/** The commit in unverified bytes, if it has the members that are shown. */
function commitIn(row: unknown): Commit | undefined {
  try {
    const commit = JSON.parse((row as StoredCommit).bytes) as Commit;
    return Array.isArray(commit.events) && typeof commit.actor === 'object' ? commit : undefined;
  } catch {
    return undefined;
  }
}
