import type { Page } from '../../../lambdas/ports/workspace.ts';
import { isCommits, isPage } from './answers.ts';
import { unexpectedAnswer } from './api.ts';
import type { Session } from './session.ts';

const PAGE = 100;

/** The list to read, and its most items. */
export interface Listing {
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly limit?: number;
  readonly after?: string | undefined;
}

/** Items of a list, over as many pages as needed; `next` when there are more than were asked for. */
export async function list<Item>(session: Session, listing: Listing): Promise<Page<Item>> {
  const limit = listing.limit ?? Number.POSITIVE_INFINITY;
  const items: Item[] = [];
  let after = listing.after;
  for (;;) {
    const query = { ...listing.query, limit: Math.min(PAGE, limit - items.length), after };
    const page = session.read(await session.api.get(listing.path, query), isPage);
    items.push(...(page.items as Item[]));
    if (page.next === undefined || items.length >= limit)
      return page.next === undefined ? { items } : { items, next: page.next };
    if (page.next === after) throw unexpectedAnswer(session.url, 200);
    after = page.next;
  }
}

/** All commits of a stream in order, unverified, one page at a time. */
export async function* commitsOf(session: Session, account: string): AsyncGenerator<readonly unknown[]> {
  let from = 1;
  for (;;) {
    const answer = await session.api.get(['ledger', account], { from, limit: PAGE });
    const { commits, next } = session.read(answer, isCommits);
    yield commits;
    if (next === undefined) return;
    if (!(next > from)) throw unexpectedAnswer(session.url, 200);
    from = next;
  }
}
