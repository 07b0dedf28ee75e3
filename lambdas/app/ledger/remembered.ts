import { LedgerCorrupt, type SignedCommit } from '../../core/audit/commit.ts';
import type { StoredCommit } from '../../core/audit/verify.ts';
import type { CommitRange } from '../../core/registry/voiding.ts';
import type { Ledger } from '../../ports/ledger.ts';

/**
 * A ledger that remembers the newest commits that it has read or appended, for work on many streams that takes a few seconds. What is
 * remembered is never appended to wrongly: a number that somebody else took is `taken`, and that stream is read again. Facts of other streams may be as
 * old as the object.
 */
export class RememberedLedger implements Ledger {
  readonly #ledger: Ledger;
  readonly #heads = new Map<string, SignedCommit | undefined>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  async head(account: string): Promise<SignedCommit | undefined> {
    const [head] = await this.heads([account]);
    return head;
  }

  async heads(accounts: readonly string[]): Promise<readonly (SignedCommit | undefined)[]> {
    const unknown = [...new Set(accounts)].filter((account) => !this.#heads.has(account));
    const read = unknown.length === 0 ? [] : await this.#ledger.heads(unknown);
    for (const [index, account] of unknown.entries())
      if (!this.#heads.has(account)) this.#heads.set(account, read[index]);
    return accounts.map((account) => this.#heads.get(account));
  }

  /**
   * Reads the newest commits of many streams at once, so that they are remembered. A commit that fails verification is left to whoever reads its
   * stream: it holds up no other one.
   */
  async readAhead(accounts: readonly string[]): Promise<void> {
    try {
      await this.heads(accounts);
    } catch (error) {
      if (!(error instanceof LedgerCorrupt)) throw error;
    }
  }

  async append(commit: SignedCommit): Promise<'appended' | 'taken'> {
    const { account } = commit.commit;
    // A lost answer leaves open what the newest commit is.
    this.#heads.delete(account);
    const outcome = await this.#ledger.append(commit);
    if (outcome === 'appended') this.#heads.set(account, commit);
    return outcome;
  }

  findCommand(account: string, commandId: string, skipped?: readonly CommitRange[]) {
    return this.#ledger.findCommand(account, commandId, skipped);
  }

  locate(recovery: string) {
    return this.#ledger.locate(recovery);
  }

  read(account: string, page: { readonly from: number; readonly limit: number }) {
    return this.#ledger.read(account, page);
  }

  readRecovery(account: string, recovery: string) {
    return this.#ledger.readRecovery(account, recovery);
  }

  opening(account: string, recovery: string) {
    return this.#ledger.opening(account, recovery);
  }

  keysOf(rows: readonly StoredCommit[]) {
    return this.#ledger.keysOf(rows);
  }
}
