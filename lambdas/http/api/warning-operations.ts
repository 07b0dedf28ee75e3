import { type DescribedOperation, HELD_TWICE, READS, WRITES } from './codes.ts';
import * as warnings from './warnings.ts';

const ON_DUTY = [...HELD_TWICE, 'machine-cannot-decide', 'assurance-too-low'] as const;

/** Suspicions of staff and machines, and the threat level of people on duty. */
export const WARNING_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'POST /suspicions': {
    id: 'raiseSuspicion',
    summary:
      'Report that a caller may be an impostor; it counts against the account like a failed proof and stops nothing',
    body: warnings.suspicionBody,
    answer: warnings.suspicionRaised,
    status: 200,
    codes: [...WRITES, ...HELD_TWICE, 'recovery-unknown', 'account-unknown', 'account-malformed'],
  },
  'POST /threats': {
    id: 'raiseThreat',
    summary: 'Raise the threat level for everybody, a desk or an account; for people on duty',
    body: warnings.threatBody,
    answer: warnings.threatRaised,
    status: 200,
    codes: [
      ...WRITES,
      ...ON_DUTY,
      'account-unknown',
      'account-malformed',
      'drain-in-part',
      'too-many-threats',
      'not-due',
      'statement-invalid',
    ],
  },
  'POST /threats/lowerings': {
    id: 'lowerThreat',
    summary: 'Ask to lower the threat level; a second person on duty must ask too',
    body: warnings.loweringBody,
    answer: warnings.threatLowered,
    status: 200,
    codes: [
      ...[...WRITES, ...ON_DUTY],
      ...(['account-malformed', 'threat-unknown', 'too-many-threats', 'same-proposer'] as const),
      ...(['statement-missing', 'statement-invalid'] as const),
    ],
  },
  'GET /threats': {
    id: 'listThreats',
    summary: 'The current threat levels',
    query: warnings.threatsQuery,
    answer: warnings.threatList,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'account-malformed'],
  },
};
