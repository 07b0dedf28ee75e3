import { isProblemCode, type ProblemCode } from '../app/problem.ts';
import type { RefusalCode } from '../core/recovery/refusals.ts';
import { SIGNATURE_FAILURES, type SignatureFailure } from '../ports/signatures.ts';

const SIGNATURE_STATUS = Object.fromEntries(Object.keys(SIGNATURE_FAILURES).map((code) => [code, 401])) as Record<
  SignatureFailure,
  401
>;

/** The HTTP status of every problem. `keys-unusable` is ours to set right, so that the vendor tries again. */
const PROBLEM_STATUS: Readonly<Record<ProblemCode, number>> = {
  ...SIGNATURE_STATUS,
  'body-missing': 400,
  'body-malformed': 400,
  'json-malformed': 400,
  'json-duplicate-key': 400,
  'json-forbidden-key': 400,
  'json-too-deep': 400,
  'json-unsafe-number': 400,
  'cursor-malformed': 400,
  'idempotency-key-malformed': 400,
  'token-missing': 401,
  'event-time-missing': 401,
  'route-unknown': 404,
  'source-unknown': 404,
  'commit-unknown': 404,
  'stream-unknown': 404,
  contention: 409,
  'body-too-large': 413,
  'content-type-unsupported': 415,
  'idempotency-key-reused': 422,
  'account-malformed': 422,
  'caller-malformed': 422,
  'caller-not-on-behalf': 422,
  'fields-invalid': 422,
  'fields-unknown': 422,
  'requester-unknown': 422,
  'too-many-requests': 429,
  internal: 500,
  'keys-unusable': 503,
  unavailable: 503,
};

/**
 * The HTTP status of every refusal: 403 for who asks, 404 for what is not there, 409 for what the state does not allow (reading again may
 * help), 422 for what is asked.
 */
const REFUSAL_STATUS: Readonly<Record<RefusalCode, 403 | 404 | 409 | 422>> = {
  'account-unknown': 422,
  'person-unknown': 403,
  'desk-not-theirs': 403,
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
  'threat-unknown': 404,
  'too-many-threats': 409,
  'method-not-theirs': 403,
  'assurance-too-low': 403,
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
  'not-the-owner': 403,
  'too-many-authenticators': 409,
  'authenticator-duplicate': 409,
  'authenticator-unknown': 409,
  'authenticator-too-new': 409,
  'contact-unknown': 422,
  'contact-too-new': 409,
  'contact-unreachable': 422,
  'contact-not-independent': 422,
  'contacts-malformed': 422,
  'reference-missing': 422,
  'evidence-insufficient': 422,
  'evidence-unexpected': 422,
  'challenge-needed': 422,
  'challenge-unknown': 404,
  'challenge-expired': 409,
  'challenge-answered': 409,
  'challenge-mismatch': 422,
  'too-many-challenges': 409,
  'page-unknown': 422,
  'answer-wrong': 403,
  'answer-reused': 409,
  'method-throttled': 409,
  'method-not-permitted': 409,
  'passkey-not-device-bound': 409,
  'stop-unproved': 403,
  'ticket-unmapped': 422,
};

/** The HTTP status of a problem or a refusal. */
export const statusOf = (code: ProblemCode | RefusalCode): number =>
  isProblemCode(code) ? PROBLEM_STATUS[code] : REFUSAL_STATUS[code];
