import type { AccountProfile } from '../../registry/account.ts';
import {
  type Claim,
  type ClaimReference,
  claimedBy,
  directoryIdentity,
  higherTier,
  IN_FLIGHT_SECONDS,
  identityStream,
  MARGIN_SECONDS,
  PROPOSAL_SECONDS,
} from '../../registry/identity.ts';
import type { Person } from '../../registry/person.ts';
import { ageOf, type Instant, plusSeconds } from '../../values/instant.ts';
import { type DecisionContext, refuse } from '../state/decision.ts';
import type { Refused } from '../state/situation.ts';
import { isOneIdentityTooMany, MOST_GOVERNED } from '../state/size.ts';
import type { StreamState } from '../state/state.ts';

type Holder = Pick<StreamState, 'profile' | 'person'>;

/**
 * Whether a claim still keeps its identity from others: the record in force lists it, a recent proposal lists it, or its proposal may still
 * be on its way. So an unconfirmed claim lapses, and a record that drops an identity releases it.
 */
export function doesStand(claim: Claim, { profile, person }: Holder, now: Instant): boolean {
  if (ageOf(claim.at, now) < IN_FLIGHT_SECONDS) return true;
  const lists = (record: Person | AccountProfile | null | undefined) =>
    record != null && claimedBy(record).includes(claim.identity);
  if (lists(profile.current) || lists(person.current)) return true;
  return [profile.proposal, person.proposal].some(
    (proposal) => proposal !== null && lists(proposal.value) && ageOf(proposal.at, now) < PROPOSAL_SECONDS,
  );
}

/**
 * Why a record cannot be proposed or confirmed on its stream: one of its identities is not claimed for it, or the claim lapses too soon.
 * Undefined when all are claimed. INVARIANT: another claimer reads the holder's record after the claim has lapsed, so it sees a record that
 * was written within the margin.
 */
export function whyNotClaimed(
  state: StreamState,
  record: Person | AccountProfile,
  { registry, now }: Pick<DecisionContext, 'registry' | 'now'>,
): Refused | undefined {
  const holder = 'person' in record ? record.person : record.account;
  const later = plusSeconds(now, MARGIN_SECONDS);
  const isClaimed = (identity: string) =>
    registry.claims.some((one) => one.identity === identity && one.holder === holder && doesStand(one, state, later));
  const missing = claimedBy(record).find((identity) => !isClaimed(identity));
  return missing === undefined ? undefined : refuse('identity-unclaimed', { identity: missing });
}

/** The commits that claimed the identities of a record, for its proposal. */
export const claimsOf = (
  record: Person | AccountProfile,
  { claims }: DecisionContext['registry'],
): readonly ClaimReference[] =>
  claimedBy(record).flatMap((identity) => {
    const claim = claims.find((one) => one.identity === identity);
    return claim === undefined ? [] : [{ stream: identityStream(identity), seq: claim.seq }];
  });

/**
 * Why a record's tier is too low: the directory gives it a higher one now, or another record gave its directory identity one. Undefined where
 * neither is so; an account that already governs the identity may fall below its own earlier records.
 */
export function whyTierTooLow(
  { profile: { current } }: StreamState,
  proposed: AccountProfile,
  { registry }: Pick<DecisionContext, 'registry'>,
): Refused | undefined {
  const { directoryTier } = registry;
  if (higherTier(proposed.tier, directoryTier) !== proposed.tier)
    return refuse('tier-too-low', { tier: directoryTier, says: 'directory' });
  const identity = directoryIdentity(proposed);
  if (current !== null && directoryIdentity(current) === identity) return undefined;
  const known = registry.claims.find((one) => one.identity === identity)?.tier ?? null;
  if (higherTier(proposed.tier, known) === proposed.tier) return undefined;
  return refuse('tier-too-low', { tier: known, says: 'record' });
}

/** One human is one person; one directory identity is one account, with the highest tier that any record gave it (rule 6). */
export function whyNotHeld(
  state: StreamState,
  record: Person | AccountProfile,
  context: DecisionContext,
): Refused | undefined {
  const unclaimed = whyNotClaimed(state, record, context);
  if (unclaimed !== undefined || 'person' in record) return unclaimed;
  if (isOneIdentityTooMany(state, record)) return refuse('too-many-identities', { most: MOST_GOVERNED });
  return whyTierTooLow(state, record, context);
}
