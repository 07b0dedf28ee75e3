import { type Severity, severestOf } from '../policy/policy.ts';
import { type EventPlace, evolve } from '../recovery/evolve/evolve.ts';
import type { Actor, Envelope, Origin } from '../recovery/state/commands.ts';
import type { LedgerEvent } from '../recovery/state/events.ts';
import { type GivenIn, withGiven } from '../recovery/state/given.ts';
import type { Plan } from '../recovery/state/plan.ts';
import { findRecovery, INITIAL, STATE_VERSION, type StreamState } from '../recovery/state/state.ts';
import { type AccountProfile, isSensitive, type Kind, type Tier } from '../registry/account.ts';
import { canonical, sha256 } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import type { Writer } from './keys.ts';

/** One conditional write to a stream: one command, accepted or refused, with everything that rule 17 demands. */
export interface Commit {
  readonly v: 1;
  /** The stream: an account, `person:…` or `source:…`. */
  readonly account: string;
  readonly seq: number;
  /** Hash of the previous commit; 64 zeros before the first. */
  readonly prev: string;
  readonly at: Instant;
  readonly command: { readonly id: string; readonly type: string };
  readonly recovery: string | null;
  readonly actor: Actor;
  readonly origin: Origin;
  /** The family of the writing function, and the key that signed the hash. */
  readonly writer: Writer;
  /** Digest of the policy version in force. */
  readonly policy: string;
  /** Kind and tier of the account as registered at the time; null without an account. */
  readonly kind: Kind | null;
  readonly tier: Tier | null;
  /** The severity that the recovery's plan asks for; null without a plan, absent from commits older than this member. */
  readonly alert?: Severity | null;
  readonly events: readonly LedgerEvent[];
  /** Digest of the state after these events: a stored state can be verified without folding the whole stream. */
  readonly after: string;
}

/**
 * A commit as stored: the exact hashed bytes, their hash, and the state after it. A store's other attributes are copies for its indexes and
 * filters.
 */
export interface HashedCommit {
  readonly commit: Commit;
  /** Canonical JSON of the commit. */
  readonly bytes: string;
  /** SHA-256(prev || bytes), hexadecimal. */
  readonly hash: string;
  /** Canonical JSON of the state after it, with its version. */
  readonly state: string;
}

/** A hashed commit with its writer's signature over the hash: this form is appended and read back. */
export interface SignedCommit extends HashedCommit {
  /** ECDSA over P-256 and SHA-256, with the hash as the digest; ASN.1 DER in base64. */
  readonly signature: string;
}

/** The end of a stream, which the next commit follows. */
export interface Tip {
  readonly commit: Pick<Commit, 'seq'>;
  readonly hash: string;
}

export const GENESIS = '0'.repeat(64);

/** The stored spelling of a state. */
export const spellState = (state: StreamState): string => canonical({ v: STATE_VERSION, state });

/** The contents of a commit besides its command. */
export interface CommitFacts {
  readonly at: Instant;
  readonly policy: string;
  readonly events: readonly LedgerEvent[];
  readonly writer: Writer;
}

type Foldable = EventPlace & GivenIn & Pick<Commit, 'events'>;

/** The state after a commit: its events are applied and its command is remembered. */
export function stateWith(before: StreamState, commit: Foldable): StreamState {
  const after = commit.events.reduce((state, event) => evolve(state, event, commit), before);
  return { ...after, given: withGiven(before.given, commit) };
}

/** The next commit of a stream, hashed. */
export function hashCommit(
  tip: Tip | undefined,
  before: StreamState,
  envelope: Envelope,
  facts: CommitFacts,
): HashedCommit {
  const { at, events, writer } = facts;
  const seq = (tip?.commit.seq ?? 0) + 1;
  const command = { id: envelope.id, type: envelope.command.type };
  const { recovery, origin, actor } = envelope;
  const after = stateWith(before, { seq, at, recovery, origin, command, actor, events });
  const state = spellState(after);
  const profile = moreSensitive(before.profile.current, after.profile.current);
  const commit: Commit = {
    v: 1,
    account: envelope.stream,
    seq,
    prev: tip?.hash ?? GENESIS,
    at,
    command,
    recovery,
    actor,
    origin,
    writer,
    policy: facts.policy,
    kind: profile?.kind ?? null,
    tier: profile?.tier ?? null,
    alert: severestOf([before, after].flatMap((state) => planOf(state, envelope)?.alert ?? [])),
    events,
    after: sha256(state),
  };
  const bytes = canonical(commit);
  return { commit, bytes, hash: sha256(commit.prev + bytes), state };
}

/** The more sensitive of both records: making an account less sensitive still touches a sensitive one. */
const moreSensitive = (before: AccountProfile | null, after: AccountProfile | null): AccountProfile | null =>
  before !== null && isSensitive(before) ? before : after;

/** Called before and after the command: a command that ends a recovery leaves no plan, and a new plan may ask for less. */
const planOf = (state: StreamState, { recovery }: Envelope): Plan | null | undefined =>
  recovery === null ? null : findRecovery(state, recovery)?.plan;

/**
 * The state after a commit, from its stored copy; undefined when the copy has another version and must be folded again. Throws
 * `LedgerCorrupt` when the copy does not match its hash.
 */
export function stateAfter(head: HashedCommit | undefined): StreamState | undefined {
  if (head === undefined) return INITIAL;
  if (sha256(head.state) !== head.commit.after)
    throw new LedgerCorrupt(head.commit.account, head.commit.seq, 'state-altered');
  const { v, state } = JSON.parse(head.state) as { v: number; state: StreamState };
  return v === STATE_VERSION ? state : undefined;
}

/** The state after a whole stream, computed from its events alone. */
export const fold = (commits: readonly HashedCommit[]): StreamState =>
  commits.reduce((state, { commit }) => stateWith(state, commit), INITIAL);

export type Corruption =
  | 'bytes-altered'
  | 'chain-broken'
  | 'gap'
  | 'copy-altered'
  | 'state-altered'
  | 'unreadable'
  | 'head-missing'
  | 'key-unknown'
  | 'key-ended'
  | 'signature-wrong'
  | 'family-not-allowed'
  | 'event-not-allowed'
  | 'row-unproved';

/** Stored data that does not match its hash, or whose writer had no right to write it. Never repaired, never ignored. */
export class LedgerCorrupt extends Error {
  readonly code = 'ledger-corrupt';
  readonly account: string;
  readonly seq: number;
  readonly corruption: Corruption;
  constructor(account: string, seq: number, corruption: Corruption) {
    super(`commit ${seq} of \`${account}\` cannot be believed: ${corruption}`);
    this.name = 'LedgerCorrupt';
    this.account = account;
    this.seq = seq;
    this.corruption = corruption;
  }
}
