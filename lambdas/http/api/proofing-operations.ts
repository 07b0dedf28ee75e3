import type { ProblemCode } from '../../app/problem.ts';
import { vendorResult } from '../../app/proving/vendors.ts';
import type { RefusalCode } from '../../core/recovery/state/refusals.ts';
import {
  ALWAYS,
  type DescribedOperation,
  HELD_TWICE,
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
        'recovery-full',
        'account-frozen',
        'method-not-theirs',
      ] as const),
    ],
  },
  'GET /recoveries/{id}/contacts': {
    id: 'listContacts',
    summary: 'Registered contacts of the account, masked',
    query: nothing,
    answer: calls.contactList,
    status: 200,
    codes: [...READS, 'recovery-unknown', ...HELD_TWICE],
  },
  'POST /recoveries/{id}/challenges': {
    id: 'callBack',
    summary: 'As a verifier, send a code to one registered contact, and hear it from the person at another',
    body: calls.callBackOrder,
    answer: calls.asked,
    status: 200,
    codes: [
      ...RECOVERY,
      ...[...PART, ...HELPS],
      ...([...HELD_TWICE, 'method-throttled', 'too-many-challenges', 'challenge-mismatch'] as const),
      ...(['contact-unknown', 'contact-too-new', 'contact-unreachable', 'contact-not-independent'] as const),
      'method-not-permitted',
    ],
  },
  'POST /recoveries/{id}/answers': {
    id: 'readBack',
    summary: 'Submit the code that the called person read back; the third wrong one ends the recovery',
    body: calls.readBackOrder,
    answer: calls.readBackAnswer,
    status: 200,
    codes: [
      ...RECOVERY,
      ...[...PART, ...HELPS],
      ...([...HELD_TWICE, 'method-throttled', 'method-not-theirs', 'page-unknown'] as const),
      ...(['challenge-unknown', 'challenge-expired', 'challenge-answered', 'challenge-mismatch'] as const),
      ...(['contact-unknown', 'contact-too-new', 'contact-not-independent', 'method-not-permitted'] as const),
      'recovery-full',
    ],
  },
  'GET /me/accounts': {
    id: 'listMine',
    summary: 'The accounts that you own, and how each could be recovered today and without your telephone',
    query: nothing,
    answer: enrolment.ownAccounts,
    status: 200,
    codes: READS,
  },
  'GET /me/authenticators': {
    id: 'listEnrolled',
    summary: 'The enrolled authenticators and recovery contacts of an account, and when each begins to count',
    query: enrolment.ofAccount,
    answer: enrolment.enrolledList,
    status: 200,
    codes: [...READS, ...OWNER],
  },
  'POST /me/authenticators/offers': {
    id: 'offerAuthenticator',
    summary: 'The options for enrolling a passkey or an app; nothing is stored yet',
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
    summary: 'Remove an authenticator',
    query: enrolment.ofAccount,
    answer: enrolment.removed,
    status: 200,
    codes: [...REMOVES, 'authenticator-unknown'],
  },
  'POST /me/recovery-contacts': {
    id: 'nameRecoveryContact',
    summary: 'Name a recovery contact, who can pass on a code later',
    body: enrolment.nameContact,
    answer: enrolment.named,
    status: 200,
    codes: [...ENROLS, 'conflicting-part'],
  },
  'DELETE /me/recovery-contacts/{id}': {
    id: 'removeRecoveryContact',
    summary: 'Remove a recovery contact',
    query: enrolment.ofAccount,
    answer: enrolment.removed,
    status: 200,
    codes: [...REMOVES, 'contact-unknown'],
  },
};
