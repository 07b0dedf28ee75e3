import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state/state.ts';
import { mayRead, type Readership, readershipOf, relatedNow } from '../../core/recovery/views/readers.ts';
import type { Page, RecoveryView } from '../../ports/workspace.ts';
import { load } from '../ledger/load.ts';
import type { ReadingServices } from './reading.ts';

type Listing = Pick<ReadingServices, 'ledger' | 'views'>;
type Shown = Omit<RecoveryView, 'readership' | 'trace'>;

/** Views that one query reads. */
const BATCH = 100;

/**
 * One page of the recoveries that this person may read, as `showRecovery` would decide it. Views say which could be theirs; the ledger
 * decides, one read for each account. INVARIANT: items, their number and the cursor tell nothing of any other recovery: pages are filled
 * with what may be read, and a cursor names the last item that was shown. Throws `AdapterError` `cursor-malformed`.
 */
export async function listReadable(
  { views, ledger }: Listing,
  actor: PersonActor,
  { which, ...page }: { readonly which: 'open' | 'ended'; readonly limit: number; readonly after?: string },
): Promise<Page<Shown>> {
  const states = new Map<string, Promise<StreamState>>();
  const stateOf = (account: string) => states.get(account) ?? kept(states, account, load(ledger, account));
  const items: RecoveryView[] = [];
  let after = page.after;
  do {
    const batch = await views.list(which, { limit: BATCH, ...(after === undefined ? {} : { after }) });
    const readable = await Promise.all(
      batch.items
        .filter(({ readership }) => mayRead(actor, readership))
        .map(async (view) => ({ view, is: mayRead(actor, readershipNow(view, await stateOf(view.account))) })),
    );
    items.push(...readable.flatMap(({ view, is }) => (is ? [view] : [])));
    after = batch.next;
  } while (after !== undefined && items.length <= page.limit);
  const shown = items.slice(0, page.limit);
  const last = shown.at(-1);
  const next = items.length > shown.length && last !== undefined ? { next: views.cursorAt(which, last) } : {};
  return { items: shown.map(({ readership: _, trace: __, ...view }) => view), ...next };
}

function kept<Value>(map: Map<string, Promise<Value>>, key: string, value: Promise<Value>): Promise<Value> {
  map.set(key, value);
  return value;
}

/** An ended recovery changes no more; only the people related to its account may. */
function readershipNow({ id, readership }: RecoveryView, state: StreamState): Readership {
  const live = findRecovery(state, id);
  const profile = state.profile.current;
  if (live !== undefined) return readershipOf(live, profile, { isEnded: false });
  return { ...readership, waitsFor: null, related: relatedNow(readership.relations, profile) };
}
