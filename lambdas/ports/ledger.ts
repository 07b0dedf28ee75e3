import type { SignedCommit } from '../core/audit/commit.ts';
import type { Keys } from '../core/audit/keys.ts';
import type { StoredCommit } from '../core/audit/verify.ts';
import type { WholeDifference } from '../core/policy/adopting.ts';
import type { VersionedPolicy } from '../core/policy/policy.ts';
import type { Adoption, PolicyReading } from '../core/registry/adoption.ts';
import type { CommitRange } from '../core/registry/voiding.ts';
import type { Instant } from '../core/values/instant.ts';
import type { LedgerPlace, Span } from './queue.ts';

/**
 * Most commits read from the beginning of a recovery, and most from its end. A recovery usually has a few dozen. Somebody who keeps sending
 * commands must neither make a read unbounded nor hide later commits.
 */
export const MOST_OF_A_RECOVERY = 200;

/** Commits of one recovery in order, as stored and unverified. */
export interface RecoveryCommits {
  readonly commits: readonly StoredCommit[];
  /** The numbers of the two commits around a gap; null without a gap. */
  readonly cut: { readonly after: number; readonly before: number } | null;
}

/**
 * The append-only truth. Reads of one stream are strongly consistent unless stated otherwise. A commit that was reported as appended is
 * durable and never changes. Errors are `AdapterError`s; every call may be repeated.
 */
export interface Ledger {
  /**
   * The newest commit of a stream, with its hash, state digest, signature and writer's rights verified; undefined for an empty stream.
   * Throws `LedgerCorrupt`. Earlier commits are not verified here: code that causes effects verifies them as well.
   */
  head(account: string): Promise<SignedCommit | undefined>;

  /** The newest commits of several streams, in the given order, each as `head` gives it. Throws what `head` throws for any of them. */
  heads(accounts: readonly string[]): Promise<readonly (SignedCommit | undefined)[]>;

  /**
   * The commit for a command id on this stream, verified like `head`. For a marked id: the commit with the same name, whatever its mark; a
   * stream has at most one for each name. Eventually consistent: may miss a new commit for a moment, never gives the commit of another
   * command. The state of the stream remembers the newest commands (`findGiven`). Ignores `skipped`: voided commits.
   */
  findCommand(account: string, commandId: string, skipped?: readonly CommitRange[]): Promise<SignedCommit | undefined>;

  /**
   * Appends a commit if its number is free. `taken`: another commit has the number, and nothing was written. The same commit again (after a
   * lost answer) gives `appended`, whatever its signature.
   */
  append(commit: SignedCommit): Promise<'appended' | 'taken'>;

  /**
   * The stream of a recovery. Eventually consistent: may miss a recovery shortly after its opening, never names a wrong stream. Where several
   * streams name the recovery, the one with a commit that opened it and verifies by itself.
   */
  locate(recovery: string): Promise<string | undefined>;

  /** Commits of a stream in order, as stored and unverified: from number `from`, at most `limit`. */
  read(account: string, page: { readonly from: number; readonly limit: number }): Promise<readonly StoredCommit[]>;

  /**
   * Commits of one recovery: all, or the first and the last `MOST_OF_A_RECOVERY` of a longer one. Eventually consistent: may miss the
   * newest for a moment.
   */
  readRecovery(account: string, recovery: string): Promise<RecoveryCommits>;

  /** The number of the first commit of a recovery on this stream. Eventually consistent: may miss a new recovery for a moment. */
  opening(account: string, recovery: string): Promise<number | undefined>;

  /** The keys that verify the signatures of these unverified commits. Throws `AdapterError`. */
  keysOf(rows: readonly StoredCommit[]): Promise<Keys>;
}

/** Finds commits by time in the ledger itself: read models may miss commits that were never relayed. */
export interface LedgerScan {
  /**
   * Commits of a time range, in any order. `next` is the `after` for the next call, null at the end. Reads about 1 MB of the ledger; a page
   * may be empty. Eventually consistent. Throws `AdapterError`; `cursor-malformed` for an invalid `after`.
   */
  scan(span: Span): Promise<{ readonly places: readonly LedgerPlace[]; readonly next: string | null }>;
}

/** Clock and random ids, passed in so that tests control them. */
export interface Surroundings {
  now(): Instant;
  /** A fresh identifier with at least 100 random bits, in lower-case letters and digits. */
  newId(): string;
}

/** A policy that is proposed, with the text of the one in force; null for none. */
export interface ProposedPolicy {
  readonly adoption: Adoption;
  readonly inForce: string | null;
  readonly now: Instant;
}

/**
 * Reads a proposed policy: its problems, or how it differs from the one in force. Takes seconds; the same proposal is read once, however
 * often it is asked about.
 */
export type PolicyReader = (proposed: ProposedPolicy) => Promise<PolicyReading>;

/** Texts of two policies at the moment of a proposal; `before` is null when nothing is in force. */
export interface ComparedTexts {
  readonly before: string | null;
  readonly after: string;
  readonly now: Instant;
}

/** Everything in which two policies differ, for whoever confirms. Takes seconds. Throws when a text is no policy. */
export type PolicyComparer = (texts: ComparedTexts) => Promise<WholeDifference>;

/** One problem of a policy file: `line` from 1; `rule`: id of the rule with it, null when it is in none. */
export interface PolicyFileFault {
  readonly file: string;
  readonly line: number;
  readonly rule: string | null;
  readonly reason: string;
}

/**
 * Compiles the text of a policy file and compares it with the text of the policy in force; null for none. Answers with its problems, at least
 * one, or with the compiled policy. Takes seconds, reads no file, and throws for no text that somebody types.
 */
export type PolicyFileChecker = (given: {
  readonly text: string;
  readonly inForce: string | null;
  readonly now: Instant;
}) => Promise<
  | { readonly faults: readonly PolicyFileFault[] }
  | { readonly faults: null; readonly policy: Adoption; readonly difference: WholeDifference }
>;

/** The policy in force. Throws when it is missing or invalid: then no decision is possible. */
export interface PolicySource {
  current(): Promise<VersionedPolicy>;
}
