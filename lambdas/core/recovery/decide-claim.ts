import { areProvedOn, holds, isGivenOnPage } from '../proofing/proof.ts';
import { mayRequest } from '../registry/account.ts';
import { type Instant, plusSeconds } from '../values/instant.ts';
import { judgedAt, standingOf } from './assess.ts';
import { type Decision as Answer, accept, refuse } from './decision.ts';
import { type Situation, whyTooWeak, wrongStatus } from './situation.ts';
import type { Recovery } from './state.ts';

/** Hands the credential over, once, to the proofed requester: signed in, or on the page on which the proofs were given (rule 13). */
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
 * Whether the plan was proved on this page when the grant was executed: by what it gave, at least one proof, and by what people confirmed who
 * named it. What somebody confirmed of a person who has another page, or none, is no reason to hand anything to this one.
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

/** How long a claim may be repeated under the same command, so that a lost answer is no lost credential. */
export const REPEAT_SECONDS = 300;

/**
 * Whether the credential of a recovery goes to whoever gave this claim. The ledger says so before anything is opened: granted, not
 * stopped, not past its end, and claimed by exactly this command, just now.
 */
export function mayHandOver({ status, stopped, grant }: Recovery, commandId: string, now: Instant): boolean {
  if (status !== 'granted' || stopped || grant === null || grant.claim === null) return false;
  const isInTime = now < grant.expiresAt && now <= plusSeconds(grant.claim.at, REPEAT_SECONDS);
  return isInTime && grant.claim.command === commandId;
}
