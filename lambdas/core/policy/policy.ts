import type { ApprovalLeaf } from '../approvals/countersignature.ts';
import type { MethodName } from '../proofing/methods.ts';
import { AUTHENTICATOR_MIN_AGE, CONTACT_MIN_AGE } from '../proofing/numbers.ts';
import type { ProofLeaf } from '../proofing/proof.ts';
import type { AccountId, Action, Kind, Relation, Tier } from '../registry/account.ts';
import type { DirectoryRights } from '../registry/population.ts';
import type { Instant } from '../values/instant.ts';
import type { Requirement } from '../values/requirement.ts';
import type { Hours } from './hours.ts';
import type { DeclaredStandard } from './standards.ts';

/** Alert severities, mildest first. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The severest of these; null for an empty list. */
export const severestOf = (some: readonly Severity[]): Severity | null =>
  SEVERITIES.findLast((severity) => some.includes(severity)) ?? null;

/** A control with an accountable owner; `maps` names the standards' requirements that it meets. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  readonly maps: readonly string[];
}

/** A rule applies when every attribute that it names has one of its values; a rule that names none always applies. */
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
  /** Lowest score. A rule with a score can only add to what other rules demand. */
  readonly riskAtLeast?: number;
}

/** The requester's relation: the owner for their own account, a custodian, or an agent on behalf of either. */
export const REQUESTER_RELATIONS = ['owner', 'custodian', 'on-behalf'] as const;
export type RequesterRelation = (typeof REQUESTER_RELATIONS)[number];

/** The methods that may prove: only these, or all but these. */
export interface PermittedMethods {
  readonly only?: readonly MethodName[];
  readonly not?: readonly MethodName[];
}

/** The demands of a rule. Times are in seconds. */
export interface Demands {
  /** Proofs by other methods count for nothing. */
  readonly methods?: PermittedMethods;
  readonly proofs?: Requirement<ProofLeaf>;
  readonly approvals?: Requirement<ApprovalLeaf>;
  readonly coolingOff?: number;
  readonly proofWindow?: number;
  readonly approvalWindow?: number;
  readonly grant?: number;
  /** For work by hand; absent: four hours. Only directories without an API need it. */
  readonly workWindow?: number;
  readonly reviewWithin?: number;
  readonly alert?: Severity;
  /** Further people to notify. The owner is always notified on every registered contact (rule 11). */
  readonly notify?: readonly Relation[];
}

export interface Rule {
  readonly id: string;
  readonly control: string;
  readonly when: Condition;
  /** The reason for a denial; it holds whatever other rules say. */
  readonly deny?: string;
  readonly require?: Demands;
}

/**
 * A deviation with an accountable owner (rule 20): in its scope and until its end it waives rules, and may replace their demands. It cannot
 * waive what risk adds or what the product demands itself (rules 5 and 18). Each use owes a review.
 */
export interface PolicyException {
  readonly id: string;
  /** The control that it deviates from: only rules of this control can be waived. */
  readonly control: string;
  /** Who granted the exception and is accountable for it. */
  readonly owner: string;
  readonly reason: string;
  /** From this moment on it has no effect. */
  readonly until: Instant;
  readonly scope: ExceptionScope;
  /** Ids of the waived rules. */
  readonly waives: readonly string[];
  /** The demands that replace the waived ones. */
  readonly replaces?: Demands;
}

/** Where an exception applies. The score is not part of the scope: more risk can never demand less. */
export interface ExceptionScope extends Omit<Condition, 'riskAtLeast'> {
  readonly account?: readonly AccountId[];
}

/** One use of an exception, shown to approvers and reviewers. */
export interface ExceptionUse {
  readonly exception: string;
  readonly control: string;
  readonly owner: string;
  readonly reason: string;
  readonly until: Instant;
  /** The waived rules that would have applied, sorted. */
  readonly waived: readonly string[];
}

/** Privileged, critical and non-human accounts, or every account. */
export const STATEMENTS_OF = ['sensitive', 'all'] as const;
export type StatementsOf = (typeof STATEMENTS_OF)[number];

/** What is done about a change in a directory that belongs to no recovery, besides the alert; the mildest first. A freeze does the other too. */
export const CONTAINMENTS = ['sessions', 'freeze'] as const;
export type Containing = (typeof CONTAINMENTS)[number];

/** For the accounts that have one of these kinds and tiers; an attribute that is not named is any. */
export interface Containment {
  readonly kind?: readonly Kind[];
  readonly tier?: readonly Tier[];
  readonly by: Containing;
}

export interface Policy {
  readonly name: string;
  /** The approver groups that count. Other groups in a token count for nothing: anybody may have made them in the directory. */
  readonly groups: readonly string[];
  /**
   * The words that a request can have; any other word is unknown and denied. Absent: any word; allowed only when no rule and no exception
   * reads this attribute.
   */
  readonly environments?: readonly string[];
  /** Labels that accounts may have. */
  readonly labels?: readonly string[];
  /** Absent, with no condition on it: every channel with a known way. */
  readonly channels?: readonly string[];
  /** With `none` in the list, people may ask for themselves without a desk. */
  readonly desks?: readonly string[];
  /** Working hours; absent: always. */
  readonly hours?: Hours;
  /** Least age in seconds of a contact that is used for a proof; absent: 7 days. */
  readonly contactMinAge?: number;
  /** Least age in seconds of an authenticator or recovery contact that is used; absent: a day. */
  readonly authenticatorMinAge?: number;
  /** How many of a hundred recoveries that a verifier proved are reviewed afterwards; absent: 10. */
  readonly sightingsReviewed?: number;
  /** The accounts for which a countersignature counts only with a signed statement of the approver; absent: for none. */
  readonly statements?: StatementsOf;
  /** What the directory of record may change without two administrators; absent: nothing. */
  readonly directory?: DirectoryRights;
  /** What is done about a change in a directory that belongs to no recovery; absent: it rings, and nothing else. */
  readonly contain?: readonly Containment[];
  /** The organisation's own standards; controls may map to these and to the built-in ones. */
  readonly standards?: readonly DeclaredStandard[];
  readonly controls: readonly Control[];
  readonly rules: readonly Rule[];
  readonly exceptions?: readonly PolicyException[];
}

/** A policy with the digest of its canonical form: the version that every decision records. */
export interface VersionedPolicy extends Policy {
  readonly digest: string;
}

/** A rule that applied, and its control's owner (rule 21). */
export interface RuleReference {
  readonly rule: string;
  readonly control: string;
  readonly owner: string;
}

/** A rule of the product that no policy can switch off, by its number in `docs/rules.md`. */
export const fixedRule = (rule: number): RuleReference => ({
  ...{ rule: `rule ${rule}`, control: 'product', owner: 'the product' },
});

/** One problem of a policy: its path in the policy, and the reason. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** Least ages, in seconds, of contacts and of enrolled authenticators under this policy. */
export const minAgesOf = ({
  contactMinAge,
  authenticatorMinAge,
}: Pick<Policy, 'contactMinAge' | 'authenticatorMinAge'>) => ({
  contact: contactMinAge ?? CONTACT_MIN_AGE,
  authenticator: authenticatorMinAge ?? AUTHENTICATOR_MIN_AGE,
});

/** Fewest of a hundred recoveries proved by a verifier that are reviewed: no verifier may count on nobody looking (rule 10). */
export const LEAST_REVIEWED = 5;

/** Seconds for work by hand where no rule decides them. */
export const WORK_SECONDS = 4 * 3_600;

/** How many of a hundred recoveries proved by a verifier are reviewed under this policy. */
export const reviewedShareOf = ({ sightingsReviewed }: Pick<Policy, 'sightingsReviewed'>): number =>
  Math.max(LEAST_REVIEWED, sightingsReviewed ?? 10);
