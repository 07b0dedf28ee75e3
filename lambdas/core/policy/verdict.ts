import { areApproved, type Countersignature } from '../approvals/countersignature.ts';
import { RELATIONS } from '../registry/relation.ts';
import type { PolicyAnswer } from './evaluate.ts';

/** What a policy says to a request, in one word: folders of cases are named for it. */
export const VERDICTS = ['allow', 'escalate', 'deny'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** `allow`: one person at most has to approve it, and then it is executed at once. `escalate`: it takes several people, or time. */
export function verdictOf(answer: PolicyAnswer, groups: readonly string[]): Verdict {
  if (answer.verdict === 'deny') return 'deny';
  const { approvals, coolingOff } = answer.demands;
  return coolingOff > 0 || !areApproved(approvals, [anybody(groups)], '') ? 'escalate' : 'allow';
}

/** One person in every group, and related to the account in every way. */
const anybody = (groups: readonly string[]): Countersignature => ({
  ...{ approver: 'person:anybody', groups, relations: RELATIONS, digest: '', at: '' },
});
