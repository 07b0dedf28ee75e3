import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Campaigns, CampaignTouch, Hand } from '../../lambdas/ports/workspace.ts';
import { eventually } from '../support/eventually.ts';
import { at } from '../support/fixtures.ts';

export interface CampaignsUnderTest {
  readonly campaigns: Campaigns;
  /** The next call to the store fails, before or after it was applied. */
  failNext(fault: 'before' | 'after'): void;
  stop(): Promise<void>;
}

const AGENT: Hand = { by: 'agent', id: 'person:alex' };
const HOUR = 3600;

const touch = (account: string, over: Partial<CampaignTouch> = {}): CampaignTouch => ({
  ...{ hand: AGENT, account: `cognito:${account}`, at: at(0) },
  ...over,
});

/** What every store of campaign counters must do. */
export function campaignsContract(name: string, start: () => Promise<CampaignsUnderTest>): void {
  describe(`${name} keeps the contract of the campaign counters`, () => {
    let test: CampaignsUnderTest;
    const noted = async (...touches: readonly CampaignTouch[]): Promise<void> => {
      for (const one of touches) await test.campaigns.note(one);
    };
    const expectCounts = (accounts: readonly number[], hands: readonly Hand[] = [AGENT], since = at(-24 * HOUR)) =>
      eventually(async () => {
        const asked = hands.map((hand) => ({ ...hand, since }));
        const counts = await test.campaigns.counts(asked, { now: at(0), except: ['cognito:jane', 'person:jane'] });
        expect(counts).toEqual(hands.map(({ by }, index) => ({ by, accounts: accounts[index] })));
      });

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('has counted nothing of whoever had no part in anything, and nobody where nobody is asked about', async () => {
      await expectCounts([0]);
      await expectCounts([], []);
    });

    it('counts each other account once, however often and when it was recovered', async () => {
      await noted(touch('ann'), touch('ann'), touch('ann', { at: at(-5 * HOUR) }), touch('bob'), touch('jane'));
      await noted(touch('owner of it', { account: 'person:jane' }));
      await expectCounts([2]);
    });

    it('keeps every hand apart, also one of the same name in another part', async () => {
      const others: readonly Hand[] = [
        { by: 'requester', id: AGENT.id },
        { by: 'agent', id: 'person:al' },
        { by: 'desk', id: 'north' },
      ];
      await noted(touch('ann'), touch('bob'), ...others.slice(0, 2).map((hand) => touch('carl', { hand })));
      await expectCounts([2, 1, 1, 0], [AGENT, ...others]);
    });

    it('counts what happened since then, to the hour, and never too little', async () => {
      await noted(touch('ann', { at: at(-24 * HOUR) }), touch('bob', { at: at(-26 * HOUR) }));
      await expectCounts([1]);
      await expectCounts([0], [AGENT], at(-22 * HOUR));
      await expectCounts([2], [AGENT], at(-26 * HOUR));
    });

    it('counts a suspicion for thirty days, to the day, beside hands of the last hours', async () => {
      const caller: Hand = { by: 'suspected-caller', id: '+41790000000' };
      const [days29, days40] = [at(-29 * 24 * HOUR), at(-40 * 24 * HOUR)];
      await noted(
        touch('ann', { hand: caller, at: days29 }),
        touch('bob', { hand: caller, at: days40 }),
        touch('carl', { hand: caller }),
        touch('ann'),
      );
      const asked = [
        { ...caller, since: at(-30 * 24 * HOUR) },
        { ...AGENT, since: at(-24 * HOUR) },
      ];
      await eventually(async () =>
        expect(await test.campaigns.counts(asked, { now: at(0), except: ['cognito:jane', 'person:jane'] })).toEqual([
          { by: 'suspected-caller', accounts: 2 },
          { by: 'agent', accounts: 1 },
        ]),
      );
    });

    it('is not blinded by many accounts at another time of the day', async () => {
      const flood = Array.from({ length: 150 }, (_, n) => touch(`user-${n}`, { at: at(-9 * HOUR) }));
      for (const one of [...flood, touch('ann', { at: at(-2 * HOUR) })]) await test.campaigns.note(one);
      await expectCounts([1], [AGENT], at(-3 * HOUR));
      await expectCounts([100]);
    });

    it('is not blinded by one account that comes again and again', async () => {
      await noted(touch('ann', { at: at(-20 * HOUR) }), touch('bob', { at: at(-20 * HOUR) }));
      const flood = Array.from({ length: 120 }, (_, n) => touch('jane', { at: at(-n * 60) }));
      await Promise.all(flood.map((one) => test.campaigns.note(one)));
      await expectCounts([2]);
    });

    it('counts no further than to 100, also where the asking account was there first', async () => {
      await noted(touch('jane'));
      await Promise.all(Array.from({ length: 110 }, (_, n) => test.campaigns.note(touch(`user-${n}`))));
      await expectCounts([100]);
    });

    it.each([
      ['and not applied', 'before', 0],
      ['but applied', 'after', 1],
    ] as const)('survives a note that failed %s', async (_, fault, left) => {
      test.failNext(fault);
      await expect(test.campaigns.note(touch('ann'))).rejects.toMatchObject({ retryable: true });
      await expectCounts([left]);
      await test.campaigns.note(touch('ann'));
      await expectCounts([1]);
    });

    it.each(['before', 'after'] as const)(
      'says that it cannot count, and never that there is nothing (%s)',
      async (fault) => {
        await noted(touch('ann'));
        test.failNext(fault);
        const asked = [{ ...AGENT, since: at(-HOUR) }];
        const counting = test.campaigns.counts(asked, { now: at(0), except: ['cognito:jane', 'person:jane'] });
        await expect(counting).rejects.toMatchObject({ retryable: true });
        await expectCounts([1]);
      },
    );
  });
}
