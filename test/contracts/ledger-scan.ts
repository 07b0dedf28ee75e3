import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Ledger, LedgerScan } from '../../lambdas/ports/ledger.ts';
import type { LedgerPlace, Span } from '../../lambdas/ports/queue.ts';
import { nextCommits } from '../support/commits.ts';

/** A ledger that is empty, and its scan. */
export interface ScanUnderTest {
  readonly ledger: Ledger;
  readonly scan: LedgerScan;
}

/** Every adapter of the port `LedgerScan` keeps to this. */
export function ledgerScanContract(name: string, start: () => Promise<ScanUnderTest>): void {
  describe(`${name} keeps the contract of the scan of the ledger`, () => {
    let test: ScanUnderTest;
    const streams = ['source:one', 'source:two'];
    const commits = streams.flatMap((stream) => nextCommits(stream, 7));
    const times = commits.map(({ commit }) => commit.at).sort();
    const [first = '', last = ''] = [times[0], times.at(-1)];
    const placesOf = (some: typeof commits): LedgerPlace[] =>
      some.map(({ commit }) => ({ stream: commit.account, seq: commit.seq }));

    beforeAll(async () => {
      test = await start();
      for (const commit of commits) await test.ledger.append(commit);
    });

    async function all(span: Omit<Span, 'after'>): Promise<LedgerPlace[]> {
      const found: LedgerPlace[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<LedgerScan['scan']>> = await test.scan.scan({ ...span, after });
        found.push(...page.places);
        after = page.next;
      } while (after !== null);
      return found.sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.seq - b.seq));
    }

    it('finds every commit of a time once, both ends included, whatever read model knows of it', async () => {
      expect(await all({ since: first, until: last })).toEqual(placesOf(commits));
    });

    it('finds no commit of another time', async () => {
      expect(await all({ since: '2020-01-01T00:00:00.000Z', until: '2020-12-31T00:00:00.000Z' })).toEqual([]);
    });

    it('refuses to go on from what is no `next`', async () => {
      const lost = test.scan.scan({ since: first, until: last, after: 'nowhere' });
      await expect(lost).rejects.toMatchObject({ code: 'cursor-malformed', retryable: false });
    });
  });
}
