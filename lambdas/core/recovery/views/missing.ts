import { type ApprovalLeaf, areApproved } from '../../approvals/countersignature.ts';
import { METHODS, type MethodName } from '../../proofing/methods.ts';
import { areProved, isBarred, mayServe, type ProofLeaf } from '../../proofing/proof.ts';
import type { Vouching } from '../../registry/account.ts';
import { wayOf } from '../../registry/contact.ts';
import type { Instant } from '../../values/instant.ts';
import { leavesOf, type Requirement } from '../../values/requirement.ts';
import { judgedAt, needsSecondVerifier } from '../assess/assess.ts';
import { nobodyFor } from '../assess/nobody.ts';
import { provingIn } from '../assess/standing.ts';
import { meansOf, type Reachable } from '../state/means.ts';
import { planDigest } from '../state/plan.ts';
import type { Recovery, StreamState } from '../state/state.ts';

/** What a recovery waits for at its stage. All empty at every other stage. */
export interface Missing {
  /** Demands for proof that nothing satisfies yet. */
  readonly proofs: readonly Requirement<ProofLeaf>[];
  /** One verifier has confirmed enough, and a second one must. */
  readonly secondVerifier: boolean;
  /** Demands for countersignatures that nothing satisfies yet. */
  readonly approvals: readonly Requirement<ApprovalLeaf>[];
  /** Relations to the account without which it cannot go on, now or later, and in which nobody stands who could be asked. */
  readonly nobody: readonly Vouching[];
}

/**
 * What is still missing, as the proofs and countersignatures stand. The record is that of `withAnswerersOf`. Where each demand is met, but not all by one requester, all of them are
 * missing.
 */
export function missingIn(recovery: Recovery, state: StreamState, now: Instant): Missing {
  const { plan, status, countersignatures } = recovery;
  if (plan === null) return NOTHING;
  if (status === 'approving') {
    const digest = planDigest(recovery.id, plan, recovery.proofs);
    const isMet = (one: Requirement<ApprovalLeaf>) => areApproved([one], countersignatures, digest);
    const approvals = openIn(plan.approvals, isMet);
    return { ...NOTHING, approvals, nobody: nobodyFor({ ...plan, proofs: [], approvals }, recovery, state) };
  }
  if (status !== 'proofing') return NOTHING;
  const secondVerifier = needsSecondVerifier(recovery, now);
  if (secondVerifier)
    return { ...NOTHING, secondVerifier, nobody: nobodyFor({ ...plan, proofs: [] }, recovery, state) };
  const proofs = provingIn(recovery, state);
  const judged = { ...judgedAt(now, recovery, plan), sightings: 1 } as const;
  const open = openIn(plan.proofs, (one) => areProved([one], proofs, judged));
  const missing = open.length > 0 ? open : plan.proofs;
  return { ...NOTHING, proofs: missing, nobody: nobodyFor({ ...plan, proofs: missing }, recovery, state) };
}

/**
 * The methods that could still serve a demand for proof and that other people give: they see or call the requester, or answer for the
 * account. Empty outside the proof stage.
 */
export function waysOfOthers(
  recovery: Recovery,
  state: StreamState,
  { now, reachable }: { readonly now: Instant; readonly reachable: Reachable },
): readonly MethodName[] {
  const { plan, channel } = recovery;
  if (plan === null || recovery.status !== 'proofing') return [];
  const { proofs, secondVerifier } = missingIn(recovery, state, now);
  // Nobody but a second verifier adds anything then (rule 9).
  const asked = secondVerifier ? ['verifier'] : OTHERS;
  const leaves = (secondVerifier ? plan.proofs : proofs).flatMap(leavesOf);
  const open = meansOf(state, reachable).filter(
    (one) =>
      asked.includes(METHODS[one.method].confirmedBy) &&
      wayOf(one.channel) !== wayOf(channel) &&
      !isBarred(one, plan.barred) &&
      leaves.some((leaf) => mayServe(leaf, one.method)),
  );
  return [...new Set(open.map(({ method }) => method))];
}

const OTHERS: readonly string[] = ['verifier', 'manager', 'custodian'];

/** What is not met: of a demand for several things, only those that are missing, unless they are met only apart. */
const openIn = <Leaf>(
  demands: readonly Requirement<Leaf>[],
  isMet: (one: Requirement<Leaf>) => boolean,
): readonly Requirement<Leaf>[] =>
  demands
    .filter((demand) => !isMet(demand))
    .flatMap((demand) => {
      const parts = 'all' in demand ? openIn(demand.all, isMet) : [];
      return parts.length > 0 ? parts : [demand];
    });

const NOTHING: Missing = { proofs: [], secondVerifier: false, approvals: [], nobody: [] };
