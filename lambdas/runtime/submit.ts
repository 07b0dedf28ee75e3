import { fold, GENESIS, LedgerCorrupt, type SealedCommit, seal, stateAfter } from '../core/audit/commit.ts';
import { flawOf, unseal } from '../core/audit/verify.ts';
import type { Envelope } from '../core/recovery/commands.ts';
import { decide } from '../core/recovery/decide.ts';
import type { Decision, Refusal } from '../core/recovery/decision.ts';
import type { LedgerEvent } from '../core/recovery/events.ts';
import type { StreamState } from '../core/recovery/state.ts';
import { POLICY_STREAM } from '../core/registry/adoption.ts';
import { CAPABILITIES } from '../ports/connector.ts';
import { AdapterError } from '../ports/errors.ts';
import type { Surroundings } from '../ports/identifiers.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { PolicySource } from '../ports/policy.ts';

export interface SubmitServices {
  readonly ledger: Ledger;
  readonly policy: PolicySource;
  readonly surroundings: Surroundings;
}

export interface Outcome {
  /** The refusal, where the answer was no; it is in the ledger like everything else. */
  readonly refusal: Refusal | null;
  /** The state of the stream after it. */
  readonly state: StreamState;
  /** The commit that holds the command; null where it had been carried out already and there was nothing to add. */
  readonly commit: SealedCommit | null;
  /** The same command had been given before: this is the answer that it got then. */
  readonly repeated: boolean;
}

/** How often to decide anew when another command was faster; each time against the state that the winner left. */
const ATTEMPTS = 12;

/**
 * Decides a command and appends the result: two bounded reads (three for what makes a plan) and one conditional write, whatever the
 * history. Of two commands at once on one stream one wins, and the other is decided again on the state that the winner left. Throws
 * `AdapterError` `contention` when it never gets its turn: nothing was written.
 */
export async function submit(services: SubmitServices, envelope: Envelope): Promise<Outcome> {
  const policy = await services.policy.current();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // INVARIANT: the head is read first. The same command that is committed after that takes the next number, and before that is found.
    const head = await services.ledger.head(envelope.stream);
    const earlier = await services.ledger.findCommand(envelope.stream, envelope.id);
    const state = stateAfter(head) ?? (await foldStream(services.ledger, envelope.stream));
    if (earlier !== undefined) return { refusal: refusalIn(earlier), state, commit: earlier, repeated: true };
    const now = services.surroundings.now();
    const adopted = await adoptedPolicy(services.ledger, envelope);
    const decision = decide(state, envelope, {
      adopted,
      now,
      policy,
      newId: services.surroundings.newId(),
      capabilities: CAPABILITIES,
    });
    const events = eventsOf(decision);
    if (events.length === 0) return { refusal: null, state, commit: null, repeated: true };
    const sealed = seal(head, state, envelope, { at: now, policy: policy.digest, events });
    if ((await services.ledger.append(sealed)) === 'appended') {
      return {
        refusal: decision.accepted ? null : decision.refusal,
        state: stateAfter(sealed) ?? state,
        commit: sealed,
        repeated: false,
      };
    }
    await pause(attempt);
  }
  throw new AdapterError('contention', { retryable: true });
}

/** Commands that make or execute a plan, and so must know which policy version is adopted. */
const PLANNING: readonly string[] = ['AssessRecovery', 'ReviseRequest', 'StartExecution'];

async function adoptedPolicy(ledger: Ledger, { command }: Envelope): Promise<string | null> {
  if (!PLANNING.includes(command.type)) return null;
  return (await load(ledger, POLICY_STREAM)).policy.current?.digest ?? null;
}

/** The state of a stream as it stands now; one read. */
export async function load(ledger: Ledger, stream: string): Promise<StreamState> {
  return stateAfter(await ledger.head(stream)) ?? (await foldStream(ledger, stream));
}

const eventsOf = (decision: Decision): readonly LedgerEvent[] =>
  decision.accepted ? decision.events : [{ type: 'CommandRefused', ...decision.refusal }];

function refusalIn({ commit }: SealedCommit): Refusal | null {
  const refused = commit.events.find((event) => event.type === 'CommandRefused');
  return refused === undefined ? null : { code: refused.code, facts: refused.facts as Refusal['facts'] };
}

const PAGE = 200;

/**
 * Only after an upgrade that changed what a state means: folds the whole stream once; the next commit stores the new state. Nothing vouches
 * for the events here, so every commit is checked. Throws `LedgerCorrupt`.
 */
async function foldStream(ledger: Ledger, stream: string): Promise<StreamState> {
  const commits: SealedCommit[] = [];
  for (;;) {
    const page = await ledger.read(stream, { from: commits.length + 1, limit: PAGE });
    for (const row of page) {
      const seq = commits.length + 1;
      const flaw = flawOf(row, stream, seq, commits.at(-1)?.hash ?? GENESIS);
      if (flaw !== undefined) throw new LedgerCorrupt(stream, seq, flaw);
      commits.push(unseal(row));
    }
    if (page.length < PAGE) return fold(commits);
  }
}

/** Full jitter, so that a crowd on one account spreads out: up to 10 ms, doubling to at most 320 ms. */
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** Math.min(attempt, 5)));
