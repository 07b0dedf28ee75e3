import { EMERGENCY_GROUP } from '../../approvals/countersignature.ts';
import type { Signable } from '../../approvals/statement.ts';
import type { CombinedDemands } from '../../policy/evaluate.ts';
import { fixedRule, type RuleReference } from '../../policy/policy.ts';
import { type AccountId, RELATIONS } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';

type RecoveryId = string;

/** Incidents and uses of break-glass, on the policy's stream (rule 19). */
export type IncidentCommand =
  | ({
      readonly type: 'DeclareIncident';
      readonly incident: string;
      readonly until: Instant;
      readonly reason: string;
    } & Signable)
  | ({ readonly type: 'EndIncident'; readonly incident: string } & Signable)
  /** Comes before the recovery's own command, which relies on it. */
  | {
      readonly type: 'UseBreakGlass';
      readonly incident: string;
      readonly recovery: RecoveryId;
      readonly account: AccountId;
      readonly desk: string | null;
    };

export type IncidentEvent =
  | ({ readonly type: 'IncidentDeclared'; readonly incident: Omit<Incident, 'declaredIn'> } & Signable)
  | ({ readonly type: 'IncidentEnded'; readonly incident: string; readonly by: PersonId } & Signable)
  /** `standing`: the earlier uses whose review is still owed; all others are over. */
  | { readonly type: 'BreakGlassUsed'; readonly use: GlassUse; readonly standing: readonly RecoveryId[] };

/** Longest time for which an incident is declared at once, in seconds: a day. */
export const LONGEST_INCIDENT = 86_400;

/** Seconds after a use until its review is overdue. */
export const REVIEW_WITHIN = 86_400;

/** Most incidents at once, and most uses that are not reviewed: bounds the state of the policy's stream. */
export const MOST_INCIDENTS = 8;
export const MOST_USES = 32;

/** An incident that people on duty declared, by its number in their own system. */
export interface Incident {
  readonly incident: string;
  readonly until: Instant;
  readonly reason: string;
  readonly by: PersonId;
  readonly at: Instant;
  /** Number of the commit that declared it; absent in states from before incidents were signed. */
  readonly declaredIn?: number;
}

/** One recovery for which somebody broke the glass. */
export interface GlassUse {
  readonly recovery: RecoveryId;
  readonly account: AccountId;
  readonly incident: string;
  readonly desk: string | null;
  readonly by: PersonId;
  readonly at: Instant;
}

/** Of a recovery: the incident under which the glass was broken, and by whom. Null for the usual plan. */
export interface Emergency {
  readonly incident: string;
  readonly by: PersonId;
  /** The commit of the policy's stream that declared the incident; absent in commits from before incidents were signed. */
  readonly declaredIn?: number;
}

export const emergencyOf = ({ incident, by, declaredIn }: Emergency): Emergency => ({
  ...{ incident, by },
  ...(declaredIn === undefined ? {} : { declaredIn }),
});

/** On the stream of the policy: declared incidents, and uses whose review may still be owed. */
export interface Breaking {
  readonly incidents: readonly Incident[];
  readonly uses: readonly GlassUse[];
}

/** A use whose recovery has not ended, so that its review is still owed; with everybody who used it. */
export interface StandingUse extends GlassUse {
  readonly people: readonly PersonId[];
  /** Whether the recovery has an emergency plan: a use alone opens nothing. */
  readonly isBroken: boolean;
}

/** The incidents and uses of the policy's stream, as a decision about another stream needs them. */
export interface GlassFacts {
  readonly incidents: readonly Incident[];
  readonly uses: readonly StandingUse[];
}

export const NO_GLASS: GlassFacts = { incidents: [], uses: [] };

/** The moment from which the review of a use is overdue. */
export const overdueAt = ({ at }: Pick<GlassUse, 'at'>): Instant => plusSeconds(at, REVIEW_WITHIN);

/** Incidents that have not ended. */
export const liveIncidents = (incidents: readonly Incident[], now: Instant): readonly Incident[] =>
  incidents.filter(({ until }) => now < until);

/** Longest grant of an emergency plan, in seconds. */
export const LONGEST_GRANT = 3_600;

/** Two people of the roster, in place of whomever the policy and rule 5 name. */
export const EMERGENCY_APPROVALS: CombinedDemands['approvals'] = [{ leaf: { group: EMERGENCY_GROUP, count: 2 } }];

/** The demands of an emergency plan: what the policy demands, with its approvals and its waiting replaced. */
export const emergencyDemands = (demands: CombinedDemands): CombinedDemands => ({
  ...demands,
  approvals: EMERGENCY_APPROVALS,
  coolingOff: 0,
  grant: Math.min(demands.grant, LONGEST_GRANT),
  reviewWithin: Math.min(demands.reviewWithin ?? REVIEW_WITHIN, REVIEW_WITHIN),
  alert: 'critical',
  notify: RELATIONS,
});

/** The rule that takes the place of the policy's own in a plan's account of itself (rule 21). */
export const EMERGENCY_RULE: RuleReference = fixedRule(19);

/** Whether a group can countersign this plan: one that the policy declares, or the roster in an emergency. */
export const isGroupOf = (
  { emergency }: { readonly emergency: Emergency | null },
  { groups }: { readonly groups: readonly string[] },
  group: string,
): boolean => (emergency === null ? groups.includes(group) : group === EMERGENCY_GROUP);
