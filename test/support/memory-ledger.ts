import { copiesOf } from '../../lambdas/core/audit/alert.ts';
import type { SignedCommit } from '../../lambdas/core/audit/commit.ts';
import type { Keys } from '../../lambdas/core/audit/keys.ts';
import { openStored, type StoredCommit } from '../../lambdas/core/audit/verify.ts';
import { type CommitRange, isInRanges } from '../../lambdas/core/registry/voiding.ts';
import { beginningOf } from '../../lambdas/core/values/hash.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { type Ledger, MOST_OF_A_RECOVERY, type RecoveryCommits } from '../../lambdas/ports/ledger.ts';
import { KEYS } from './signing.ts';

/** How one call fails: not at all, before its work, or after it, so that only the answer is lost. */
export type Fault = 'none' | 'before' | 'after';

/** Called once for every operation, with the method's name. */
export type Faults = (operation: keyof Ledger) => Fault;

/** A commit as stored; found by its copies, like in DynamoDB's indexes. */
export type MemoryRow = StoredCommit;

/** Rows by stream, each at the index of its number minus one. */
export type MemoryRows = Map<string, MemoryRow[]>;

/**
 * The ledger of tests. It fails when `faults` says so, with a retryable `AdapterError` `unavailable`. A test that passes in the rows can
 * read and alter them, and open a second ledger on them as after a restart.
 */
export class MemoryLedger implements Ledger {
  readonly #faults: Faults;
  readonly #rows: MemoryRows;

  constructor(faults: Faults = () => 'none', rows: MemoryRows = new Map()) {
    this.#faults = faults;
    this.#rows = rows;
  }

  head(account: string): Promise<SignedCommit | undefined> {
    return this.#call('head', () => {
      const newest = this.#rows.get(account)?.at(-1);
      return newest === undefined ? undefined : openStored(newest, account, KEYS);
    });
  }

  heads(accounts: readonly string[]): Promise<readonly (SignedCommit | undefined)[]> {
    return this.#call('heads', () =>
      accounts.map((account) => {
        const newest = this.#rows.get(account)?.at(-1);
        return newest === undefined ? undefined : openStored(newest, account, KEYS);
      }),
    );
  }

  findCommand(
    account: string,
    commandId: string,
    skipped: readonly CommitRange[] = [],
  ): Promise<SignedCommit | undefined> {
    return this.#call('findCommand', () => {
      const beginning = beginningOf(commandId);
      const isIt = (id: string) => (beginning === undefined ? id === commandId : id.startsWith(beginning));
      const standing = this.#stream(account).filter(({ seq }) => !isInRanges(skipped, seq));
      const row = standing.find(({ copies }) => isIt(copies.command ?? ''));
      return row === undefined ? undefined : openStored(row, account, KEYS);
    });
  }

  append(hashed: SignedCommit): Promise<'appended' | 'taken'> {
    return this.#call('append', () => {
      const { account, seq } = hashed.commit;
      const rows = this.#rows.get(account) ?? [];
      const standing = rows[seq - 1];
      if (standing !== undefined)
        return standing.hash === hashed.hash && standing.bytes === hashed.bytes ? 'appended' : 'taken';
      const { commit, ...kept } = hashed;
      rows[seq - 1] = { ...kept, account, seq, copies: copiesOf(commit) };
      this.#rows.set(account, rows);
      return 'appended';
    });
  }

  locate(recovery: string): Promise<string | undefined> {
    return this.#call('locate', () => {
      const holds = (rows: readonly MemoryRow[]) => rows.some(({ copies }) => copies.recovery === recovery);
      const naming = [...this.#rows].filter(([, rows]) => holds(rows));
      const opens = ([account, rows]: readonly [string, readonly MemoryRow[]]) => {
        const first = rows.find(({ copies }) => copies.recovery === recovery);
        return first !== undefined && flawless(first, account)?.commit.events.some(isOpening);
      };
      return (naming.length > 1 ? naming.find(opens) : naming[0])?.[0];
    });
  }

  read(account: string, page: { readonly from: number; readonly limit: number }): Promise<readonly StoredCommit[]> {
    return this.#call('read', () => {
      const rows = this.#stream(account).filter(({ seq }) => seq >= page.from);
      return rows.slice(0, page.limit).map(storedOf);
    });
  }

  readRecovery(account: string, recovery: string): Promise<RecoveryCommits> {
    return this.#call('readRecovery', () => {
      const rows = this.#stream(account).filter(({ copies }) => copies.recovery === recovery);
      if (rows.length <= 2 * MOST_OF_A_RECOVERY) return { commits: rows.map(storedOf), cut: null };
      const [first, last] = [rows.slice(0, MOST_OF_A_RECOVERY), rows.slice(-MOST_OF_A_RECOVERY)];
      const cut = { after: first.at(-1)?.seq ?? 0, before: last[0]?.seq ?? 0 };
      return { commits: [...first, ...last].map(storedOf), cut };
    });
  }

  opening(account: string, recovery: string): Promise<number | undefined> {
    return this.#call('opening', () => this.#stream(account).find(({ copies }) => copies.recovery === recovery)?.seq);
  }

  async keysOf(): Promise<Keys> {
    return KEYS;
  }

  /** Without the holes of skipped numbers. */
  #stream(account: string): readonly MemoryRow[] {
    return (this.#rows.get(account) ?? []).filter(() => true);
  }

  /** Every call is asynchronous like one over a network, and fails before or after its work as told. */
  async #call<Answer>(operation: keyof Ledger, work: () => Answer): Promise<Answer> {
    await Promise.resolve();
    const fault = this.#faults(operation);
    if (fault === 'before')
      throw new AdapterError('unavailable', { retryable: true, message: 'failed and not applied' });
    const answer = work();
    if (fault === 'after') throw new AdapterError('unavailable', { retryable: true, message: 'failed but applied' });
    return answer;
  }
}

const isOpening = ({ type }: { readonly type: string }): boolean => type === 'RecoveryOpened';

function flawless(row: MemoryRow, account: string): SignedCommit | undefined {
  try {
    return openStored(row, account, KEYS);
  } catch {
    return undefined;
  }
}

const storedOf = (row: MemoryRow): StoredCommit => ({ ...row });
