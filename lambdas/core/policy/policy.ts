import type { ApprovalLeaf } from '../approvals/countersignature.ts';
import type { MethodName } from '../proofing/methods.ts';
import { AUTHENTICATOR_MIN_AGE, CONTACT_MIN_AGE } from '../proofing/numbers.ts';
import type { ProofLeaf } from '../proofing/proof.ts';
import type { AccountId, Action, Kind, Relation, Tier } from '../registry/account.ts';
import type { Instant } from '../values/instant.ts';
import type { Requirement } from '../values/requirement.ts';
import type { Hours } from './hours.ts';
import type { DeclaredStandard } from './standards.ts';

/** Alert severities, mildest first. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Null of none. */
export const severestOf = (some: readonly Severity[]): Severity | null =>
  SEVERITIES.findLast((severity) => some.includes(severity)) ?? null;

/** A control that somebody answers for; `maps` names the requirements of standards that it meets. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  readonly maps: readonly string[];
}

/** A rule applies when every attribute that it names has one of the values; a rule that names none applies always. */
export interface Condition {
  readonly kind?: readonly Kind[];
  readonly tier?: readonly Tier[];
  readonly environment?: readonly string[];
  /** The account has one of these labels. */
  readonly label?: readonly string[];
  readonly action?: readonly Action[];
  readonly channel?: readonly string[];
  readonly desk?: readonly string[];
  readonly requester?: readonly RequesterRelation[];
  readonly hours?: readonly ('in' | 'out')[];
  /** The score is at least this. A rule above a score can only add to what the others demand. */
  readonly riskAtLeast?: number;
}

/** Who asks: the owner for their own account, a custodian, or an agent for either. */
export const REQUESTER_RELATIONS = ['owner', 'custodian', 'on-behalf'] as const;
export type RequesterRelation = (typeof REQUESTER_RELATIONS)[number];

/** Which methods may prove: these only, or all but these. */
export interface PermittedMethods {
  readonly only?: readonly MethodName[];
  readonly not?: readonly MethodName[];
}

/** What a rule asks for. Times are in seconds. */
export interface Demands {
  /** Proofs by other methods count for nothing. */
  readonly methods?: PermittedMethods;
  readonly proofs?: Requirement<ProofLeaf>;
  readonly approvals?: Requirement<ApprovalLeaf>;
  readonly coolingOff?: number;
  readonly proofWindow?: number;
  readonly approvalWindow?: number;
  readonly grant?: number;
  readonly reviewWithin?: number;
  readonly alert?: Severity;
  /** Who is told of it, besides the owner and every registered contact, who always are (rule 11). */
  readonly notify?: readonly Relation[];
}

export interface Rule {
  readonly id: string;
  readonly control: string;
  readonly when: Condition;
  /** Why it is refused, whatever other rules say. */
  readonly deny?: string;
  readonly require?: Demands;
}

/**
 * A deviation that somebody answers for (rule 20): in its scope, and until its end, it takes rules away and may put demands in their place.
 * What risk adds and what the product demands by itself (rules 5 and 18) it cannot take away. Each use owes a review.
 */
export interface PolicyException {
  readonly id: string;
  /** The control that it deviates from: it can take away rules of this one only. */
  readonly control: string;
  /** Who granted it, and answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** From then on it has no effect. */
  readonly until: Instant;
  readonly scope: ExceptionScope;
  /** Ids of rules that do not apply. */
  readonly waives: readonly string[];
  /** What is demanded in their place. */
  readonly replaces?: Demands;
}

/** Where an exception applies. The score is not part of it: more risk can never demand less. */
export interface ExceptionScope extends Omit<Condition, 'riskAtLeast'> {
  readonly account?: readonly AccountId[];
}

/** One use of an exception, for approver and reviewer to read. */
export interface ExceptionUse {
  readonly exception: string;
  readonly control: string;
  readonly owner: string;
  readonly reason: string;
  readonly until: Instant;
  /** The rules that would have applied, sorted. */
  readonly waived: readonly string[];
}

export interface Policy {
  readonly name: string;
  /** The approver groups that count. A token may name others, which anybody may have made in the directory: they count for nothing. */
  readonly groups: readonly string[];
  /**
   * The words that a request can have; any other is not known, and denied. Absent: any word will do, which is so only where no rule and no
   * exception looks at it.
   */
  readonly environments?: readonly string[];
  /** Labels that accounts may have. */
  readonly labels?: readonly string[];
  /** Absent, and looked at by nothing: every channel whose way is known. */
  readonly channels?: readonly string[];
  /** `none` among them lets people ask for themselves without a desk. */
  readonly desks?: readonly string[];
  /** When people are at work; absent: always. */
  readonly hours?: Hours;
  /** Seconds that a contact has been registered, at least, before it counts for a proof; absent: 7 days. */
  readonly contactMinAge?: number;
  /** Seconds that an authenticator or recovery contact has been enrolled, at least, before it counts; absent: a day. */
  readonly authenticatorMinAge?: number;
  /** Standards of the organisation's own, which controls may map to beside those that the product knows. */
  readonly standards?: readonly DeclaredStandard[];
  readonly controls: readonly Control[];
  readonly rules: readonly Rule[];
  readonly exceptions?: readonly PolicyException[];
}

/** A policy with the digest over its canonical form: the version that every decision records. */
export interface VersionedPolicy extends Policy {
  readonly digest: string;
}

/** A rule that spoke, and who answers for it (rule 21). */
export interface RuleReference {
  readonly rule: string;
  readonly control: string;
  readonly owner: string;
}

/** One thing that is wrong with a policy: where, as a path into it, and why. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** How old a contact, and what the owner has enrolled or named, must be to count under this policy; in seconds. */
export const minAgesOf = ({
  contactMinAge,
  authenticatorMinAge,
}: Pick<Policy, 'contactMinAge' | 'authenticatorMinAge'>) => ({
  contact: contactMinAge ?? CONTACT_MIN_AGE,
  authenticator: authenticatorMinAge ?? AUTHENTICATOR_MIN_AGE,
});
