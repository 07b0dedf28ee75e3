import { randomBytes } from 'node:crypto';
import { verifiersOf } from '../../core/proofing/proof.ts';
import type { RowsReading } from '../../core/recovery/state/batches.ts';
import type { Envelope } from '../../core/recovery/state/commands.ts';
import type { DecisionContext } from '../../core/recovery/state/decision.ts';
import { findRecovery, type Recovery, type StreamState } from '../../core/recovery/state/state.ts';
import { type AccountProfile, subjectOf, type Tier } from '../../core/registry/account.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import type { LookAlike } from '../../core/registry/likeness.ts';
import type { Person, PersonId } from '../../core/registry/person.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { UploadedBy } from '../../ports/batch-rows.ts';
import type { Ledger, PolicyReader, Surroundings } from '../../ports/ledger.ts';
import type { PasskeyCounters, StaffSignatures } from '../../ports/passkeys.ts';
import type { Campaigns, CampaignWindow, CountedHand, Hand } from '../../ports/workspace.ts';
import { log } from '../log.ts';
import { threatsForEverybody, threatsThatCount } from './duty-statements.ts';
import { loadLastGood } from './load.ts';
import { registryFacts } from './registry-facts.ts';

/** RFC 4648 base 32 in lower case: ids survive systems that fold case, and contain no `-`, `_` or `.`. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 26;

/** The real clock and random source: 26 characters of five bits are 130 random bits. */
export const surroundings: Surroundings = {
  now: () => new Date().toISOString(),
  // 32 divides 256, so every letter is equally likely.
  newId: () => Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join(''),
};

interface Services {
  readonly ledger: Ledger;
  readonly campaigns: Pick<Campaigns, 'counts'> | null;
  readonly lookAlikesOf?: (record: Person | AccountProfile) => Promise<readonly LookAlike[]>;
  readonly directoryTierOf?: (record: AccountProfile) => Promise<Tier | null>;
  readonly readPolicy?: PolicyReader;
  readonly readRows?: (of: UploadedBy) => Promise<RowsReading>;
  readonly signatures?: StaffSignatures;
  readonly counters?: PasskeyCounters;
}

/** Commands that make or execute a plan, and so need facts from outside their stream. */
const PLANNING: readonly string[] = ['AssessRecovery', 'ReviseRequest', 'BreakGlass', 'StartExecution'];

/** What a directory of record may change alone, and what is done about a change without a receipt, is a matter of the policy in force. */
const NEEDS_POLICY: readonly string[] = [...PLANNING, 'SyncProfile', 'ReportChange', 'EndContained'];

const DAY = 86_400;

/**
 * A decision's facts from outside its stream: the adopted policy, reports about everybody, the counters, and the registry's other streams.
 */
export async function surroundingsOf(
  services: Services,
  envelope: Envelope,
  { state, now }: { readonly state: StreamState; readonly now: string },
): Promise<Pick<DecisionContext, 'adopted' | 'declared' | 'threats' | 'campaign' | 'registry'>> {
  const registry = await registryFacts(services, { envelope, state, now });
  const owner = state.profile.current === null ? null : subjectOf(state.profile.current);
  const except = [envelope.stream, ...(owner === null ? [] : [owner])];
  const sighting = sightingHands(envelope, state);
  if (!NEEDS_POLICY.includes(envelope.command.type))
    return {
      ...{ adopted: null, declared: [], threats: [], registry },
      campaign: sighting === null ? null : await countsWithin(services, sighting, { now, except }),
    };
  const lately = [...handsOf(state, envelope.recovery), FALSE_CALLER];
  const hands = { lately, longer: suspectsOf(state, envelope.recovery) };
  const [policy, campaign] = await Promise.all([
    loadLastGood(services.ledger, POLICY_STREAM),
    countsWithin(services, hands, { now, except }),
  ]);
  const { reported: declared } = policy;
  // What a directory of record changes makes no plan.
  const isPlanned = PLANNING.includes(envelope.command.type);
  const threats = isPlanned ? await raisedFor(services, envelope, { policy, state, now }) : [];
  return { adopted: policy.policy.current?.digest ?? null, declared, threats, campaign, registry };
}

interface Streams {
  readonly policy: StreamState;
  readonly state: StreamState;
  readonly now: string;
}

/**
 * Threat levels for everybody, and those of the account, also those that somebody lowered without a signature. The workflow, whose plan is
 * executed, looks behind the head of the policy's stream too.
 */
async function raisedFor(services: Services, { stream, actor }: Envelope, { policy, state, now }: Streams) {
  const [all, own] = await Promise.all([
    actor.by === 'workflow'
      ? threatsForEverybody(services, policy, now)
      : threatsThatCount(services, { stream: POLICY_STREAM, threats: policy.threats }, now),
    threatsThatCount(services, { stream, threats: state.threats }, now),
  ]);
  return [...all, ...own];
}

/** Hands that are counted over 24 hours, and over 30 days. */
interface Counted {
  readonly lately: readonly Hand[];
  readonly longer: readonly Hand[];
}

/** The hands of a person who may be about to confirm what they saw; null for every other command. */
function sightingHands({ actor, command, recovery }: Envelope, state: StreamState): Counted | null {
  if (actor.by !== 'person' || !actor.roles.includes('verifier')) return null;
  if (command.type !== 'RecordProof') return null;
  const found = recovery === null ? undefined : findRecovery(state, recovery);
  return found === undefined
    ? null
    : { lately: verifierHands(found, actor.person), longer: [failedHand(actor.person)] };
}

/** Null when the counters cannot be read: that is a signal, and the recovery still gets its plan. */
async function countsWithin(
  { campaigns }: Services,
  { lately, longer }: Counted,
  asked: CampaignWindow,
): Promise<DecisionContext['campaign']> {
  const since = (hands: readonly Hand[], days: number): readonly CountedHand[] =>
    hands.map((hand) => ({ ...hand, since: plusSeconds(asked.now, -days * DAY) }));
  try {
    return (await campaigns?.counts([...since(lately, 1), ...since(longer, 30)], asked)) ?? null;
  } catch (error) {
    log('error', 'counters unreadable', { error });
    return null;
  }
}

/** A verifier who confirms, alone and together with the caller and the network of the recovery. */
export const verifierHands = (
  { caller, network }: Pick<Recovery, 'caller' | 'network'>,
  verifier: PersonId,
): readonly Hand[] => [
  { by: 'verifier', id: verifier },
  ...(caller === null ? [] : [{ by: 'verifier-caller' as const, id: `${verifier} ${caller}` }]),
  ...(network === null ? [] : [{ by: 'verifier-network' as const, id: `${verifier} ${network}` }]),
];

/** Whoever calls people and is not the help desk: nobody knows them apart, so they are counted as one, by the owners whom they called. */
export const FALSE_CALLER: Hand = { by: 'false-call', id: 'anybody' };

/** A verifier whose sighting failed, or was repudiated. */
export const failedHand = (verifier: PersonId): Hand => ({ by: 'verifier-failed', id: verifier });

/** The people, desk, caller and network of a recovery, which are counted across accounts. */
export function handsOf(state: StreamState, id: string | null): readonly Hand[] {
  const recovery = id === null ? undefined : findRecovery(state, id);
  if (recovery === undefined) return [];
  const { agent, requester, desk, caller, network } = recovery;
  const manager = state.profile.current?.manager ?? null;
  const hands = [
    { by: 'agent', id: agent },
    { by: 'requester', id: requester },
    { by: 'desk', id: desk },
    { by: 'manager', id: manager },
    { by: 'caller', id: caller },
    { by: 'network', id: network },
  ] as const;
  const verifiers = verifiersOf(recovery.proofs).flatMap((verifier) => verifierHands(recovery, verifier));
  return [...hands.flatMap(({ by, id: hand }) => (hand === null ? [] : [{ by, id: hand }])), ...verifiers];
}

/** The caller and the network of a suspected recovery, as they are counted (rule 10). */
export function suspectsOf(state: StreamState, id: string | null): readonly Hand[] {
  const recovery = id === null ? undefined : findRecovery(state, id);
  const hands = [
    { by: 'suspected-caller', id: recovery?.caller ?? null },
    { by: 'suspected-network', id: recovery?.network ?? null },
  ] as const;
  return hands.flatMap(({ by, id: hand }) => (hand === null ? [] : [{ by, id: hand }]));
}
