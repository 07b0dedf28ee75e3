import type { Result } from '../../core/values/result.ts';
import type {
  KeptPasskey,
  PasskeyAssertion,
  PasskeyFlaw,
  PasskeyRegistration,
  Passkeys,
} from '../../ports/passkeys.ts';

/**
 * WebAuthn by `@simplewebauthn/server`. The library includes X.509 and ASN.1 for attestation, as much code as the rest of a function. It is
 * loaded with the first passkey, so other requests do not wait for it.
 */
export class WebAuthnPasskeys implements Passkeys {
  readonly party: string;
  readonly #origin: string;

  /** `origin`: address of the pages, e.g. `https://recover.example.com`. */
  constructor(origin: string) {
    const url = new URL(origin);
    this.party = url.hostname;
    this.#origin = url.origin;
  }

  async register(registration: PasskeyRegistration, challenge: string): Promise<Result<KeptPasskey, PasskeyFlaw>> {
    const { registerPasskey } = await import('./ceremonies.ts');
    return registerPasskey(registration, { party: this.party, origin: this.#origin, challenge });
  }

  async verify(
    assertion: PasskeyAssertion,
    passkey: KeptPasskey,
    challenge: string,
  ): Promise<Result<{ readonly counter: number }, PasskeyFlaw>> {
    const { verifyAssertion } = await import('./ceremonies.ts');
    return verifyAssertion(assertion, passkey, { party: this.party, origin: this.#origin, challenge });
  }
}
