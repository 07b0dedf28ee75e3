import { randomBytes } from 'node:crypto';
import type { Envelope } from '../../core/recovery/commands.ts';
import type { DecisionContext } from '../../core/recovery/decision.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state.ts';
import type { AccountProfile } from '../../core/registry/account.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import type { LookAlike } from '../../core/registry/likeness.ts';
import type { Person } from '../../core/registry/person.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { Ledger, Surroundings } from '../../ports/ledger.ts';
import type { Campaigns, CampaignWindow, Hand } from '../../ports/workspace.ts';
import { log } from '../log.ts';
import { registryFacts } from './registry-facts.ts';
import { loadLastGood } from './verified.ts';

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
}

/** Commands that make or execute a plan, and so need facts from outside their stream. */
const PLANNING: readonly string[] = ['AssessRecovery', 'ReviseRequest', 'StartExecution'];

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
  if (!PLANNING.includes(envelope.command.type))
    return { adopted: null, declared: [], threats: [], campaign: null, registry };
  const except = envelope.stream;
  const [policy, hands, suspects] = await Promise.all([
    loadLastGood(services.ledger, POLICY_STREAM),
    countsOf(services, handsOf(state, envelope.recovery), { since: plusSeconds(now, -DAY), except }),
    countsOf(services, suspectsOf(state, envelope.recovery), { since: plusSeconds(now, -30 * DAY), except }),
  ]);
  const campaign = hands === null || suspects === null ? null : [...hands, ...suspects];
  const { reported: declared, threats } = policy;
  return { adopted: policy.policy.current?.digest ?? null, declared, threats, campaign, registry };
}

/** Null when the counters cannot be read: that is a signal, and the recovery still gets its plan. */
async function countsOf(
  { campaigns }: Services,
  hands: readonly Hand[],
  window: CampaignWindow,
): Promise<DecisionContext['campaign']> {
  try {
    return (await campaigns?.counts(hands, window)) ?? null;
  } catch (error) {
    log('error', 'counters unreadable', { error });
    return null;
  }
}

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
  return hands.flatMap(({ by, id: hand }) => (hand === null ? [] : [{ by, id: hand }]));
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
