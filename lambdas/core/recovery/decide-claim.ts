import { areProved, holds } from '../proofing/proof.ts';
import { mayRequest } from './account.ts';
import { standingOf } from './assess.ts';
import { type Decision as Answer, accept, refuse } from './decision.ts';
import { type Situation, wrongStatus } from './situation.ts';

/** Hands the credential over, once, to the proofed requester: signed in, or on the page on which the proofs were given (rule 13). */
export function claim(situation: Situation): Answer {
  const { recovery, state, context, commandId } = situation;
  const { grant, requester } = recovery;
  const profile = state.profile.current;
  if (!isClaimant(situation)) return refuse('not-the-requester');
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
 * Whether the proofs of this page counted when the grant was executed: the plan was proved by them alone, or not without them. A page that
 * only added a proof to what others had proved claims nothing.
 */
function hasProved({ recovery, state, context }: Situation, session: string): boolean {
  const { plan, grant, channel } = recovery;
  if (plan === null || grant === null) return false;
  const judged = { now: grant.startedAt, channel };
  const counted = standingOf(recovery, state, context.policy).proofs.filter((proof) => holds(proof, grant.startedAt));
  const own = counted.filter((proof) => proof.session === session);
  const others = counted.filter((proof) => proof.session !== session);
  return own.length > 0 && (areProved(plan.proofs, own, judged) || !areProved(plan.proofs, others, judged));
}
