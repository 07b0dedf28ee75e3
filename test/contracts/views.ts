import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Alert } from '../../lambdas/core/audit/alert.ts';
import { NOBODY } from '../../lambdas/core/recovery/views/readers.ts';
import type {
  HeldTicket,
  Page,
  RecoveryView,
  StreamHead,
  StreamStanding,
  Views,
} from '../../lambdas/ports/workspace.ts';
import { eventually } from '../support/eventually.ts';
import { at } from '../support/fixtures.ts';
import type { Fault } from '../support/watched-client.ts';

/** Empty views, with a handle that their contract needs. */
export interface ViewsUnderTest {
  readonly views: Views;
  /** Lets the next call fail. */
  failNext(fault: Fault): void;
  stop(): Promise<void>;
}

/** A recovery that was opened so many seconds after the beginning. */
const aView = (seconds: number, over: Partial<RecoveryView> = {}): RecoveryView => ({
  id: `rec-${seconds}`,
  account: 'cognito:jane',
  action: 'reset-password',
  status: 'proofing',
  ended: false,
  tier: null,
  kind: 'human',
  openedAt: at(seconds),
  updatedAt: at(seconds + 1),
  seq: 4,
  expiresAt: null,
  readership: NOBODY,
  trace: null,
  ...over,
});

const aHead = (name: string, seq: number): StreamHead => ({ account: `cognito:${name}`, seq, hash: `hash-${seq}` });

const aTicket = (id: string, seconds: number): HeldTicket => ({
  source: 'jira',
  id,
  cause: 'action-unmapped',
  at: at(seconds),
});

const anAlert = (seq: number, seconds: number): Alert => ({
  ...{ severity: 'critical', account: 'cognito:jane', recovery: null, seq, at: at(seconds), what: ['AccountFrozen'] },
  ...{ tier: null, kind: 'human' },
});

const aStanding = (name: string, seq: number): StreamStanding => ({
  ...{ stream: `cognito:${name}`, seq, freeze: { at: at(seq), cause: 'adverse' }, proposals: [] },
});

type PageOf = { readonly limit: number; readonly after?: string };

/** Every page of a listing, one after the other. */
async function pagesOf<Item>(limit: number, list: (page: PageOf) => Promise<Page<Item>>): Promise<Item[][]> {
  const pages: Item[][] = [];
  let page: PageOf = { limit };
  for (;;) {
    const { items, next } = await list(page);
    pages.push([...items]);
    if (next === undefined) return pages;
    page = { limit, after: next };
  }
}

export function viewsContract(name: string, start: () => Promise<ViewsUnderTest>): void {
  describe(`${name} keeps the contract of the views`, () => {
    let test: ViewsUnderTest;
    const shows = <Item>(list: (page: PageOf) => Promise<Page<Item>>, items: readonly Item[]): Promise<void> =>
      eventually(async () => expect(await list({ limit: 100 })).toEqual({ items }));
    const open = (page: PageOf) => test.views.list('open', page);
    const ended = (page: PageOf) => test.views.list('ended', page);
    const put = (view: RecoveryView) => test.views.noteHead(aHead('jane', view.seq), view);
    const heads = (page: PageOf) => test.views.heads(page);
    const tickets = (page: PageOf) => test.views.heldTickets(page);

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('lists recoveries newest first, open and ended apart', async () => {
      const views = [aView(1), aView(3), aView(2), aView(4, { ended: true, status: 'denied', tier: 'critical' })];
      for (const view of views) await put(view);
      await shows(open, [aView(3), aView(2), aView(1)]);
      await shows(ended, views.slice(3));
    });

    it('moves a recovery to the ended ones when it ends', async () => {
      await put(aView(1, { seq: 4 }));
      const closed = aView(1, { seq: 9, ended: true, status: 'closed', expiresAt: at(60) });
      await put(closed);
      await shows(open, []);
      await shows(ended, [closed]);
    });

    it('does not put an earlier commit over a later one, and the same one again without harm', async () => {
      const later = aView(1, { seq: 9, status: 'granted' });
      await put(later);
      await put(aView(1, { seq: 8, status: 'executing' }));
      await shows(open, [later]);
      await put(later);
      await shows(open, [later]);
    });

    it('puts what is made of the same commit anew, as after an upgrade', async () => {
      await put(aView(1, { seq: 9 }));
      await put(aView(1, { seq: 9, status: 'named otherwise' }));
      await shows(open, [aView(1, { seq: 9, status: 'named otherwise' })]);
    });

    it('notes a head and puts a view though a later commit has put the other', async () => {
      await test.views.noteHead(aHead('jane', 9));
      await test.views.noteHead(aHead('jane', 4), aView(1, { seq: 4 }));
      await shows(open, [aView(1, { seq: 4 })]);
      await shows(heads, [aHead('jane', 9)]);
      await test.views.noteHead(aHead('jane', 12), aView(1, { seq: 3 }));
      await shows(open, [aView(1, { seq: 4 })]);
      await shows(heads, [aHead('jane', 12)]);
    });

    it('comes to the newest of each when many commits are noted at once', async () => {
      const seqs = [4, 5, 6, 7, 8, 9];
      const note = (seq: number) =>
        eventually(() => test.views.noteHead(aHead('jane', seq), aView(1, { seq, status: `after ${seq}` })));
      await Promise.all(seqs.map(note));
      await shows(open, [aView(1, { seq: 9, status: 'after 9' })]);
      await shows(heads, [aHead('jane', 9)]);
    });

    it.each([
      [5, [2, 2, 1]],
      [4, [2, 2]],
      [1, [1]],
      [0, [0]],
    ])('shows %s recoveries in pages of two, and says which page is the last', async (count, sizes) => {
      const views = Array.from({ length: count }, (_, index) => aView(count - index));
      for (const view of views) await put(view);
      await eventually(async () => {
        const pages = await pagesOf(2, open);
        expect(pages.map((page) => page.length)).toEqual(sizes);
        expect(pages.flat()).toEqual(views);
      });
    });

    it('gives pages that stay in place while recoveries go on and new ones are opened', async () => {
      for (const seconds of [1, 2, 3]) await put(aView(seconds));
      await shows(open, [aView(3), aView(2), aView(1)]);
      const { next = '' } = await open({ limit: 1 });
      await put(aView(9));
      await put(aView(2, { seq: 5, updatedAt: at(100) }));
      await eventually(async () =>
        expect((await open({ limit: 9, after: next })).items).toEqual([
          aView(2, { seq: 5, updatedAt: at(100) }),
          aView(1),
        ]),
      );
    });

    it.each([
      ['nothing', ''],
      ['what is no `next`', '../..%00é'],
      ['a word', 'zzz'],
      ['the beginning of everything', 'AA'],
      ['more than a key can hold', '77-_'.repeat(2_000)],
    ])('gives no page after %s: it would look like the end', async (_, after) => {
      await put(aView(1));
      for (const list of [open, ended, heads, tickets])
        await expect(list({ limit: 10, after })).rejects.toMatchObject({ code: 'cursor-malformed', retryable: false });
    });

    it('gives no page after the `next` of another listing', async () => {
      for (const seconds of [1, 2]) await put(aView(seconds));
      await shows(open, [aView(2), aView(1)]);
      const { next = '' } = await open({ limit: 1 });
      expect(next).toBe(test.views.cursorAt('open', aView(2)));
      expect(await open({ limit: 1, after: next })).toEqual({ items: [aView(1)] });
      for (const list of [ended, heads, tickets])
        await expect(list({ limit: 1, after: next })).rejects.toMatchObject({ code: 'cursor-malformed' });
    });

    it('notes how far each stream has come, by name, and never goes back', async () => {
      await test.views.noteHead(aHead('jane', 2));
      await test.views.noteHead(aHead('anna', 7));
      await test.views.noteHead(aHead('jane', 3));
      await test.views.noteHead(aHead('jane', 2));
      expect(await test.views.head(aHead('jane', 3).account)).toEqual(aHead('jane', 3));
      expect(await test.views.head('cognito:nobody')).toBeUndefined();
      await shows(heads, [aHead('anna', 7), aHead('jane', 3)]);
      expect(await pagesOf(1, heads)).toEqual([[aHead('anna', 7)], [aHead('jane', 3)]]);
    });

    it('lists held tickets by how long they have waited, once each', async () => {
      await test.views.holdTicket(aTicket('T-2', 20));
      await test.views.holdTicket(aTicket('T-1', 10));
      await test.views.holdTicket(aTicket('T-2', 20));
      await test.views.holdTicket({ ...aTicket('T-1', 30), source: 'zendesk' });
      await shows(tickets, [aTicket('T-1', 10), aTicket('T-2', 20), { ...aTicket('T-1', 30), source: 'zendesk' }]);
      expect((await pagesOf(2, tickets)).map((page) => page.length)).toEqual([2, 1]);
    });

    it('does not hold a released ticket again when the event that held it comes again; a later event holds it', async () => {
      await test.views.holdTicket(aTicket('T-1', 10));
      await test.views.releaseTicket('jira', 'T-1');
      await test.views.releaseTicket('jira', 'T-1');
      await test.views.holdTicket(aTicket('T-1', 10));
      await shows(tickets, []);
      await test.views.holdTicket(aTicket('T-1', 11));
      await shows(tickets, [aTicket('T-1', 11)]);
    });

    it('releases a ticket that nobody has held', async () => {
      await test.views.releaseTicket('jira', 'T-9');
      await shows(tickets, []);
      await test.views.holdTicket(aTicket('T-9', 1));
      await shows(tickets, [aTicket('T-9', 1)]);
    });

    it('holds a ticket whatever its source calls it', async () => {
      const odd = aTicket('é#'.repeat(4_000), 1);
      await test.views.holdTicket(odd);
      await shows(tickets, [odd]);
      await test.views.releaseTicket(odd.source, odd.id);
      await shows(tickets, []);
    });

    it('lists alerts newest first, once each, however often they are noted', async () => {
      const alerts = [anAlert(2, 20), anAlert(1, 10), anAlert(3, 30)];
      for (const alert of [...alerts, anAlert(2, 20)]) await test.views.noteAlert(alert);
      await shows((page) => test.views.alerts(page), [anAlert(3, 30), anAlert(2, 20), anAlert(1, 10)]);
      expect(await pagesOf(2, (page) => test.views.alerts(page))).toEqual([
        [anAlert(3, 30), anAlert(2, 20)],
        [anAlert(1, 10)],
      ]);
    });

    it('lists what waits of each stream, until nothing of it does, and never goes back', async () => {
      const waits = (page: PageOf) => test.views.standings(page);
      await test.views.showStanding(aStanding('jane', 4));
      await test.views.showStanding(aStanding('anna', 2));
      await shows(waits, [aStanding('anna', 2), aStanding('jane', 4)]);
      await test.views.showStanding({ ...aStanding('jane', 5), freeze: null });
      await test.views.showStanding(aStanding('jane', 4));
      await shows(waits, [aStanding('anna', 2)]);
      const proposed = { of: 'lift', digest: 'd', by: 'person:adam', at: at(9) } as const;
      const again = { ...aStanding('jane', 6), freeze: null, proposals: [proposed] };
      await test.views.showStanding(again);
      await shows(waits, [aStanding('anna', 2), again]);
    });

    it.each([
      ['and not applied', 'before'],
      ['but applied', 'after'],
    ] as const)('survives writes that failed %s', async (_, fault) => {
      const writes: readonly (() => Promise<void>)[] = [
        () => put(aView(1)),
        () => test.views.noteHead(aHead('anna', 2)),
        () => test.views.holdTicket(aTicket('T-1', 1)),
        () => test.views.holdTicket(aTicket('T-2', 2)),
        () => test.views.releaseTicket('jira', 'T-1'),
        () => test.views.noteAlert(anAlert(1, 1)),
        () => test.views.showStanding(aStanding('jane', 1)),
      ];
      for (const write of writes) {
        test.failNext(fault);
        await expect(write()).rejects.toMatchObject({ retryable: true });
        await write();
      }
      await shows(open, [aView(1)]);
      await shows(heads, [aHead('anna', 2), aHead('jane', 4)]);
      await shows(tickets, [aTicket('T-2', 2)]);
    });
  });
}
