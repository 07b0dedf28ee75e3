import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { partMissing } from '../../core/recovery/state/situation.ts';
import { mayRead, NOBODY } from '../../core/recovery/views/readers.ts';
import { isFound, type Search, type Trace } from '../../core/recovery/views/trace.ts';
import { normalAddress } from '../../core/registry/person.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Page, People, RecoveryView } from '../../ports/workspace.ts';
import { refusalProblem } from '../problem.ts';
import type { ReadingServices } from './reading.ts';

export interface SearchServices extends Pick<ReadingServices, 'views'> {
  readonly people: Pick<People, 'find'>;
}

/** What is asked: a search, and the time in which the recoveries were opened. */
export interface SearchAsked extends Search {
  readonly which: 'open' | 'ended';
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A recovery as a search shows it. */
export interface FoundRecovery extends Omit<RecoveryView, 'readership' | 'trace'> {
  readonly trace: Trace | null;
}

export interface SearchPage extends Page<FoundRecovery> {
  /** The opening of the last recovery that was looked at; null when all were. */
  readonly lookedBackTo: Instant | null;
}

/** Views that one query reads, and most queries of one search: it answers in time, and a cursor goes on where it stopped. */
const BATCH = 100;
const MOST_BATCHES = 20;

/** Most registered addresses that one search looks up; a further one is taken as it is written, and finds nothing. */
export const MOST_ADDRESSES = 8;

/**
 * One page of the recoveries that a search finds, newest first. Only for those who may read every recovery, so that neither a count nor a
 * cursor tells of one that they may not. Eventually consistent. Throws `role-missing`; `AdapterError` `cursor-malformed`.
 */
export async function searchRecoveries(
  { views, people }: SearchServices,
  actor: PersonActor,
  { which, from, to, limit, ...asked }: SearchAsked,
): Promise<SearchPage> {
  assertReadsAll(actor);
  const search = await named(people, asked);
  const found: FoundRecovery[] = [];
  // Ranks go on with an id after the opening; `~` is behind every id.
  let after = asked.after ?? (to === undefined ? undefined : views.cursorAt(which, { openedAt: to, id: '~' }));
  for (let batch = 1; ; batch += 1) {
    const { items, next } = await views.list(which, { limit: BATCH, ...(after === undefined ? {} : { after }) });
    for (const { readership: _, ...view } of items) {
      if (from !== undefined && view.openedAt < from) return { items: found, lookedBackTo: null };
      if (!isFound(view, search)) continue;
      if (found.length === limit) {
        const last = found[limit - 1];
        const rest = last === undefined ? {} : { next: views.cursorAt(which, last) };
        return { items: found, ...rest, lookedBackTo: last?.openedAt ?? null };
      }
      found.push(view);
    }
    if (next === undefined) return { items: found, lookedBackTo: null };
    after = next;
    if (batch === MOST_BATCHES) return { items: found, next, lookedBackTo: items.at(-1)?.openedAt ?? null };
  }
}

/** INVARIANT: who may read a recovery of which nothing is known may read every one (ADR 25). Throws `role-missing`. */
export function assertReadsAll(actor: PersonActor): void {
  if (!mayRead(actor, NOBODY)) throw refusalProblem(partMissing(actor, 'auditor', 'on-duty').refusal);
}

/** The search with ids in place of registered addresses: recoveries name people by their ids. */
async function named(people: SearchServices['people'], search: Search): Promise<Search> {
  const { words = '', person, approver } = search;
  const texts = new Set([person ?? '', approver ?? '', ...words.split(/\s+/)].filter((text) => text.includes('@')));
  const addresses = [...texts].slice(0, MOST_ADDRESSES);
  const idOf = async (text: string): Promise<string> =>
    addresses.includes(text) ? ((await people.find(`address:${normalAddress(text)}`))?.person ?? text) : text;
  return {
    ...search,
    words: (await Promise.all(words.split(/\s+/).map(idOf))).join(' '),
    ...(person === undefined ? {} : { person: await idOf(person) }),
    ...(approver === undefined ? {} : { approver: await idOf(approver) }),
  };
}
