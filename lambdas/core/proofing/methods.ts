import type { Method } from './method.ts';
import { callBack } from './methods/call-back.ts';
import { custodianAttestation } from './methods/custodian-attestation.ts';
import { inPerson } from './methods/in-person.ts';
import { issuedCodeEmail } from './methods/issued-code-email.ts';
import { issuedCodeSms } from './methods/issued-code-sms.ts';
import { issuedCodeVoice } from './methods/issued-code-voice.ts';
import { liveVideo } from './methods/live-video.ts';
import { managerAttestation } from './methods/manager-attestation.ts';
import { passkey } from './methods/passkey.ts';
import { recoveryContact } from './methods/recovery-contact.ts';
import { savedCode } from './methods/saved-code.ts';
import { totp } from './methods/totp.ts';
import { vendor } from './methods/vendor.ts';

export { type Method, PROOF_CLASSES, type ProofClass } from './method.ts';

/**
 * How identity can be proved. Knowledge-based questions, typed personal data and possession of the ticket, the chat or the mailbox that
 * asked are not methods (rule 7), so nothing can record them as proof.
 */
export const METHODS = {
  'in-person': inPerson,
  'live-video': liveVideo,
  vendor,
  'saved-code': savedCode,
  'issued-code-email': issuedCodeEmail,
  'issued-code-sms': issuedCodeSms,
  'issued-code-voice': issuedCodeVoice,
  'call-back': callBack,
  passkey,
  totp,
  'recovery-contact': recoveryContact,
  'manager-attestation': managerAttestation,
  'custodian-attestation': custodianAttestation,
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;

export const METHOD_NAMES = Object.keys(METHODS) as readonly MethodName[];
