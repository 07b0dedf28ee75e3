import type { CombinedDemands } from '../policy/evaluate.ts';
import type { RuleReference } from '../policy/policy.ts';
import type { Proof } from '../proofing/proof.ts';
import type { AccountId, AccountProfile, Action } from '../registry/account.ts';
import type { Risk } from '../risk/assess-risk.ts';
import { digestOf } from '../values/hash.ts';

/** What policy demands of this recovery, and on what it would act. Times are in seconds. */
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
  /** What was found when the plan was made, for the approver to read. */
  readonly risk: Risk;
}

/**
 * The digest that approvers countersign: over account, action, target, everything demanded, policy version, duration, and the evidence
 * given so far. Any change of these is another digest, and with it a countersignature counts no more (rule 3).
 */
export const planDigest = (recovery: string, plan: Plan, proofs: readonly Proof[]): string =>
  digestOf({ plan, proofs: proofs.filter(({ outcome }) => outcome === 'verified'), recovery });
