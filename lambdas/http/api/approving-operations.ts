import { type DescribedOperation, gives, HELD_TWICE, HELPS, PART, READS, STANDING_IN, WRITES } from './codes.ts';
import * as delegations from './delegations.ts';
import { searchBody } from './help.ts';
import * as recoveries from './recoveries.ts';

/** How people approve a plan, say no to it, and lend their right to either. */
export const APPROVING_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'POST /recoveries/{id}/countersignatures': gives(
    'countersignPlan',
    'Countersign exactly the plan with this digest',
    recoveries.countersignPlan,
    [
      ...PART,
      ...HELPS,
      ...(['not-an-approver', 'not-due', 'part-unregistered', 'group-missing', 'digest-mismatch'] as const),
      ...STANDING_IN,
      ...(['statement-missing', 'already-countersigned', 'recovery-full'] as const),
    ],
  ),
  'POST /recoveries/{id}/rejections': gives('rejectPlan', 'Say no, which ends the recovery', recoveries.rejectPlan, [
    ...PART,
    ...STANDING_IN,
    ...(['not-an-approver', 'not-due', 'part-unregistered', 'group-missing', 'statement-missing'] as const),
  ]),
  'POST /people/searches': {
    id: 'findColleagues',
    summary:
      'Find who could stand in for the caller, by the whole name, mail address or id; for people with a passkey in their record',
    body: searchBody,
    answer: delegations.colleagues,
    status: 200,
    codes: [...WRITES, 'machine-cannot-decide', 'statement-missing'],
  },
  'POST /delegations': {
    id: 'delegate',
    summary: 'Lend the right to approve to another person for a time, signed with a passkey',
    body: delegations.delegationBody,
    answer: delegations.delegationGiven,
    status: 200,
    codes: [
      ...WRITES,
      ...HELD_TWICE,
      ...(['machine-cannot-decide', 'assurance-too-low', 'delegate-self', 'delegation-too-long'] as const),
      ...(['roster-not-lent', 'too-many-delegations', 'statement-missing', 'statement-invalid'] as const),
    ],
  },
  'POST /delegations/withdrawals': {
    id: 'withdrawDelegation',
    summary: 'Take a delegation back: its giver, whoever stands in, or people on duty',
    body: delegations.withdrawalBody,
    answer: delegations.delegationWithdrawn,
    status: 200,
    codes: [...WRITES, ...HELD_TWICE, 'machine-cannot-decide', 'delegation-unknown'],
  },
  'GET /delegations': {
    id: 'listDelegations',
    summary: 'What the caller can lend and has lent, and in whose place they stand',
    query: recoveries.nothing,
    answer: delegations.delegationList,
    status: 200,
    codes: READS,
  },
};
