import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DueGrant, DueGrants, ListedGrant } from '../../lambdas/ports/workspace.ts';
import { eventually } from '../support/eventually.ts';
import { at } from '../support/fixtures.ts';
import type { Fault } from '../support/watched-client.ts';

/** No grant, with a handle that its contract needs. */
export interface DueGrantsUnderTest {
  readonly dueGrants: DueGrants;
  /** Lets the next call fail. */
  failNext(fault: Fault): void;
  stop(): Promise<void>;
}

const aGrant = (recovery: string, seconds: number): DueGrant => ({
  account: `cognito:of-${recovery}`,
  recovery,
  connector: 'cognito',
  expiresAt: at(seconds),
});

type Page = { readonly limit: number; readonly after?: ListedGrant };

const inItsPlace = (grant: DueGrant): ListedGrant => ({ ...grant, dueAt: grant.expiresAt });
const listed = (recovery: string, seconds: number): ListedGrant => inItsPlace(aGrant(recovery, seconds));

export function dueGrantsContract(name: string, start: () => Promise<DueGrantsUnderTest>): void {
  describe(`${name} keeps the contract of the due grants`, () => {
    let test: DueGrantsUnderTest;
    const expectDue = (now: string, grants: readonly DueGrant[], limit = 100): Promise<void> =>
      expectListed(now, grants.map(inItsPlace), { limit });
    const expectListed = (now: string, grants: readonly ListedGrant[], page: Page = { limit: 100 }): Promise<void> =>
      eventually(async () => expect(await test.dueGrants.due(now, page)).toEqual(grants));

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('gives what has ended, oldest first, and nothing that has not', async () => {
      await test.dueGrants.note(aGrant('rec-late', 30));
      await test.dueGrants.note(aGrant('rec-early', 10));
      await test.dueGrants.note(aGrant('rec-future', 31));
      await expectDue(at(30), [aGrant('rec-early', 10), aGrant('rec-late', 30)]);
      await expectDue(at(9), []);
    });

    it('counts a grant that ends this very moment, whatever its recovery is called', async () => {
      const ids = ['!', 'rec-1', 'zzz', '~', 'é'];
      for (const id of ids) await test.dueGrants.note(aGrant(id, 5));
      await expectDue(
        at(5),
        ids.map((id) => aGrant(id, 5)),
      );
      await expectDue(at(4.999), []);
    });

    it('gives the oldest where there are more than asked', async () => {
      for (const seconds of [3, 1, 4, 2]) await test.dueGrants.note(aGrant(`rec-${seconds}`, seconds));
      await expectDue(at(60), [aGrant('rec-1', 1), aGrant('rec-2', 2)], 2);
    });

    it('continues behind a grant, also where others are due at the same moment', async () => {
      for (const id of ['rec-1', 'rec-10', 'rec-2']) await test.dueGrants.note(aGrant(id, 5));
      await test.dueGrants.note(aGrant('rec-late', 6));
      const rest = [listed('rec-10', 5), listed('rec-2', 5), listed('rec-late', 6)];
      await expectListed(at(60), rest, { limit: 100, after: listed('rec-1', 5) });
      await expectListed(at(60), [], { limit: 100, after: listed('rec-late', 6) });
    });

    it('moves a grant back: others come first, and its end stays what it is', async () => {
      await test.dueGrants.note(aGrant('rec-1', 5));
      await test.dueGrants.note(aGrant('rec-2', 6));
      expect(await test.dueGrants.moveBack(listed('rec-1', 5), at(20))).toBe(true);
      await expectListed(at(19), [listed('rec-2', 6)]);
      await expectListed(at(60), [listed('rec-2', 6), { ...listed('rec-1', 5), dueAt: at(20) }]);
    });

    it('moves back no grant that was moved, noted again or cleared since it was listed', async () => {
      for (const id of ['moved', 'noted', 'cleared']) await test.dueGrants.note(aGrant(id, 5));
      await test.dueGrants.moveBack(listed('moved', 5), at(20));
      await test.dueGrants.note(aGrant('noted', 30));
      await test.dueGrants.clear('cleared');
      for (const id of ['moved', 'noted', 'cleared', 'never-there'])
        expect(await test.dueGrants.moveBack(listed(id, 5), at(40))).toBe(false);
      await expectListed(at(60), [{ ...listed('moved', 5), dueAt: at(20) }, listed('noted', 30)]);
    });

    it.each([
      ['and not applied', 'before', listed('rec-1', 5), true],
      ['but applied', 'after', { ...listed('rec-1', 5), dueAt: at(20) }, false],
    ] as const)('survives a move that failed %s', async (_, fault, left, again) => {
      await test.dueGrants.note(aGrant('rec-1', 5));
      test.failNext(fault);
      await expect(test.dueGrants.moveBack(listed('rec-1', 5), at(20))).rejects.toMatchObject({ retryable: true });
      await expectListed(at(60), [left]);
      expect(await test.dueGrants.moveBack(listed('rec-1', 5), at(20))).toBe(again);
      await expectListed(at(60), [{ ...listed('rec-1', 5), dueAt: at(20) }]);
    });

    it('notes a grant once, however often it is told; the last end counts', async () => {
      await test.dueGrants.note(aGrant('rec-1', 5));
      await test.dueGrants.note(aGrant('rec-1', 5));
      await expectDue(at(60), [aGrant('rec-1', 5)]);
      await test.dueGrants.note(aGrant('rec-1', 50));
      await expectDue(at(60), [aGrant('rec-1', 50)]);
      await expectDue(at(49), []);
    });

    it('forgets what is cleared, and again, and what never was', async () => {
      await test.dueGrants.note(aGrant('rec-1', 5));
      await test.dueGrants.note(aGrant('rec-2', 6));
      await test.dueGrants.clear('rec-1');
      await test.dueGrants.clear('rec-1');
      await test.dueGrants.clear('rec-9');
      await expectDue(at(60), [aGrant('rec-2', 6)]);
    });

    it.each([
      ['and not applied', 'before', []],
      ['but applied', 'after', [aGrant('rec-1', 5)]],
    ] as const)('survives a note that failed %s', async (_, fault, left) => {
      test.failNext(fault);
      await expect(test.dueGrants.note(aGrant('rec-1', 5))).rejects.toMatchObject({ retryable: true });
      await expectDue(at(60), left);
      await test.dueGrants.note(aGrant('rec-1', 5));
      await expectDue(at(60), [aGrant('rec-1', 5)]);
    });

    it.each([
      ['and not applied', 'before', [aGrant('rec-1', 5)]],
      ['but applied', 'after', []],
    ] as const)('survives a clearing that failed %s', async (_, fault, left) => {
      await test.dueGrants.note(aGrant('rec-1', 5));
      test.failNext(fault);
      await expect(test.dueGrants.clear('rec-1')).rejects.toMatchObject({ retryable: true });
      await expectDue(at(60), left);
      await test.dueGrants.clear('rec-1');
      await expectDue(at(60), []);
    });
  });
}
