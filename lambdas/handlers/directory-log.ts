import type { Context } from 'aws-lambda';
import { type Polled, pollLogs } from '../app/intake/log-polling.ts';
import { pollingServices } from '../compose/directory-logs.ts';

/** Schedule: reconciles what the logs of directories show since the last minute with the ledger. */
export const handler = (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<Polled> =>
  pollLogs(pollingServices(), () => context.getRemainingTimeInMillis());
