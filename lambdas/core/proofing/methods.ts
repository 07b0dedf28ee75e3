import type { Relation } from '../approvals/countersignature.ts';

/** The recovery classes of NIST SP 800-63B-4 section 4.2.1. */
export const PROOF_CLASSES = ['saved-code', 'issued-code', 'recovery-contact', 'repeated-proofing'] as const;
export type ProofClass = (typeof PROOF_CLASSES)[number];

export interface Method {
  readonly class: ProofClass;
  /** Who may confirm it: somebody with the verifier role, or a person related to the account. */
  readonly confirmedBy: 'verifier' | Relation;
  /** How long a verified proof counts. */
  readonly validSeconds: number;
}

/**
 * How identity can be proved. Knowledge-based questions, typed personal data and possession of the ticket, the chat or the mailbox that
 * asked are not methods (rule 7), so nothing can record them as proof.
 */
export const METHODS = {
  /** Seen in person with the evidence of the original proofing (SP 800-63B-4 section 4.2.1.4). */
  'in-person': { class: 'repeated-proofing', confirmedBy: 'verifier', validSeconds: 86_400 },
  /** Attended live video with a trusted referee (SP 800-63A-4 sections 2.1.3 and 3.15). */
  'live-video': { class: 'repeated-proofing', confirmedBy: 'verifier', validSeconds: 86_400 },
  /** The signed-in manager says: I have spoken with this person and they asked for this (SP 800-63B-4 section 4.2.1.3). */
  'manager-attestation': { class: 'recovery-contact', confirmedBy: 'manager', validSeconds: 86_400 },
  /** A signed-in custodian, other than the requester, says that the account needs this. */
  'custodian-attestation': { class: 'recovery-contact', confirmedBy: 'custodian', validSeconds: 86_400 },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;

export const METHOD_NAMES = Object.keys(METHODS) as readonly MethodName[];
