import { asRow, isRowOf, namesItsBatch } from '../recovery/decide/batch.ts';
import type { AppliedRow } from '../recovery/state/batches.ts';
import type { Command } from '../recovery/state/commands.ts';
import type { LedgerEvent } from '../recovery/state/events.ts';
import type { StreamState } from '../recovery/state/state.ts';
import { isBatchStream } from '../registry/batch.ts';
import { digestOf } from '../values/hash.ts';
import type { Commit } from './commit.ts';

/*
 * A row of a batch changes a record without a proposal of its own, so its commit carries the proof that it belongs to the batch that it names. Whoever
 * verifies a commit looks at the proof. Whoever verifies a stream looks whether two administrators agreed on that batch, on the batch's stream,
 * and that nothing newer is undone.
 */

/** Whether two administrators have confirmed the batch of a row; absent where nobody has looked: then no row counts. */
export type Agreed = (row: AppliedRow) => boolean;

export const NOTHING_AGREED: Agreed = () => false;

const APPLY: Command['type'] = 'ApplyRow';

/** The row that events apply; undefined for none. */
export const appliedIn = (events: readonly LedgerEvent[]): AppliedRow | undefined =>
  events.flatMap((event) => (event.type === 'RowApplied' ? [event.row] : []))[0];

/** The place of the batch that a stored, unverified commit names; undefined where it applies no row. */
export function batchNamedBy({
  bytes,
}: {
  readonly bytes: string;
}): Pick<AppliedRow, 'batch' | 'confirmed'> | undefined {
  if (!bytes.includes('"RowApplied"')) return undefined;
  try {
    const { batch, confirmed } = appliedIn((JSON.parse(bytes) as Commit).events) ?? {};
    return isBatchStream(String(batch)) && Number.isSafeInteger(confirmed)
      ? { batch: String(batch), confirmed: Number(confirmed) }
      : undefined;
  } catch {
    // What cannot be read is for the verification of the commit to refuse.
    return undefined;
  }
}

/** Whether a commit that applies a row has the proof: of exactly the record that it proposes and confirms, on the record's own stream. */
export function isProved({ account, command, events }: Pick<Commit, 'account' | 'command' | 'events'>): boolean {
  const row = appliedIn(events);
  if (row === undefined) return command.type !== APPLY || events.every(({ type }) => type === 'CommandRefused');
  const [, proposed, confirmed, ...more] = events;
  if (events[0]?.type !== 'RowApplied' || proposed === undefined || confirmed === undefined) return false;
  if (more.length > 1 || more.some(({ type }) => type !== 'FirstPasskeyRecorded')) return false;
  const record = recordIn(proposed, confirmed);
  if (record === undefined || !('digest' in proposed) || !('digest' in confirmed)) return false;
  const own = 'person' in record ? record.person : record.account;
  const digest = digestOf(record);
  if (own !== account || proposed.digest !== digest || confirmed.digest !== digest) return false;
  return namesItsBatch(row) && isRowOf(row, asRow(record), row);
}

function recordIn(proposed: LedgerEvent, confirmed: LedgerEvent) {
  if (proposed.type === 'PersonProposed' && confirmed.type === 'PersonConfirmed') return proposed.person;
  return proposed.type === 'ProfileProposed' && confirmed.type === 'ProfileConfirmed' ? proposed.profile : undefined;
}

/**
 * Whether a commit follows on this state: its row, if it applies one, undoes nothing that was confirmed after the rows of its batch were looked at,
 * and says rightly whether it replaces a record.
 */
export function isNewer({ events }: Pick<Commit, 'events'>, { recordedAt }: Pick<StreamState, 'recordedAt'>): boolean {
  const row = appliedIn(events);
  if (row === undefined) return true;
  return recordedAt === null ? !row.replaces : row.replaces && recordedAt < row.lookedAt;
}

/** Whether the state of a batch's stream after the commit that a row names says that the batch was confirmed there. */
export function isAgreedIn({ batch: { current, progress } }: StreamState, row: AppliedRow): boolean {
  if (current === null || progress === null) return false;
  const { root, people, accounts, lookedAt } = current;
  return (
    progress.seq === row.confirmed &&
    lookedAt === row.lookedAt &&
    lookedAt <= progress.proposedAt &&
    progress.proposedBy !== progress.confirmedBy &&
    [root === row.root, people === row.people, accounts === row.accounts].every(Boolean)
  );
}
