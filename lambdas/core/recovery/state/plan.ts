import type { CombinedDemands } from '../../policy/evaluate.ts';
import type { RuleReference } from '../../policy/policy.ts';
import type { Proof } from '../../proofing/proof.ts';
import type { AccountId, AccountProfile, Action, Vouching } from '../../registry/account.ts';
import type { Scope } from '../../registry/scope.ts';
import type { Risk } from '../../risk/assess-risk.ts';
import { digestOf } from '../../values/hash.ts';

/** The policy's demands for this recovery, and the target of the action. Times are in seconds. */
export interface Plan extends CombinedDemands {
  readonly account: AccountId;
  readonly action: Action;
  readonly kind: AccountProfile['kind'];
  readonly tier: AccountProfile['tier'];
  readonly environment: string;
  readonly connector: string;
  readonly target: string;
  readonly directoryId: string;
  /** Digest of the policy version that made it. */
  readonly policy: string;
  readonly rules: readonly RuleReference[];
  /** The incident of an emergency plan; absent for the usual one (rule 19). */
  readonly incident?: string;
  /** What the account opens, as its directory said when the first plan was made: shown to approvers; absent where it says nothing of it. */
  readonly scope?: Scope;
  /** The risk when the plan was made, shown to approvers. */
  readonly risk: Risk;
}

/**
 * What was found beside a plan. `nobody`: the relations that it cannot do without and in which nobody stands; absent: everybody whom it needs can
 * be asked. `lastingId`: the id that the ticket keeps when people move it, as its system said then; absent where it said none.
 */
export interface FoundBeside {
  readonly nobody?: readonly Vouching[];
  readonly lastingId?: string;
}

/**
 * The digest that approvers countersign: over account, action, target, all demands, policy version, duration, and the evidence so far. Any
 * change gives another digest and voids the countersignatures (rule 3). Of a page it says only that the proof is bound to one, so that an
 * approver can compute the digest of what they are shown, without the page's session. Where what a verifier signed lies adds nothing to it.
 */
export const planDigest = (recovery: string, plan: Plan, proofs: readonly Proof[]): string =>
  digestOf({
    plan,
    proofs: proofs
      .filter(({ outcome }) => outcome === 'verified')
      .map(({ signedIn: _place, ...proof }) => ({ ...proof, session: proof.session && 'page' })),
    recovery,
  });
