import { LedgerCorrupt } from '../../core/audit/commit.ts';
import type { LedgerScan } from '../../ports/ledger.ts';
import type { Again, PutOff, Span } from '../../ports/queue.ts';
import { loadCommit } from '../ledger/load.ts';
import { isVoided } from '../ledger/verified.ts';
import { log } from '../log.ts';
import { type AsideServices, isRetryable, relayAsDated } from './records.ts';
import { relay } from './relay.ts';

export interface AgainServices extends AsideServices {
  readonly scan: LedgerScan;
}

/** Pages of the ledger that one message scans, about 1 MB each; the next message continues. */
const PAGES = 20;

/**
 * Works a commit again from the ledger, with all of its effects; for a time range, queues every commit of it separately. Work that can
 * never succeed becomes a dead letter at once. Throws for work that may succeed later.
 */
export async function workAgain(services: AgainServices, again: Again): Promise<void> {
  try {
    if ('stream' in again) await relayPutOff(services, again);
    else await workSpan(services, again);
  } catch (error) {
    if (isRetryable(error)) throw error;
    if (await isOfVoided(services, again, error)) return;
    await services.deadLetters.send([again]);
    log('error', 'relay gave up', { ...again, error });
  }
}

/** With the alert that its record was perhaps put off before: whoever made a record wait would otherwise choose its time in silence. */
async function relayPutOff(services: AgainServices, { writtenAt, ...place }: PutOff): Promise<void> {
  const signed = await loadCommit(services.ledger, place);
  return writtenAt === undefined ? relay(services, signed) : relayAsDated(services, writtenAt, signed);
}

/** A forged commit that was put aside is worked no more once it is voided. */
async function isOfVoided({ ledger }: AgainServices, again: Again, error: unknown): Promise<boolean> {
  if (!(error instanceof LedgerCorrupt) || !('stream' in again) || error.seq !== again.seq) return false;
  return isVoided(ledger, again.stream, again.seq);
}

async function workSpan({ scan, again }: AgainServices, span: Span): Promise<void> {
  let after = span.after;
  for (let page = 1; page <= PAGES; page += 1) {
    const { places, next } = await scan.scan({ ...span, after });
    await again.send(places);
    if (next === null) return;
    after = next;
  }
  await again.send([{ ...span, after }]);
}
