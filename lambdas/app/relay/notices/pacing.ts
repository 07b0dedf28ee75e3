import type { Commit } from '../../../core/audit/commit.ts';
import type { Hours } from '../../../core/policy/hours.ts';
import { findRecovery, type Recovery } from '../../../core/recovery/state/state.ts';
import { openTasks, type ToTell } from '../../../core/recovery/views/asked.ts';
import { type BurstEntry, gathered, type Turn, turnOf } from '../../../core/recovery/views/burst.ts';
import { quietUntil } from '../../../core/recovery/views/quiet.ts';
import { isSame } from '../../../core/values/hash.ts';
import { type Instant, secondsUntil } from '../../../core/values/instant.ts';
import type { Bursts } from '../../../ports/bursts.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { Ledger, Surroundings } from '../../../ports/ledger.ts';
import type { SentNotices } from '../../../ports/sent-notices.ts';
import { loadAll } from '../../ledger/load.ts';
import { type DigestLine, digestWords, type TaskWords } from './words.ts';

export interface PacingServices {
  readonly ledger: Ledger;
  readonly bursts: Bursts;
  readonly sentNotices: SentNotices;
  readonly surroundings: Pick<Surroundings, 'now'>;
  /** When staff are left alone with what can wait; undefined: never. */
  readonly quietHours: Hours | undefined;
  readonly publicUrl: string;
}

/** A message to one reader that asks for a task, or takes it back, and may be paced. */
export interface Paced {
  /** The name of the reader in the marker of sent notices. */
  readonly contact: string;
  readonly one: Pick<ToTell, 'task' | 'says' | 'until'>;
  readonly recovery: Recovery;
  /** Sends this message. */
  readonly alone: () => Promise<void>;
  /** Sends one message for many recoveries. */
  readonly together: (words: TaskWords) => Promise<void>;
}

/** Longest seconds for which the queue keeps a message: shorter than the alarm for late notices takes. */
export const LONGEST_WAIT = 600;

/** A task whose time ends within half an hour is told by itself, at once. */
const URGENT = 1_800;

/**
 * Sends a message, alone or with others, or says after how many seconds it is to come again. What can wait is not sent in quiet hours, and
 * not taken back or reminded of where nobody has heard of it. Of many messages to one reader the first three are sent alone, and the others become one.
 * Throws `AdapterError`.
 */
export async function sendPaced(services: PacingServices, commit: Commit, paced: Paced): Promise<number | null> {
  const now = services.surroundings.now();
  const { one } = paced;
  if (isUnheard(services.quietHours, commit, paced)) return null;
  const end = quietUntil(services.quietHours, one, now);
  if (end !== null) return Math.min(LONGEST_WAIT, secondsUntil(now, end, 1));
  const isUrgent = one.until !== null && secondsUntil(now, one.until) < URGENT;
  if (one.says === 'withdrawn' || isUrgent) return aloneNow(paced);
  const { account: stream, seq } = commit;
  const entry = { stream, seq, contact: paced.contact, recovery: paced.recovery.id, task: one.task, at: now };
  const { next, held } = await nextFor(services, entry, now);
  if (next.turn === 'wait') return Math.min(LONGEST_WAIT, next.seconds);
  return next.turn === 'send' ? aloneNow(paced) : tellTogether(services, paced, { held, now });
}

async function aloneNow(paced: Paced): Promise<null> {
  await paced.alone();
  return null;
}

/** A take-back, or a reminder, of something that was still waiting for the end of the quiet hours. */
function isUnheard(hours: Hours | undefined, { at }: Commit, { one, recovery }: Paced): boolean {
  if (one.says !== 'withdrawn' && one.says !== 'reminder') return false;
  const heardAt = quietUntil(hours, { ...one, says: 'asked' }, recovery.stageAt);
  return heardAt !== null && at < heardAt;
}

/** How often a burst is tried that others change at the same time. */
const ATTEMPTS = 8;

async function nextFor(
  { bursts }: PacingServices,
  entry: BurstEntry,
  now: Instant,
): Promise<{ readonly next: Turn; readonly held: readonly BurstEntry[] }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const kept = await bursts.load(entry.contact);
    const { next, burst } = turnOf(kept.burst, entry, now);
    const isKept = isSame(burst, kept.burst) || (await bursts.replace(entry.contact, { ...kept, burst }, now));
    if (isKept) return { next, held: burst.held };
  }
  throw new AdapterError('contended', { retryable: true });
}

/** Tells of everything held that is still asked for, then marks each commit of it: those messages find that they were sent. */
async function tellTogether(
  services: PacingServices,
  paced: Paced,
  { held, now }: { readonly held: readonly BurstEntry[]; readonly now: Instant },
): Promise<null> {
  const lines = await linesOf(services, held);
  if (lines.length === 1 && lines[0]?.recovery === paced.recovery.id) await paced.alone();
  else if (lines.length > 0) await paced.together(digestWords(lines, services.publicUrl));
  await Promise.all(held.map(({ stream, seq, contact }) => services.sentNotices.add({ stream, seq }, [contact], now)));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const kept = await services.bursts.load(paced.contact);
    if (await services.bursts.replace(paced.contact, { ...kept, burst: gathered(kept.burst, held) }, now)) break;
  }
  return null;
}

async function linesOf({ ledger }: PacingServices, held: readonly BurstEntry[]): Promise<readonly DigestLine[]> {
  const streams = [...new Set(held.map(({ stream }) => stream))];
  const states = await loadAll(ledger, streams);
  return held.flatMap(({ stream, recovery: id, task }): readonly DigestLine[] => {
    const state = states[streams.indexOf(stream)];
    const recovery = state === undefined ? undefined : findRecovery(state, id);
    const isOpen = recovery !== undefined && openTasks(recovery).some((one) => one.task === task);
    return state === undefined || !isOpen ? [] : [{ state, recovery: id, task }];
  });
}
