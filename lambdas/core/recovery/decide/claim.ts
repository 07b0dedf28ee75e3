import type { Proof } from '../../proofing/proof.ts';
import { mayRequest, yieldsCredential } from '../../registry/account.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';
import { claimantsOf } from '../assess/handover.ts';
import { pageNamed } from '../assess/pages.ts';
import type { PeopleCommand } from '../state/commands.ts';
import { type Decision as Answer, accept, refuse } from '../state/decision.ts';
import { humanAs, isSelf, type Refused, type Situation, whyTooWeak, wrongStatus } from '../state/situation.ts';
import type { Recovery } from '../state/state.ts';
import { whyNotTheirs } from './proof.ts';

/** Hands the credential over, once: on the page that proved the owner, or to the custodian who asked, signed in (rule 13). */
export function decideClaim(situation: Situation): Answer {
  const { recovery, state, commandId, actor } = situation;
  const profile = state.profile.current;
  const stranger = whyNoClaimant(situation);
  if (stranger !== undefined) return stranger;
  const weak = actor.by === 'person' ? whyTooWeak(actor, profile) : undefined;
  if (weak !== undefined) return weak;
  if (profile === null || !mayRequest(profile, recovery.requester)) return refuse('requester-not-entitled');
  const late = whyNothingToTake(situation);
  return late ?? accept({ type: 'GrantClaimed', by: recovery.requester, command: commandId });
}

function whyNoClaimant({ actor, recovery, state, context }: Situation): Refused | undefined {
  if (actor.by === 'visitor') {
    const { pages } = claimantsOf(recovery, { state, now: context.now });
    return pages.includes(actor.session) ? undefined : refuse('not-the-requester');
  }
  if (actor.by !== 'person' || actor.person !== recovery.requester) return refuse('not-the-requester');
  return recovery.subject === null ? undefined : refuse('claim-on-page');
}

/** Why there is nothing that could be taken now. */
function whyNothingToTake(situation: Situation): Refused | undefined {
  const { recovery, context } = situation;
  const { grant } = recovery;
  if (recovery.status !== 'granted' || recovery.stopped || grant === null) return wrongStatus(situation);
  if (!grant.claimable || context.now >= grant.expiresAt) return refuse('nothing-to-claim');
  return grant.claim === null ? undefined : refuse('already-claimed', { at: grant.claim.at });
}

/** Statuses in which a plan is proved and nothing was granted yet. */
const BEFORE_GRANT: readonly string[] = ['approving', 'approved', 'executing'];

/** Why nobody can be named who will take the credential: nothing is proved yet, or there is nothing to take any more. */
function whyNothingToBind(situation: Situation): Refused | undefined {
  const { status, stopped, action } = situation.recovery;
  if (!BEFORE_GRANT.includes(status) || stopped) return whyNothingToTake(situation);
  return yieldsCredential(action) ? undefined : refuse('nothing-to-claim');
}

/**
 * Whoever confirmed a proof names the page of the requester again, from the moment when the plan is proved until the credential is taken. The
 * evidence stays as it was countersigned: this says only where the person sits who was seen.
 */
export function decideBinding(
  situation: Situation,
  { method, page }: Extract<PeopleCommand, { type: 'BindProof' }>,
): Answer {
  const { recovery } = situation;
  const verifier = humanAs('verifier', situation);
  if (!verifier.ok) return verifier.no;
  const late = whyNothingToBind(situation) ?? whyNotTheirs(situation, verifier.value, method);
  if (late !== undefined) return late;
  const own = (one: Proof) =>
    one.method === method && one.outcome === 'verified' && isSelf(verifier.value, one.verifier);
  const proof = recovery.proofs.findLast(own);
  if (proof === undefined) return refuse('proof-unknown', { method });
  const session = pageNamed(situation.context.wordsOf, recovery, page);
  if (session === undefined) return refuse('page-unknown');
  if ((recovery.bindings[proof.id] ?? proof.session) === session) return accept();
  return accept({ type: 'ProofBound', proof: proof.id, session });
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
