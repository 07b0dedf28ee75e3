import { areApproved, type Countersignature } from '../../../lambdas/core/approvals/countersignature.ts';
import { type Commit, stateWith } from '../../../lambdas/core/audit/commit.ts';
import { floorsOf } from '../../../lambdas/core/policy/floor.ts';
import { EMERGENCY_APPROVALS } from '../../../lambdas/core/recovery/state/emergency.ts';
import { planDigest } from '../../../lambdas/core/recovery/state/plan.ts';
import { findRecovery, INITIAL, type StreamState } from '../../../lambdas/core/recovery/state/state.ts';
import type { Unsigned } from './statements.ts';

/**
 * The numbers of the commits that began an execution of a plan that was not countersigned as it asks, and as the product asks whatever a plan
 * says (rule 5): a captured function of the workflow writes any plan and any beginning. Countersignatures that do not hold count for nothing.
 */
export function unapprovedIn(counting: readonly Commit[], unsigned: readonly Unsigned[]): readonly number[] {
  if (!counting.some(({ events }) => events.some(({ type }) => type === 'ExecutionStarted'))) return [];
  const spoilt = new Set(unsigned.flatMap(({ seq, flaw }) => (flaw === 'record-missing' ? [] : [seq])));
  const given = new Map<string, readonly Countersignature[]>();
  const found: number[] = [];
  let state = INITIAL;
  for (const commit of counting) {
    const { seq, events, recovery } = commit;
    for (const event of events) {
      if (recovery === null) continue;
      const earlier = given.get(recovery) ?? [];
      if (event.type === 'PlanCountersigned' && !spoilt.has(seq))
        given.set(recovery, [...earlier, event.countersignature]);
      if (event.type === 'ExecutionStarted' && !isApproved(state, recovery, { given: earlier, digest: event.digest }))
        found.push(seq);
    }
    state = stateWith(state, commit);
  }
  return found;
}

interface Approval {
  readonly given: readonly Countersignature[];
  /** Of the plan that is said to be executed. */
  readonly digest: string;
}

function isApproved(state: StreamState, id: string, { given, digest }: Approval): boolean {
  const recovery = findRecovery(state, id);
  const profile = state.profile.current;
  if (recovery === undefined || recovery.plan === null || profile === null) return false;
  const { plan, proofs, action, emergency } = recovery;
  if (planDigest(id, plan, proofs) !== digest) return false;
  const floors = floorsOf({ profile, action }).flatMap(({ approvals }) => approvals ?? []);
  const least = emergency === null ? floors : EMERGENCY_APPROVALS;
  return areApproved([...plan.approvals, ...least], given, digest);
}

export const unapprovedInWords = (account: string, seq: number): string =>
  `  commit ${seq} of \`${account}\`: this execution began although its plan was not countersigned as it must be (unapproved). Suspect the functions of the workflow’s family.\n`;
