import type { ProblemCode } from '../../app/problem.ts';
import { vendorResult } from '../../app/proving/vendors.ts';
import type { RefusalCode } from '../../core/recovery/refusals.ts';
import {
  ALWAYS,
  type DescribedOperation,
  HELPS,
  JSON_BODY,
  KEYED,
  PART,
  READS,
  RECOVERY,
  SIGNED,
  WRITES,
} from './codes.ts';
import * as enrolment from './enrolment.ts';
import * as calls from './proofing.ts';
import { vendorAnswer } from './proofing.ts';
import { nothing } from './recoveries.ts';

type Codes = readonly (ProblemCode | RefusalCode)[];

const OWNER: Codes = ['not-the-owner', 'account-malformed', 'account-unknown', 'assurance-too-low'];
const ENROLS: Codes = [...WRITES, ...OWNER, 'account-frozen', 'too-many-authenticators', 'authenticator-duplicate'];
const REMOVES: Codes = [...READS, ...OWNER, ...KEYED, 'contention'];

/** Operations for proving, enrolling and vouching. */
export const PROOFING_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'POST /vendor/{source}': {
    id: 'takeVendorResult',
    summary: 'An identity-verification vendor sends a result, signed as Standard Webhooks',
    body: vendorResult,
    answer: vendorAnswer,
    status: 200,
    codes: [
      ...[...SIGNED, ...JSON_BODY, ...ALWAYS],
      ...(['fields-invalid', 'recovery-unknown', 'recovery-ended', 'wrong-status', 'window-passed'] as const),
      ...([
        'challenge-unknown',
        'challenge-answered',
        'challenge-expired',
        'proof-duplicate',
        'account-frozen',
        'method-not-theirs',
      ] as const),
    ],
  },
  'GET /recoveries/{id}/contacts': {
    id: 'listContacts',
    summary: 'Registered contacts of the account, masked; a verifier sees the telephone numbers that may be called',
    query: nothing,
    answer: calls.contactList,
    status: 200,
    codes: [...READS, 'recovery-unknown', 'role-missing'],
  },
  'POST /recoveries/{id}/challenges': {
    id: 'callBack',
    summary: 'Send a code to one registered contact, to hear it from somebody at another; as a verifier',
    body: calls.callBackOrder,
    answer: calls.asked,
    status: 200,
    codes: [
      ...RECOVERY,
      ...[...PART, ...HELPS],
      ...(['role-missing', 'method-throttled', 'too-many-challenges', 'challenge-mismatch'] as const),
      ...(['contact-unknown', 'contact-too-new', 'contact-unreachable', 'contact-not-independent'] as const),
      'method-not-permitted',
    ],
  },
  'POST /recoveries/{id}/answers': {
    id: 'readBack',
    summary: 'Say which code the caller read back; the third wrong one ends the recovery',
    body: calls.readBackOrder,
    answer: calls.readBackAnswer,
    status: 200,
    codes: [
      ...RECOVERY,
      ...[...PART, ...HELPS],
      ...(['role-missing', 'method-throttled', 'method-not-theirs', 'page-unknown'] as const),
      ...(['challenge-unknown', 'challenge-expired', 'challenge-answered', 'challenge-mismatch'] as const),
      ...(['contact-unknown', 'contact-too-new', 'contact-not-independent', 'method-not-permitted'] as const),
    ],
  },
  'GET /me/authenticators': {
    id: 'listEnrolled',
    summary: 'What the owner of an account has enrolled, and from when on it counts',
    query: enrolment.ofAccount,
    answer: enrolment.enrolledList,
    status: 200,
    codes: [...READS, ...OWNER],
  },
  'POST /me/authenticators/offers': {
    id: 'offerAuthenticator',
    summary: 'What it takes to enrol a passkey or an app; nothing is kept yet',
    body: enrolment.offer,
    answer: enrolment.offered,
    status: 200,
    codes: [...WRITES, ...OWNER],
  },
  'POST /me/authenticators': {
    id: 'enrolAuthenticator',
    summary: 'Enrol a saved code, a passkey or an app; a saved code is shown here and never again',
    body: enrolment.enrol,
    answer: enrolment.enrolled,
    status: 200,
    codes: [...ENROLS, 'challenge-mismatch', 'answer-wrong'],
  },
  'DELETE /me/authenticators/{id}': {
    id: 'removeAuthenticator',
    summary: 'Take an authenticator away',
    query: enrolment.ofAccount,
    answer: enrolment.removed,
    status: 200,
    codes: [...REMOVES, 'authenticator-unknown'],
  },
  'POST /me/recovery-contacts': {
    id: 'nameRecoveryContact',
    summary: 'Name somebody who may pass on a code one day',
    body: enrolment.nameContact,
    answer: enrolment.named,
    status: 200,
    codes: [...ENROLS, 'conflicting-part'],
  },
  'DELETE /me/recovery-contacts/{id}': {
    id: 'removeRecoveryContact',
    summary: 'Take a recovery contact away',
    query: enrolment.ofAccount,
    answer: enrolment.removed,
    status: 200,
    codes: [...REMOVES, 'contact-unknown'],
  },
};
