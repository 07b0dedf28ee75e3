import type { Context } from 'aws-lambda';
import { type Polled, pollLogs } from '../app/intake/log-polling.ts';
import { type Tallied, tallyMonth } from '../app/intake/tally.ts';
import { pollingServices, tallyServices } from '../compose/directory-logs.ts';

/**
 * Schedule: reconciles what the logs of directories show since the last minute with the ledger; with `{ "tally": "last-month" }`, or a month such
 * as `2026-10` that is over, it tallies that month.
 */
export const handler = async (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Polled | Tallied> => {
  const tally = typeof event === 'object' && event !== null && 'tally' in event ? event.tally : undefined;
  if (tally !== undefined) return tallyMonth(tallyServices(), String(tally));
  return pollLogs(pollingServices(), () => context.getRemainingTimeInMillis());
};
