import type { VersionedPolicy } from '../../policy/policy.ts';
import type { Challenge, Purpose } from '../../proofing/challenge.ts';
import { asksOf, METHOD_NAMES, type MethodName } from '../../proofing/methods.ts';
import { mayServe } from '../../proofing/proof.ts';
import type { ContactKind } from '../../registry/contact.ts';
import { unanswered } from '../../values/family.ts';
import type { Instant } from '../../values/instant.ts';
import { leavesOf } from '../../values/requirement.ts';
import { type Handover, handoverOf, placeFor } from '../assess/handover.ts';
import { isHashed } from '../decide/challenge.ts';
import { decide } from '../decide/decide.ts';
import type { Actor, Command } from '../state/commands.ts';
import { type DecisionContext, NO_REGISTRY_FACTS, NO_WORDS } from '../state/decision.ts';
import type { Recovery, StreamState } from '../state/state.ts';

/** The offers to a requester's page at one moment. Contacts are named by id; the caller masks and words them. */
export interface Offer {
  /** Methods that the plan asks for, each with its possible contacts or vendors now; empty outside the proof stage. */
  readonly prove: readonly OfferedMethod[];
  /** Methods by which a correct answer lets this page stop the recovery (rule 11). */
  readonly stop: readonly OfferedMethod[];
  /** Challenges of this page that still accept an answer, here or from their vendor. */
  readonly challenges: readonly Challenge[];
  /** Whether this page may claim the credential now. */
  readonly claimable: boolean;
  /** Where the credential will be taken, seen from this page; null before the plan is proved, and where there is none to take. */
  readonly handover: Handover | null;
}

export interface OfferedMethod {
  readonly method: MethodName;
  /** Shown but refused for now, after too many wrong answers in a row. */
  readonly throttled: boolean;
  /** Ids of contacts, or of recovery contacts, that can receive a code; empty for methods that send nothing. */
  readonly contacts: readonly string[];
  /** Vendors that verify identities; empty for other methods. */
  readonly vendors: readonly string[];
}

/** Inputs of the offer besides the account and its recovery. */
export interface OfferContext {
  readonly session: string;
  readonly now: Instant;
  readonly policy: VersionedPolicy;
  /** Kinds of contacts that can be reached. */
  readonly ways: readonly ContactKind[];
  /** Vendors of this deployment, by source. */
  readonly vendors: readonly string[];
}

/** A recovery and the state of its account. */
interface Place {
  readonly state: StreamState;
  readonly recovery: Recovery;
}

/**
 * Everything that one page may ask for, answer, stop and claim now. INVARIANT: each candidate is given to `decide`, so every offer is
 * accepted and nothing that `decide` refuses is offered. The only exception: a throttled method is shown as closed. `prove` leaves out
 * methods that the plan does not ask for, and vendors that are not configured.
 */
export function offeredTo(place: Place, context: OfferContext): Offer {
  const { recovery } = place;
  const claimants = handoverOf(recovery, { state: place.state, now: context.now });
  const leaves = recovery.plan?.proofs.flatMap((requirement) => leavesOf(requirement)) ?? [];
  const isAsked = (method: MethodName) => leaves.some((leaf) => mayServe(leaf, method));
  const isStoppable = accepts(place, context, STOP);
  const offer = (purpose: Purpose) => METHOD_NAMES.flatMap((method) => offerOf(place, context, { method, purpose }));
  return {
    prove: recovery.status === 'proofing' ? offer('prove').filter(({ method }) => isAsked(method)) : [],
    stop: isStoppable ? offer('stop') : [],
    challenges: recovery.challenges.filter((one) => takesAnswer(place, context, one)),
    claimable: accepts(place, context, { type: 'ClaimGrant' }),
    handover: claimants === null ? null : placeFor(context.session, claimants),
  };
}

/** A stop with a valid warrant: its acceptance depends on the recovery alone. */
const STOP: Command = {
  ...{ type: 'StopRecovery', reason: '', cause: 'suspected-impersonation', warrant: { by: 'stop-token' } },
};

interface Wanted {
  readonly method: MethodName;
  readonly purpose: Purpose;
}

/** The method with every contact or vendor that `decide` accepts; empty when it accepts none. */
function offerOf(place: Place, context: OfferContext, wanted: Wanted): readonly OfferedMethod[] {
  const hash = isHashed(wanted.method) ? UNSEEN : null;
  const commandOf = (over: Over): Command => ({ type: 'IssueChallenge', ...wanted, ...over, called: null, hash });
  const unthrottled = { ...place, state: { ...place.state, failures: {} } };
  const found = candidates(place.state, context, wanted.method).filter((one) =>
    accepts(unthrottled, context, commandOf(one)),
  );
  if (found.length === 0) return [];
  return [
    {
      method: wanted.method,
      throttled: !found.some((one) => accepts(place, context, commandOf(one))),
      contacts: found.flatMap(({ contact }) => contact ?? []),
      vendors: found.flatMap(({ vendor }) => vendor ?? []),
    },
  ];
}

interface Over {
  readonly contact: string | null;
  readonly vendor: string | null;
}

/** Every possible contact or vendor of a method; `decide` then selects. */
function candidates(
  { profile, recoveryContacts }: StreamState,
  { vendors }: OfferContext,
  method: MethodName,
): readonly Over[] {
  const asks = asksOf(method);
  const sentTo = (some: readonly { readonly id: string }[]) => some.map(({ id }) => ({ contact: id, vendor: null }));
  switch (asks.for) {
    case 'code':
      return sentTo(profile.current?.contacts ?? []);
    case 'code-passed-on':
      return sentTo(recoveryContacts);
    case 'vendor':
      return vendors.map((vendor) => ({ contact: null, vendor }));
    case 'passkey':
    case 'one-time-password':
    case 'saved-code':
      return [{ contact: null, vendor: null }];
    // Given by a verifier or a related person, not on the page.
    case 'code-read-back':
    case 'sighting':
    case 'word':
      return [];
    default:
      return unanswered(asks);
  }
}

/** Whether a challenge still accepts an answer: from this page, or from its vendor. */
function takesAnswer(place: Place, context: OfferContext, { id, method, session, vendor }: Challenge): boolean {
  if (vendor === null) return accepts(place, context, { type: 'AnswerChallenge', challenge: id, correct: false });
  const result = { type: 'RecordProof', method, outcome: 'verified', reference: id, seen: [] } as const;
  return session === context.session && accepts(place, context, result, { by: 'vendor', source: vendor });
}

/** Whether `decide` would accept this command now: by default from the page. */
function accepts(
  { state, recovery }: Place,
  { session, now, policy, ways }: OfferContext,
  command: Command,
  actor: Actor = { by: 'visitor', session },
): boolean {
  const origin = { via: UNSEEN, channel: 'page', desk: null, ticket: null };
  const envelope = { id: UNSEEN, stream: UNSEEN, recovery: recovery.id, actor, origin, command };
  return decide(state, envelope, { ...NOT_PLANNING, now, policy, ways }).accepted;
}

/** Placeholder for ids and hashes, which no refusal depends on. */
const UNSEEN = 'offer';

/** None of these commands makes a plan, so the planning facts are left empty. */
const NOT_PLANNING: Omit<DecisionContext, 'now' | 'policy' | 'ways'> = {
  ...{ adopted: null, newId: UNSEEN, declared: [], threats: [], campaign: null, capabilities: {} },
  registry: NO_REGISTRY_FACTS,
  wordsOf: NO_WORDS,
};
