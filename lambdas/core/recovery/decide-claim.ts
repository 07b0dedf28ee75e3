import { areProvedOn, holds, isGivenOnPage } from '../proofing/proof.ts';
import { mayRequest } from '../registry/account.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';
import { judgedAt, standingOf } from './assess.ts';
import { type Decision as Answer, accept, refuse } from './decision.ts';
import { type Situation, whyTooWeak, wrongStatus } from './situation.ts';
import type { Recovery } from './state.ts';

/** Hands the credential over, once, to the proofed requester: signed in, or on the page that gave the proofs (rule 13). */
export function decideClaim(situation: Situation): Answer {
  const { recovery, state, context, commandId } = situation;
  const { grant, requester } = recovery;
  const profile = state.profile.current;
  if (!isClaimant(situation)) return refuse('not-the-requester');
  const weak = situation.actor.by === 'person' ? whyTooWeak(situation.actor, profile) : undefined;
  if (weak !== undefined) return weak;
  if (profile === null || !mayRequest(profile, requester)) return refuse('requester-not-entitled');
  if (recovery.status !== 'granted' || recovery.stopped || grant === null) return wrongStatus(situation);
  if (!grant.claimable || context.now >= grant.expiresAt) return refuse('nothing-to-claim');
  if (grant.claim !== null) return refuse('already-claimed', { at: grant.claim.at });
  return accept({ type: 'GrantClaimed', by: requester, command: commandId });
}

function isClaimant(situation: Situation): boolean {
  const { actor, recovery } = situation;
  if (actor.by === 'person') return actor.person === recovery.requester;
  return actor.by === 'visitor' && hasProved(situation, actor.session);
}

/**
 * Whether the plan was proved on this page at execution: by at least one proof given on it, and by people who named it. A confirmation for
 * a person with another page, or with none, hands nothing to this one.
 */
function hasProved({ recovery, state, context }: Situation, session: string): boolean {
  const { plan, grant } = recovery;
  if (plan === null || grant === null) return false;
  const { proofs } = standingOf(recovery, state, context.policy);
  const hasGiven = proofs.some(
    (proof) => proof.session === session && isGivenOnPage(proof) && holds(proof, grant.startedAt),
  );
  const judged = judgedAt(grant.startedAt, recovery, plan);
  return hasGiven && areProvedOn(session, { requirements: plan.proofs, proofs }, judged);
}

/** Seconds in which a claim may be repeated by the same command, so a lost answer loses no credential. */
export const REPEAT_SECONDS = 300;

/**
 * Whether this claim receives the credential of a recovery. The ledger decides before a box is opened: granted, not stopped, not expired,
 * and claimed by exactly this command, just now.
 */
export function mayHandOver({ status, stopped, grant }: Recovery, commandId: string, now: Instant): boolean {
  if (status !== 'granted' || stopped || grant === null || grant.claim === null) return false;
  const isInTime = now < grant.expiresAt && now <= plusSeconds(grant.claim.at, REPEAT_SECONDS);
  return isInTime && grant.claim.command === commandId;
}
