import type { PersonActor } from '../../core/recovery/state/commands.ts';
import type { StoppedStreams, UnsentNotices } from '../../ports/put-aside.ts';
import { assertReadsAll } from './searching.ts';

export interface PutAsideServices {
  readonly stoppedStreams: Pick<StoppedStreams, 'stopped'>;
  readonly unsentNotices: Pick<UnsentNotices, 'unsent'>;
}

/** Most entries of each kind in one answer. */
const MOST = 50;

/**
 * What the deployment could not do and somebody must look at: streams that a forged commit stops, and messages and notes for tickets that were
 * not sent. For people on duty and auditors. `more`: there are further ones. Eventually consistent. Throws `role-missing`.
 */
export async function putAside({ stoppedStreams, unsentNotices }: PutAsideServices, actor: PersonActor) {
  assertReadsAll(actor);
  const page = { limit: MOST };
  const [stopped, unsent] = await Promise.all([stoppedStreams.stopped(page), unsentNotices.unsent(page)]);
  return {
    stopped: stopped.items,
    unsent: unsent.items,
    more: stopped.next !== undefined || unsent.next !== undefined,
  };
}
