import type { SeenReceipt } from '../recovery/state/tally.ts';
import type { Commit } from './commit.ts';

/** The change that a commit reconciled, as it is listed and counted; undefined for every other commit. One commit reconciles one change. */
export function receiptIn({ account, seq, at, tier, events }: Omit<Commit, 'after'>): SeenReceipt | undefined {
  for (const event of events) {
    const place = { account, seq, recordedAt: at, tier };
    if (event.type === 'GovernedChangeSeen')
      return { ...place, change: event.change, recovery: event.recovery, during: event.during, cause: null };
    if (event.type === 'UngovernedChangeSeen')
      return { ...place, change: event.change, recovery: null, during: null, cause: event.cause };
  }
  return undefined;
}
