import { expect, it } from '@jest/globals';
import * as numbers from '../../../lambdas/core/proofing/numbers.ts';

/** What NIST SP 800-63B-4 allows at most, or asks for at least. */
it.each([
  ['a code by text message or voice, section 4.2.1.2', numbers.SMS_AND_VOICE_SECONDS, '<=', 10 * 60],
  ['a code by e-mail, section 4.2.1.2', numbers.EMAIL_SECONDS, '<=', 24 * 3600],
  ['what a recovery contact gets more, section 4.2.1.3', numbers.RECOVERY_CONTACT_EXTRA_SECONDS, '<=', 24 * 3600],
  ['an authenticator that is asked for, section 3.1.3.2', numbers.AUTHENTICATOR_SECONDS, '<=', 10 * 60],
  ['wrong answers in a row, section 3.2.2', numbers.CONSECUTIVE_FAILURES, '<=', 100],
  ['bits of a saved code, section 4.2.1.1', numbers.SAVED_CODE_BITS, '>=', 64],
  ['digits of an issued code, section 4.2.1.2', numbers.ISSUED_CODE_DIGITS, '>=', 6],
  ['bits of a salt, section 3.1.2.2', numbers.SALT_BITS, '>=', 32],
] as const)('keeps to the standard: %s', (_, ours, relation, bound) => {
  if (relation === '<=') expect(ours).toBeLessThanOrEqual(bound);
  else expect(ours).toBeGreaterThanOrEqual(bound);
});
