import type { RefusalCode } from '../../core/recovery/refusals.ts';

/**
 * The HTTP status of every refusal: 403 for who asks, 404 for what is not there, 409 for what the state does not allow (reading again may
 * help), 422 for what is asked.
 */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, 403 | 404 | 409 | 422>> = {
  'account-unknown': 422,
  'person-unknown': 403,
  'requester-not-entitled': 422,
  'already-open': 409,
  'too-many-open': 409,
  'wrong-status': 409,
  'recovery-ended': 409,
  'window-passed': 409,
  'recovery-unknown': 404,
  'conflicting-part': 403,
  'machine-cannot-decide': 403,
  'role-missing': 403,
  'method-not-theirs': 403,
  'proof-duplicate': 409,
  'not-an-approver': 403,
  'already-countersigned': 409,
  'digest-mismatch': 409,
  'plan-not-held': 409,
  'not-due': 409,
  'grant-mismatch': 409,
  'not-the-requester': 403,
  'already-claimed': 409,
  'nothing-to-claim': 409,
  'revision-widens': 422,
  'same-proposer': 403,
  'no-such-proposal': 409,
  'proposal-mismatch': 422,
  'policy-not-adopted': 409,
  'account-frozen': 409,
  'not-frozen': 409,
  'ticket-unmapped': 422,
};
