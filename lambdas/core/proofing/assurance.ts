import type { Requirement } from '../values/requirement.ts';
import type { ProofLeaf } from './proof.ts';

const ofClass = (
  name: 'saved-code' | 'issued-code' | 'recovery-contact' | 'repeated-proofing',
): Requirement<ProofLeaf> => ({
  leaf: { class: name },
});

const AAL2: Requirement<ProofLeaf> = { any: [{ leaf: { classes: 2 } }, ofClass('repeated-proofing')], of: 1 };

/**
 * What NIST SP 800-63B-4 section 4.2.2 asks for, by the highest assurance level of the account's authenticators. Two classes are two codes,
 * or a code and an authenticator that is still bound. What is more than a level asks for satisfies it too.
 */
export const RECOVERY_AT = {
  /** Section 4.2.2.1: one code of any class. */
  aal1: {
    any: [ofClass('saved-code'), ofClass('issued-code'), ofClass('recovery-contact'), ofClass('repeated-proofing')],
    of: 1,
  },
  /** Section 4.2.2.2: two codes of different classes, one and a bound authenticator, or identity proofed again. */
  aal2: AAL2,
  /** Section 4.2.2.3, for accounts that were proofed at IAL1 or IAL2: the same as AAL2. */
  aal3: AAL2,
  /** Section 4.2.2.3, for accounts that were proofed at IAL3: seen on site, and compared with what was recorded then. */
  'aal3-ial3': { leaf: { method: 'in-person' } },
} as const satisfies Readonly<Record<string, Requirement<ProofLeaf>>>;
