import { type HashedCommit, hashCommit, type SignedCommit, stateAfter } from '../../core/audit/commit.ts';
import type { VersionedPolicy } from '../../core/policy/policy.ts';
import { decide } from '../../core/recovery/decide/decide.ts';
import { isCountedRefusal } from '../../core/recovery/evolve/proofing.ts';
import type { RowsReading } from '../../core/recovery/state/batches.ts';
import type { Command, Envelope } from '../../core/recovery/state/commands.ts';
import { type Decision, type DecisionContext, NO_WORDS, type Refusal } from '../../core/recovery/state/decision.ts';
import type { LedgerEvent } from '../../core/recovery/state/events.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state/state.ts';
import type { AccountProfile, Tier } from '../../core/registry/account.ts';
import type { LookAlike } from '../../core/registry/likeness.ts';
import type { Person } from '../../core/registry/person.ts';
import type { HeldKey } from '../../core/registry/signing-key.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { UploadedBy } from '../../ports/batch-rows.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { SpokenWords } from '../../ports/keyed.ts';
import type { Ledger, PolicyReader, PolicySource, Surroundings } from '../../ports/ledger.ts';
import type { PasskeyCounters, StaffSignatures } from '../../ports/passkeys.ts';
import type { Signer } from '../../ports/signing.ts';
import type { Campaigns } from '../../ports/workspace.ts';
import { problem } from '../problem.ts';
import { findGiven, type StreamTip, tipOf } from './load.ts';
import { surroundingsOf } from './surroundings.ts';

export interface SubmitServices {
  readonly ledger: Ledger;
  readonly signer: Signer;
  readonly policy: PolicySource;
  readonly surroundings: Surroundings;
  /** Null in a function that makes no plan: in a planning function null would raise a signal. */
  readonly campaigns: Pick<Campaigns, 'counts'> | null;
  /**
   * The actions that this deployment's connectors perform. Absent in a function that makes no plan: a planning function without them would
   * deny everything.
   */
  readonly capabilities?: DecisionContext['capabilities'];
  /** Absent in a function that changes nothing in the registry: proposing or confirming a record without it throws. */
  readonly lookAlikesOf?: (record: Person | AccountProfile) => Promise<readonly LookAlike[]>;
  /** The directory's tier of an account; absent in a function that changes nothing in the registry, like the one above. */
  readonly directoryTierOf?: (record: AccountProfile) => Promise<Tier | null>;
  /** Absent in a function that changes nothing in the registry: proposing a policy without it throws. */
  readonly readPolicy?: PolicyReader;
  /** What lies uploaded of a batch; absent in a function that changes nothing in the registry: proposing a batch without it throws. */
  readonly readRows?: (of: UploadedBy) => Promise<RowsReading>;
  /** The signing keys that the deployment holds; absent in a function that changes nothing in the registry. */
  readonly heldKeys?: () => Promise<readonly HeldKey[]>;
  /** Absent in a function that takes and counts no countersignatures: a signed one counts for nothing there. */
  readonly signatures?: StaffSignatures;
  /** Absent in a function that takes no statements: there is nothing to count there. */
  readonly counters?: PasskeyCounters;
  /** Kinds of contacts that can be reached; absent in a function that sends nothing. */
  readonly ways?: DecisionContext['ways'];
  /** Absent in a function that takes no words: a command that names some throws without it. */
  readonly words?: SpokenWords;
}

/** Services of a function that makes or executes plans. */
export type PlanningServices = SubmitServices & Required<Pick<SubmitServices, 'capabilities'>>;

export interface Submitted {
  /** The refusal, if any. It is in the ledger, except a page's requests after the end of a recovery. */
  readonly refusal: Refusal | null;
  /** The state of the stream after the command. */
  readonly state: StreamState;
  /** The commit with the command; null when no event was added. */
  readonly commit: SignedCommit | null;
  /** The same command had been given before: this is its earlier result. */
  readonly repeated: boolean;
}

const NONE: DecisionContext['capabilities'] = {};

/** Attempts to decide again when another command was faster; each uses the state after the winner. */
const ATTEMPTS = 12;

/**
 * Decides a command and appends the result. Costs one bounded read (one more on a stream that has forgotten its first commands, plus the
 * command's facts from other streams), one conditional write and one signature for each attempt, whatever the history. If two commands on
 * one stream collide, one wins, and the other is decided again on the winner's state. Throws `AdapterError` `contention` after too many
 * collisions, and `idempotency-key-reused` when the sender has used the name for a different command: then nothing was written. `known`: what
 * this invocation has just read or written; it saves the read unless somebody else was faster.
 */
export async function submit(services: SubmitServices, envelope: Envelope, known?: StreamTip): Promise<Submitted> {
  const policy = await services.policy.current();
  const early = known === undefined ? undefined : await attemptOn(known, services, { envelope, policy });
  // Only an append shows that the known commit is the newest; every other answer may be out of date.
  if (early?.commit != null && !early.repeated) return early;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // INVARIANT: the head is read first. If the same command is committed after that, the number is taken; if before, it is found.
    const tip = await tipOf(services.ledger, envelope.stream, envelope.command.type);
    const submitted = await attemptOn(tip, services, { envelope, policy });
    if (submitted !== undefined) return submitted;
    await pause(attempt);
  }
  throw new AdapterError('contention', { retryable: true });
}

interface Asked {
  readonly envelope: Envelope;
  readonly policy: VersionedPolicy;
}

/** Decides on this state, and appends after this commit; undefined where another commit was faster. */
async function attemptOn(
  { tip, state, skipped }: StreamTip,
  services: SubmitServices,
  { envelope, policy }: Asked,
): Promise<Submitted | undefined> {
  const place = { stream: envelope.stream, state, skipped };
  const earlier = await findGiven(services, place, envelope.id);
  if (earlier !== undefined) return givenBefore(envelope, earlier, state);
  const now = services.surroundings.now();
  const decision = decide(state, envelope, {
    ...(await surroundingsOf(services, envelope, { state, now })),
    now,
    policy,
    newId: services.surroundings.newId(),
    capabilities: services.capabilities ?? NONE,
    ways: services.ways ?? [],
    wordsOf: namesWords(envelope.command) ? await wordsOf(services) : NO_WORDS,
  });
  const events = eventsOf(decision);
  const refusal = decision.accepted ? null : decision.refusal;
  if (events.length === 0) return { refusal: null, state, commit: null, repeated: true };
  if (isUnrecorded(envelope, decision, state)) return { refusal, state, commit: null, repeated: false };
  const recorded = recordedAs(envelope, decision, now);
  const refused = recorded.id === envelope.id ? undefined : await findGiven(services, place, recorded.id);
  if (refused !== undefined) return { refusal, state, commit: refused, repeated: true };
  const writer = await services.signer.writerOf(recorded.command.type, recorded.actor.by, now);
  const hashed = hashCommit(tip, state, recorded, { at: now, policy: policy.digest, events, writer });
  const signed = { ...hashed, signature: await services.signer.sign(hashed) };
  if ((await services.ledger.append(signed)) === 'taken') return undefined;
  return { refusal, state: stateAfter(signed) ?? state, commit: signed, repeated: false };
}

/** Whether somebody typed words that they heard: the help desk's, or those of a page. */
const namesWords = (command: Command): boolean =>
  command.type === 'HearWords' || command.type === 'AnswerCall' || ('page' in command && command.page !== undefined);

/** The words under the current key. */
export async function wordsOf({ words }: Pick<SubmitServices, 'words'>): Promise<DecisionContext['wordsOf']> {
  if (words === undefined) throw new Error('this function takes and shows no words');
  return words.current();
}

/** What a command that was just submitted leaves to stand on; undefined where it wrote nothing. */
export const tipAfter = ({ commit, state, repeated }: Submitted): StreamTip | undefined =>
  commit === null || repeated ? undefined : { tip: commit, state, skipped: state.skipped };

const eventsOf = (decision: Decision): readonly LedgerEvent[] =>
  decision.accepted ? decision.events : [{ type: 'CommandRefused', ...decision.refusal }];

/** INVARIANT: a repeated command returns its earlier result, and only if its content is the same. */
function givenBefore({ id, stream }: Envelope, earlier: SignedCommit, state: StreamState): Submitted {
  if (earlier.commit.command.id !== id) throw problem('idempotency-key-reused', { stream });
  return { refusal: refusalIn(earlier), state, commit: earlier, repeated: true };
}

function refusalIn({ commit }: HashedCommit): Refusal | null {
  const refused = commit.events.find((event) => event.type === 'CommandRefused');
  return refused === undefined ? null : { code: refused.code, facts: refused.facts as Refusal['facts'] };
}

/** Full jitter, to spread a crowd on one account: up to 10 ms, doubling to at most 320 ms. */
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** Math.min(attempt, 5)));

/**
 * The command under the name by which it is recorded. A page's refusals share one commit for each recovery, code and minute, whichever
 * browser asked, so nobody can fill a stream with new cookies. Refusals that count towards a throttle are recorded each time (rule 17).
 */
export function recordedAs(envelope: Envelope, decision: Decision, now: Instant): Envelope {
  const { actor, command, stream, recovery } = envelope;
  if (decision.accepted || actor.by !== 'visitor') return envelope;
  const { code } = decision.refusal;
  if (isCountedRefusal(code, command)) return envelope;
  const minute = now.slice(0, 'yyyy-mm-ddThh:mm'.length);
  return { ...envelope, id: derivedId('visitor-refusal', stream, recovery ?? '', code, minute) };
}

/**
 * Whether a refusal leaves no commit here: pages that ask about an ended recovery (rule 17), strangers who take back what somebody lent, and
 * whoever may not let a stopped stream go on. A commit of that refusal would itself continue the stream, without naming what is voided.
 */
export function isUnrecorded({ actor, recovery, command }: Envelope, decision: Decision, state: StreamState): boolean {
  if (decision.accepted) return false;
  // What became of a row stands on the stream of its batch, so nobody creates streams by refusals.
  if (command.type === 'ResumeStream' || command.type === 'ApplyRow') return true;
  // A stranger writes nothing on a lender's stream: the API's own stream has their refusals, one a minute.
  if (command.type === 'WithdrawDelegation') return decision.refusal.code !== 'delegation-unknown';
  return actor.by === 'visitor' && (recovery === null || findRecovery(state, recovery) === undefined);
}
