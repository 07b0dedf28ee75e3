import type { SignedCommit } from '../core/audit/commit.ts';
import type { Keys } from '../core/audit/keys.ts';
import type { StoredCommit } from '../core/audit/verify.ts';
import type { VersionedPolicy } from '../core/policy/policy.ts';
import type { Instant } from '../core/values/instant.ts';
import type { LedgerPlace, Span } from './queue.ts';

/**
 * Commits of one recovery that are read of its beginning, and as many of what is newest. A life takes a few dozen; whoever goes on sending
 * commands must neither make a read unbounded nor hide what comes after.
 */
export const MOST_OF_A_RECOVERY = 200;

/** Commits of one recovery in order, as stored and unchecked. */
export interface RecoveryCommits {
  readonly commits: readonly StoredCommit[];
  /** Numbers of the two commits between which others are left out; null where none are. */
  readonly cut: { readonly after: number; readonly before: number } | null;
}

/**
 * The append-only truth. Reads of one stream are strongly consistent where nothing else is said. A commit that was reported as appended is durable and never
 * changes. Errors are `AdapterError`s; the caller may repeat any call.
 */
export interface Ledger {
  /**
   * The newest commit of a stream, verified: hash, state digest, signature, and that its writer may write it; undefined for an empty stream.
   * Throws `LedgerCorrupt`. That the commits before it are intact is not looked at: who causes effects verifies them as well.
   */
  head(account: string): Promise<SignedCommit | undefined>;

  /**
   * The commit that a command id has already led to on this stream, verified as `head` does, strongly consistent; one read. For a marked id, that of the same name,
   * whatever its mark: a stream has one of a name.
   */
  findCommand(account: string, commandId: string): Promise<SignedCommit | undefined>;

  /**
   * Appends where nothing stands at its number yet. `taken` means that another commit stands there: nothing was written. The same commit
   * appended again (an answer that was lost) is `appended`, whatever its signature.
   */
  append(commit: SignedCommit): Promise<'appended' | 'taken'>;

  /** The stream that holds a recovery. Eventually consistent: may miss one for a moment after it was opened, never names a wrong stream. */
  locate(recovery: string): Promise<string | undefined>;

  /** Commits of a stream in order, as stored and unchecked, from `from` on, at most `limit`. */
  read(account: string, page: { readonly from: number; readonly limit: number }): Promise<readonly StoredCommit[]>;

  /**
   * Commits of one recovery: all, or where they are too many the first and the last `MOST_OF_A_RECOVERY`. Eventually consistent: may miss
   * the newest for a moment.
   */
  readRecovery(account: string, recovery: string): Promise<RecoveryCommits>;

  /** What verifies the signatures of these commits, for whoever reads them unchecked. Throws `AdapterError`. */
  keysOf(rows: readonly StoredCommit[]): Promise<Keys>;
}

/** Finds commits by their time, in the ledger itself: read models may miss what was never relayed. */
export interface LedgerScan {
  /**
   * Some commits of a time, in no order, and how to go on: `next` is the `after` of the same span, null at the end. Reads about 1 MB of the
   * ledger, whatever it finds; a page may be empty. Eventually consistent. Throws `AdapterError`; `cursor-malformed` for an `after` that is none.
   */
  scan(span: Span): Promise<{ readonly places: readonly LedgerPlace[]; readonly next: string | null }>;
}

/** The clock and the dice, handed in so that tests can hold them. */
export interface Surroundings {
  now(): Instant;
  /** A fresh identifier with at least 100 bits of chance, in lower-case letters and digits. */
  newId(): string;
}

/** The policy in force. Throws where it is missing or invalid: then nothing can be decided. */
export interface PolicySource {
  current(): Promise<VersionedPolicy>;
}
