import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { LedgerCorrupt, type SignedCommit } from '../../lambdas/core/audit/commit.ts';
import type { StoredCommit } from '../../lambdas/core/audit/verify.ts';
import { derivedId, MARK_DIGITS, markedId, sha256 } from '../../lambdas/core/values/hash.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { type Ledger, MOST_OF_A_RECOVERY } from '../../lambdas/ports/ledger.ts';
import { anOpening, nextCommit, nextCommits, stored } from '../support/commits.ts';
import { eventually } from '../support/eventually.ts';
import { anEnvelope, aPolicy, at, fixedSurroundings, PLANNING } from '../support/fixtures.ts';
import type { Fault } from '../support/watched-client.ts';

/** An empty ledger, with the handles that its contract needs behind its back. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  /** Lets the next call fail. */
  failNext(fault: Fault): void;
  /** Requests that the store has answered so far. */
  requests(): number;
  /** Changes what stands at a number, as no role can. */
  alter(account: string, seq: number, change: Partial<StoredCommit>): Promise<void>;
  stop(): Promise<void>;
}

const unavailable = { name: AdapterError.name, retryable: true };
const SLOW = 180_000;

export function ledgerContract(name: string, start: () => Promise<LedgerUnderTest>): void {
  describe(`${name} keeps the contract of the ledger`, () => {
    let test: LedgerUnderTest;
    let streams = 0;
    /** A stream that no other test of this suite uses. */
    const fresh = (): string => {
      streams += 1;
      return `cognito:user-${streams}`;
    };
    const append = async (commits: readonly SignedCommit[]): Promise<void> => {
      for (let from = 0; from < commits.length; from += 50) {
        const answers = await Promise.all(commits.slice(from, from + 50).map((one) => test.ledger.append(one)));
        expect(new Set(answers)).toEqual(new Set(['appended']));
      }
    };
    const rowsOf = (account: string): Promise<readonly StoredCommit[]> =>
      test.ledger.read(account, { from: 1, limit: 100_000 });

    beforeAll(async () => {
      test = await start();
    }, SLOW);
    afterAll(() => test.stop());

    it('gives the newest commits of several streams as they are now, whatever it has seen of them before', async () => {
      const [first, second, empty] = [fresh(), fresh(), fresh()];
      const [one, two] = [nextCommits(first, 4), nextCommits(second, 4)];
      const newest = () => test.ledger.heads([second, empty, first, second]);
      await append(one.slice(0, 2));
      expect(await newest()).toEqual([undefined, undefined, one[1], undefined]);
      await append(two.slice(0, 1));
      expect(await newest()).toEqual([two[0], undefined, one[1], two[0]]);
      expect(await newest()).toEqual([two[0], undefined, one[1], two[0]]);
      // By one commit, and by more than one.
      await append([...one.slice(2, 3), ...two.slice(1)]);
      expect(await newest()).toEqual([two[3], undefined, one[2], two[3]]);
      expect(await test.ledger.heads([])).toEqual([]);
    });

    it('gives no newest commits where one of them is altered', async () => {
      const [first, second] = [fresh(), fresh()];
      await append([...nextCommits(first, 1), ...nextCommits(second, 1)]);
      expect(await test.ledger.heads([first, second])).toHaveLength(2);
      await test.alter(second, 1, { signature: 'forged' });
      await expect(test.ledger.heads([first, second])).rejects.toMatchObject({ account: second, seq: 1 });
    });

    it('says that an empty stream is empty', async () => {
      const account = fresh();
      expect(await test.ledger.head(account)).toBeUndefined();
      expect(await test.ledger.findCommand(account, 'cmd-none')).toBeUndefined();
      expect(await test.ledger.locate('rec-none')).toBeUndefined();
      expect(await test.ledger.opening(account, 'rec-none')).toBeUndefined();
      expect(await rowsOf(account)).toEqual([]);
      expect(await test.ledger.readRecovery(account, 'rec-none')).toEqual({ commits: [], cut: null });
    });

    it('gives back exactly what was appended, by place, by command and by recovery', async () => {
      const account = fresh();
      const recovery = `rec-of-${account}`;
      const [first, second] = nextCommits(account, 2, { recovery }) as [SignedCommit, SignedCommit];
      await append([first, second]);
      expect(await test.ledger.head(account)).toEqual(second);
      await eventually(async () =>
        expect(await test.ledger.findCommand(account, first.commit.command.id)).toEqual(first),
      );
      expect(await rowsOf(account)).toEqual([stored(first), stored(second)]);
      await eventually(async () => expect(await test.ledger.locate(recovery)).toBe(account));
      await eventually(async () =>
        expect(await test.ledger.readRecovery(account, recovery)).toEqual({
          commits: [stored(first), stored(second)],
          cut: null,
        }),
      );
    });

    it('locates a recovery where it was opened, whatever names it elsewhere', async () => {
      const [account, refusing, forging] = [fresh(), fresh(), fresh()];
      const recovery = `rec-of-${account}`;
      const before = nextCommit(account);
      const unsigned = { ...anOpening(forging, recovery), signature: 'AAAA' };
      await append([nextCommit(refusing, { recovery }), unsigned, before, anOpening(account, recovery, before)]);
      await eventually(async () => expect(await test.ledger.locate(recovery)).toBe(account));
    });

    it('keeps streams apart', async () => {
      const [one, other] = [fresh(), fresh()];
      const commit = nextCommit(one);
      await append([commit]);
      expect(await test.ledger.head(other)).toBeUndefined();
      expect(await test.ledger.findCommand(other, commit.commit.command.id)).toBeUndefined();
      expect(await rowsOf(other)).toEqual([]);
    });

    it('finds a command that its giver named, whatever they said with it, and no other', async () => {
      const account = fresh();
      const [name, other] = [derivedId('one'), derivedId('other')];
      const [first, second] = ['a', 'b'].map((mark) => markedId(name, mark.repeat(MARK_DIGITS))) as [string, string];
      const plain = nextCommit(account, { id: name });
      const marked = nextCommit(account, { id: first, head: plain });
      await append([plain, marked, nextCommit(account, { head: marked })]);
      await eventually(async () => expect(await test.ledger.findCommand(account, first)).toEqual(marked));
      expect(await test.ledger.findCommand(account, second)).toEqual(marked);
      await eventually(async () => expect(await test.ledger.findCommand(account, name)).toEqual(plain));
      expect(await test.ledger.findCommand(account, markedId(other, 'a'.repeat(MARK_DIGITS)))).toBeUndefined();
      expect(await test.ledger.findCommand(account, first.slice(0, -1))).toBeUndefined();
    });

    it('finds a command of the name of voided ones, and none that is voided', async () => {
      const account = fresh();
      const first = nextCommit(account, { id: 'same' });
      const second = nextCommit(account, { id: 'same', head: first });
      const third = nextCommit(account, { id: 'same', head: second });
      await append([first, second, third]);
      const skipped = [{ from: 1, to: 2 }];
      await eventually(async () => expect(await test.ledger.findCommand(account, 'same', skipped)).toEqual(third));
      expect(await test.ledger.findCommand(account, 'same', [{ from: 1, to: 3 }])).toBeUndefined();
    });

    it('finds one recovery among others, in order, and only on its stream', async () => {
      const [account, other] = [fresh(), fresh()];
      const recovery = `rec-of-${account}`;
      const commits: SignedCommit[] = [];
      for (let index = 0; index < 12; index += 1) {
        const belongs = index % 3 === 0 ? recovery : index % 3 === 1 ? `rec-other-${account}` : null;
        commits.push(nextCommit(account, { head: commits.at(-1), recovery: belongs }));
      }
      await append(commits);
      await append([nextCommit(other, { recovery })]);
      const its = commits.filter(({ commit }) => commit.recovery === recovery).map(stored);
      expect(its).toHaveLength(4);
      await eventually(async () => expect(await test.ledger.opening(account, recovery)).toBe(its[0]?.seq));
      await eventually(async () =>
        expect(await test.ledger.readRecovery(account, recovery)).toEqual({ commits: its, cut: null }),
      );
    });

    it(
      'reads the beginning and the newest of a recovery that has too many commits, and says where others are left out',
      async () => {
        const account = fresh();
        const recovery = `rec-of-${account}`;
        const most = 2 * MOST_OF_A_RECOVERY;
        const commits: SignedCommit[] = [];
        for (let index = 0; index <= most; index += 1)
          commits.push(nextCommit(account, { head: commits.at(-1), recovery: index === 0 ? null : recovery }));
        const its = commits.slice(1).map(stored);
        await append(commits);
        await eventually(async () =>
          expect(await test.ledger.readRecovery(account, recovery)).toEqual({ commits: its, cut: null }),
        );
        const more = nextCommit(account, { head: commits.at(-1), recovery });
        await append([more]);
        await eventually(async () => {
          const { commits: shown, cut } = await test.ledger.readRecovery(account, recovery);
          expect(cut).toEqual({ after: 1 + MOST_OF_A_RECOVERY, before: 3 + MOST_OF_A_RECOVERY });
          expect(shown).toEqual([...its.filter((_, index) => index !== MOST_OF_A_RECOVERY), stored(more)]);
        });
      },
      SLOW,
    );

    it('reads from a number on, at most as many as asked', async () => {
      const account = fresh();
      const commits = nextCommits(account, 7);
      await append(commits);
      const rows = commits.map(stored);
      expect(await test.ledger.read(account, { from: 3, limit: 2 })).toEqual(rows.slice(2, 4));
      expect(await test.ledger.read(account, { from: 6, limit: 5 })).toEqual(rows.slice(5));
      expect(await test.ledger.read(account, { from: 8, limit: 5 })).toEqual([]);
    });

    describe('writes once', () => {
      it('refuses another commit at a number that is taken, and leaves what stands there', async () => {
        const account = fresh();
        const [winner, loser] = [nextCommit(account), nextCommit(account)];
        expect(await test.ledger.append(winner)).toBe('appended');
        expect(await test.ledger.append(loser)).toBe('taken');
        expect(await rowsOf(account)).toEqual([stored(winner)]);
        expect(await test.ledger.findCommand(account, loser.commit.command.id)).toBeUndefined();
      });

      it('answers the same commit again as it did the first time', async () => {
        const account = fresh();
        const commit = nextCommit(account);
        expect([await test.ledger.append(commit), await test.ledger.append(commit)]).toEqual(['appended', 'appended']);
        expect(await rowsOf(account)).toEqual([stored(commit)]);
      });

      it(
        'lets one of 100 different commits at one number win',
        async () => {
          const account = fresh();
          const commits = Array.from({ length: 100 }, () => nextCommit(account));
          const answers = await Promise.all(commits.map((commit) => test.ledger.append(commit)));
          const winners = commits.filter((_, index) => answers[index] === 'appended');
          expect(winners).toHaveLength(1);
          expect(answers.filter((answer) => answer === 'taken')).toHaveLength(99);
          expect(await rowsOf(account)).toEqual(winners.map(stored));
        },
        SLOW,
      );

      it(
        'tells all 100 who append the same commit at once that it is appended',
        async () => {
          const account = fresh();
          const commit = nextCommit(account);
          const answers = await Promise.all(Array.from({ length: 100 }, () => test.ledger.append(commit)));
          expect(new Set(answers)).toEqual(new Set(['appended']));
          expect(await rowsOf(account)).toEqual([stored(commit)]);
        },
        SLOW,
      );
    });

    describe('survives an append that fails', () => {
      it('when it was not applied: nothing stands there, and the same append works later', async () => {
        const account = fresh();
        const commit = nextCommit(account);
        test.failNext('before');
        await expect(test.ledger.append(commit)).rejects.toMatchObject(unavailable);
        expect(await rowsOf(account)).toEqual([]);
        expect(await test.ledger.append(commit)).toBe('appended');
        expect(await rowsOf(account)).toEqual([stored(commit)]);
      });

      it('when it was applied: it stands there, and the same append says so', async () => {
        const account = fresh();
        const commit = nextCommit(account);
        test.failNext('after');
        await expect(test.ledger.append(commit)).rejects.toMatchObject(unavailable);
        expect(await test.ledger.head(account)).toEqual(commit);
        expect(await test.ledger.append(commit)).toBe('appended');
        expect(await rowsOf(account)).toEqual([stored(commit)]);
      });

      it.each([
        ['before', 'appended'],
        ['after', 'taken'],
      ] as const)('%s it was applied: another commit at its number is %s', async (fault, answer) => {
        const account = fresh();
        test.failNext(fault);
        await expect(test.ledger.append(nextCommit(account))).rejects.toMatchObject(unavailable);
        expect(await test.ledger.append(nextCommit(account))).toBe(answer);
        expect(await rowsOf(account)).toHaveLength(1);
      });
    });

    it('says of a read that fails that it may be tried again', async () => {
      const account = fresh();
      const reads: readonly (() => Promise<unknown>)[] = [
        () => test.ledger.head(account),
        () => test.ledger.findCommand(account, 'cmd'),
        () => test.ledger.locate('rec'),
        () => test.ledger.opening(account, 'rec'),
        () => test.ledger.read(account, { from: 1, limit: 1 }),
        () => test.ledger.readRecovery(account, 'rec'),
      ];
      for (const read of reads) {
        for (const fault of ['before', 'after'] as const) {
          test.failNext(fault);
          await expect(read()).rejects.toMatchObject(unavailable);
          await expect(read()).resolves.not.toThrow();
        }
      }
    });

    describe('believes nothing that is not what was hashed', () => {
      const ALTERED: readonly (readonly [what: string, corruption: string, change: (row: StoredCommit) => object])[] = [
        ['one byte', 'bytes-altered', ({ bytes }) => ({ bytes: bytes.replace('cmd-', 'cme-') })],
        ['no bytes', 'bytes-altered', () => ({ bytes: '' })],
        ['bytes that are no JSON', 'bytes-altered', () => ({ bytes: '{' })],
        ['null for bytes, hashed anew', 'unreadable', () => ({ bytes: 'null', hash: sha256('undefinednull') })],
        [
          'the hash',
          'bytes-altered',
          ({ hash }) => ({ hash: hash.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
        ],
        ['the state', 'state-altered', ({ state }) => ({ state: state.replace(/"v":\d+/, '"v":0') })],
        [
          'bytes of another stream, hashed anew',
          'copy-altered',
          () => {
            const { bytes, hash, state } = nextCommit('cognito:mallory');
            return { bytes, hash, state };
          },
        ],
      ];

      it.each(ALTERED)('finds %s altered: %s', async (_, corruption, change) => {
        const account = fresh();
        const commit = nextCommit(account);
        await append([commit]);
        await test.alter(account, 1, change(stored(commit)));
        const found = { code: 'ledger-corrupt', account, seq: 1, corruption };
        await expect(test.ledger.head(account)).rejects.toMatchObject(found);
        await expect(test.ledger.head(account)).rejects.toBeInstanceOf(LedgerCorrupt);
        await eventually(() =>
          expect(test.ledger.findCommand(account, commit.commit.command.id)).rejects.toMatchObject(found),
        );
      });

      it('gives the auditor what stands there, altered or not', async () => {
        const account = fresh();
        await append([nextCommit(account)]);
        await test.alter(account, 1, { bytes: 'not these' });
        expect(await rowsOf(account)).toMatchObject([{ account, seq: 1, bytes: 'not these' }]);
      });
    });

    it(
      'needs two requests for a command after 10 commits, and one more, of the index of commands, after 2,000',
      async () => {
        const account = fresh();
        const services = {
          ...PLANNING,
          ledger: test.ledger,
          policy: { current: async () => aPolicy() },
          surroundings: fixedSurroundings(at(3_000)),
        };
        const requestsOfOneCommand = async (): Promise<number> => {
          const before = test.requests();
          const stop = anEnvelope({ type: 'StopRecovery', reason: 'enough', cause: 'withdrawn' }, { stream: account });
          expect(await submit(services, stop)).toMatchObject({ repeated: false, refusal: { code: 'recovery-ended' } });
          return test.requests() - before;
        };
        await append(nextCommits(account, 10));
        const early = await requestsOfOneCommand();
        const head = await test.ledger.head(account);
        await append(nextCommits(account, 2_000 - 11, { head }));
        expect([early, await requestsOfOneCommand()]).toEqual([2, 3]);
        expect((await rowsOf(account)).map(({ seq }) => seq)).toEqual(Array.from({ length: 2_001 }, (_, n) => n + 1));
      },
      SLOW,
    );
  });
}
