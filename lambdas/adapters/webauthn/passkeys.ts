import { createHash } from 'node:crypto';
import { type CBORType, decodeCBOR } from '@levischuck/tiny-cbor';
import type {
  Asserted,
  KeptPasskey,
  PasskeyAssertion,
  PasskeyFlaw,
  PasskeyRegistration,
  Passkeys,
  Registered,
} from '../../ports/passkeys.ts';
import { readAuthenticatorData, type WebAuthnData } from './authenticator-data.ts';
import { isSignedBy, publicKeyOf } from './public-key.ts';

/**
 * WebAuthn over node's own cryptography. The common libraries bring everything that attestation needs, X.509 and ASN.1, which is more
 * than all the rest of a function; here nobody is asked for attestation. The tests hold this to such a library.
 */
export class WebAuthnPasskeys implements Passkeys {
  readonly party: string;
  readonly #origin: string;

  /** `origin`: where the pages are, e.g. `https://recover.example.com`. */
  constructor(origin: string) {
    const url = new URL(origin);
    this.party = url.hostname;
    this.#origin = url.origin;
  }

  register({ id, clientDataJSON, attestationObject }: PasskeyRegistration, challenge: string): Registered {
    const flaw = this.#flawOfClient(clientDataJSON, { type: 'webauthn.create', challenge });
    if (flaw !== undefined) return { ok: false, flaw };
    const data = authenticatorDataIn(attestationObject);
    const wrong = this.#flawOfAuthenticator(data);
    if (data?.made === undefined || wrong !== undefined) return { ok: false, flaw: wrong ?? 'malformed' };
    const credentialId = data.made.credentialId.toString('base64url');
    if (credentialId !== id) return { ok: false, flaw: 'wrong-credential' };
    const publicKey = publicKeyOf(data.made.publicKey);
    if (publicKey === undefined) return { ok: false, flaw: 'algorithm-unsupported' };
    return { ok: true, passkey: { credentialId, publicKey, counter: data.counter, backup: data.backup } };
  }

  verify(assertion: PasskeyAssertion, passkey: KeptPasskey, challenge: string): Asserted {
    if (assertion.id !== passkey.credentialId) return { ok: false, flaw: 'wrong-credential' };
    const flaw = this.#flawOfClient(assertion.clientDataJSON, { type: 'webauthn.get', challenge });
    if (flaw !== undefined) return { ok: false, flaw };
    const bytes = bytesOf(assertion.authenticatorData);
    const data = readAuthenticatorData(bytes);
    const wrong = this.#flawOfAuthenticator(data);
    if (data === undefined || wrong !== undefined) return { ok: false, flaw: wrong ?? 'malformed' };
    const signed = Buffer.concat([bytes, sha256(bytesOf(assertion.clientDataJSON))]);
    if (!isSignedBy(passkey.publicKey, signed, bytesOf(assertion.signature)))
      return { ok: false, flaw: 'wrong-signature' };
    const counts = data.counter !== 0 || passkey.counter !== 0;
    if (counts && data.counter <= passkey.counter) return { ok: false, flaw: 'counter-back' };
    return { ok: true, counter: data.counter };
  }

  #flawOfClient(
    encoded: string,
    expected: { readonly type: string; readonly challenge: string },
  ): PasskeyFlaw | undefined {
    const data = clientDataIn(encoded);
    if (data === undefined) return 'malformed';
    if (data['type'] !== expected.type) return 'wrong-type';
    if (data['challenge'] !== expected.challenge) return 'wrong-challenge';
    // A page of somebody else's that shows ours in a frame is somebody else's page.
    return data['origin'] === this.#origin && data['crossOrigin'] !== true ? undefined : 'wrong-origin';
  }

  #flawOfAuthenticator(data: WebAuthnData | undefined): PasskeyFlaw | undefined {
    if (data === undefined) return 'malformed';
    if (!data.partyHash.equals(sha256(Buffer.from(this.party)))) return 'wrong-party';
    if (!data.userPresent) return 'no-user-present';
    return data.userVerified ? undefined : 'user-not-verified';
  }
}

const bytesOf = (encoded: string): Buffer => Buffer.from(encoded, 'base64url');
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

function clientDataIn(encoded: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(bytesOf(encoded).toString('utf8'));
    return typeof data === 'object' && data !== null ? { ...data } : undefined;
  } catch {
    return undefined;
  }
}

function authenticatorDataIn(attestationObject: string): WebAuthnData | undefined {
  try {
    const object: CBORType = decodeCBOR(new Uint8Array(bytesOf(attestationObject)));
    const data = object instanceof Map ? object.get('authData') : undefined;
    return data instanceof Uint8Array ? readAuthenticatorData(Buffer.from(data)) : undefined;
  } catch {
    return undefined;
  }
}
