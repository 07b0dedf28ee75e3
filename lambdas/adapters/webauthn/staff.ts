import { isSite, type StaffPasskey } from '../../core/registry/person.ts';
import { no, type Result } from '../../core/values/result.ts';
import type { PasskeyAssertion, PasskeyFlaw, StaffSignatures } from '../../ports/passkeys.ts';
import { WebAuthnPasskeys } from './passkeys.ts';

/** Staff signatures by WebAuthn. The record of a passkey names its site, so that what it signed can be verified years later, and offline. */
export const staffSignatures: StaffSignatures = {
  async verify(
    assertion: PasskeyAssertion,
    { site, credentialId, publicKey }: StaffPasskey,
    challenge: string,
  ): Promise<Result<{ readonly counter: number }, PasskeyFlaw>> {
    if (!isSite(site)) return no('wrong-origin');
    return new WebAuthnPasskeys(site).verify(assertion, { credentialId, publicKey, counter: 0 }, challenge);
  },
};
