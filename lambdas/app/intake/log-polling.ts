import type { DirectoryChange } from '../../core/recovery/state/receipts.ts';
import type { DirectoryLog, LogPlaces } from '../../ports/directory-log.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { log } from '../log.ts';
import { reconcile } from './receipts.ts';

export interface PollingServices extends SubmitServices {
  readonly logs: readonly DirectoryLog[];
  readonly places: LogPlaces;
}

/** What one look at the logs found. */
export interface Polled {
  readonly governed: number;
  readonly ungoverned: number;
  readonly notOurs: number;
  /** Entries that can never be recorded, because the stream of their account is stopped. They are in the function's log, which rings. */
  readonly putAside: number;
  /** Every log was read to its end. */
  readonly finished: boolean;
}

/** A page is begun only with this much time left. */
const ENOUGH_MS = 15_000;

/**
 * Reads each log from where the last look ended, and reconciles what it shows. The place moves on when every change of a page is in the ledger:
 * whatever fails is looked at again a minute later, and one directory that cannot be read keeps no other one waiting. Throws when a log
 * could not be read or a change not recorded.
 */
export async function pollLogs(services: PollingServices, millisecondsLeft: () => number): Promise<Polled> {
  const found: Outcome[] = [];
  const failures: unknown[] = [];
  let finished = true;
  for (const one of services.logs) {
    try {
      finished = (await poll(services, { log: one, found, isTime: () => millisecondsLeft() >= ENOUGH_MS })) && finished;
    } catch (error) {
      log('error', 'directory log not read', { connector: one.connector, error });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  const count = (outcome: Outcome): number => found.filter((one) => one === outcome).length;
  const [governed, ungoverned] = [count('governed'), count('ungoverned')];
  return { governed, ungoverned, notOurs: count('not-ours'), putAside: count('put-aside'), finished };
}

type Outcome = 'governed' | 'ungoverned' | 'not-ours' | 'put-aside';

interface Polling {
  readonly log: DirectoryLog;
  readonly found: Outcome[];
  readonly isTime: () => boolean;
}

/** Answers whether the log was read to its end. Another run that was faster goes on instead. */
async function poll(services: PollingServices, { log: from, found, isTime }: Polling): Promise<boolean> {
  const { connector } = from;
  while (isTime()) {
    const place = await services.places.load(connector);
    const page = await from.since(place);
    for (const change of page.changes) found.push(await outcomeOf(services, connector, change));
    if (page.place !== place && !(await services.places.move(connector, place, page.place))) return false;
    if (page.isEnd) return true;
  }
  return false;
}

async function outcomeOf(services: PollingServices, connector: string, change: DirectoryChange): Promise<Outcome> {
  try {
    return (await reconcile(services, connector, change, { prevails: true })).is;
  } catch (error) {
    if (error instanceof AdapterError && error.retryable) throw error;
    // A stream that forged commits stopped takes nothing until two administrators let it go on. The others go on meanwhile.
    log('error', 'directory change put aside', { connector, entry: change.entry, error });
    return 'put-aside';
  }
}
