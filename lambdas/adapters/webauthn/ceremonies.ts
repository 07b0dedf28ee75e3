import { createHash } from 'node:crypto';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  type AttestationObject,
  type ClientDataJSON,
  cose,
  decodeAttestationObject,
  decodeClientDataJSON,
  decodeCredentialPublicKey,
  isoBase64URL,
  type ParsedAuthenticatorData,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';
import { no, type Result, yes } from '../../core/values/result.ts';
import {
  type KeptPasskey,
  PASSKEY_ALGORITHMS,
  type PasskeyAssertion,
  type PasskeyFlaw,
  type PasskeyRegistration,
} from '../../ports/passkeys.ts';

/** The values that a browser's answer must match. */
export interface Wanted {
  readonly party: string;
  readonly origin: string;
  /** Base64url. */
  readonly challenge: string;
}

/** Shorter RSA keys are rejected (SP 800-131A). */
export const LEAST_RSA_BITS = 2048;

/** Bytes; WebAuthn section 7.1, step 25. */
const LONGEST_ID = 1023;

/** Implements `Passkeys.register`. */
export async function registerPasskey(
  { id, ...response }: PasskeyRegistration,
  wanted: Wanted,
): Promise<Result<KeptPasskey, PasskeyFlaw>> {
  const read = await attempt(() => {
    const object = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject));
    return { ...readAnswer(response.clientDataJSON, object.get('authData')), isAttested: isAttested(object) };
  });
  if (read === undefined) return no('malformed');
  const flaw = flawOf(read, wanted, 'webauthn.create');
  if (flaw !== undefined) return no(flaw);
  if (read.isAttested) return no('attestation-unasked');
  const verified = await attempt(() =>
    verifyRegistrationResponse({
      ...{ expectedChallenge: wanted.challenge, expectedOrigin: wanted.origin, expectedRPID: wanted.party },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: Object.values(PASSKEY_ALGORITHMS) },
      response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
    }),
  );
  if (!(await isTaken(read.data))) return no('algorithm-unsupported');
  if (verified?.verified !== true) return no('malformed');
  const { credential, ...info } = verified.registrationInfo;
  if (credential.id !== id) return no('wrong-credential');
  if (isoBase64URL.toBuffer(id).length > LONGEST_ID) return no('malformed');
  const { publicKey, counter } = credential;
  const backup = { eligible: info.credentialDeviceType === 'multiDevice', state: info.credentialBackedUp };
  return yes({ credentialId: id, publicKey: isoBase64URL.fromBuffer(publicKey), counter, backup });
}

/** Implements `Passkeys.verify`. */
export async function verifyAssertion(
  { id, ...response }: PasskeyAssertion,
  passkey: KeptPasskey,
  wanted: Wanted,
): Promise<Result<{ readonly counter: number }, PasskeyFlaw>> {
  if (id !== passkey.credentialId) return no('wrong-credential');
  const read = await attempt(() =>
    readAnswer(response.clientDataJSON, isoBase64URL.toBuffer(response.authenticatorData)),
  );
  if (read === undefined) return no('malformed');
  const flaw = flawOf(read, wanted, 'webauthn.get');
  if (flaw !== undefined) return no(flaw);
  const { counter, flags } = read.data;
  const verified = await attempt(() =>
    verifyAuthenticationResponse({
      ...{ expectedChallenge: wanted.challenge, expectedOrigin: wanted.origin, expectedRPID: wanted.party },
      requireUserVerification: true,
      credential: { id, publicKey: isoBase64URL.toBuffer(passkey.publicKey), counter: passkey.counter },
      response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
    }),
  );
  if (verified?.verified !== true) return no(isBack(counter, passkey.counter) ? 'counter-back' : 'wrong-signature');
  // WebAuthn level 3, section 7.2, step 19: whether a passkey may be backed up never changes.
  const isOther = passkey.backup !== undefined && passkey.backup.eligible !== flags.be;
  return isOther ? no('backup-changed') : yes({ counter });
}

const isBack = (given: number, kept: number): boolean => (given > 0 || kept > 0) && given <= kept;

/** The parsed, untrusted parts of a browser's answer. */
interface Answer {
  readonly client: ClientDataJSON;
  readonly data: ParsedAuthenticatorData;
}

/** Throws the library's errors. */
const readAnswer = (clientDataJSON: string, authData: Uint8Array<ArrayBuffer>): Answer => ({
  client: { ...decodeClientDataJSON(clientDataJSON) },
  data: parseAuthenticatorData(authData),
});

/**
 * The first flaw that has a code of ours. The library refuses in sentences without codes, and still checks everything that passes here.
 * Frames are checked only here: another site's page with ours in a frame is refused.
 */
function flawOf({ client, data }: Answer, wanted: Wanted, type: string): PasskeyFlaw | undefined {
  if (client.type !== type) return 'wrong-type';
  if (client.challenge !== wanted.challenge) return 'wrong-challenge';
  const isFramed = (client.crossOrigin ?? false) || client.topOrigin !== undefined;
  if (client.origin !== wanted.origin || isFramed) return 'wrong-origin';
  const { rpIdHash, flags } = data;
  if (!createHash('sha256').update(wanted.party).digest().equals(rpIdHash)) return 'wrong-party';
  if (!flags.up) return 'no-user-present';
  if (!flags.uv) return 'user-not-verified';
  // WebAuthn level 3, sections 7.1 step 17 and 7.2 step 18: a passkey that may not be backed up cannot be backed up.
  return flags.bs && !flags.be ? 'malformed' : undefined;
}

/**
 * Whether a third party vouches for the authenticator. We never ask for this, and then a browser sends no statement or a self-signed one
 * (WebAuthn section 5.1.3). Any other statement would make the library fetch revocation lists from addresses that the sender chose.
 */
function isAttested(object: AttestationObject): boolean {
  const format = object.get('fmt');
  return format !== 'none' && (format !== 'packed' || object.get('attStmt').get('x5c') !== undefined);
}

/** Whether the key has an accepted algorithm and is long enough. */
async function isTaken({ credentialPublicKey }: ParsedAuthenticatorData): Promise<boolean> {
  const key = await attempt(() => decodeCredentialPublicKey(credentialPublicKey ?? new Uint8Array()));
  if (key === undefined || !(key instanceof Map)) return false;
  const algorithm: unknown = key.get(cose.COSEKEYS.alg);
  if (algorithm !== PASSKEY_ALGORITHMS.RS256) return Object.values<unknown>(PASSKEY_ALGORITHMS).includes(algorithm);
  const modulus: unknown = key.get(cose.COSEKEYS.n);
  return modulus instanceof Uint8Array && bitsOf(modulus) >= LEAST_RSA_BITS;
}

const bitsOf = (number: Uint8Array): number => BigInt(`0x0${Buffer.from(number).toString('hex')}`).toString(2).length;

/** Undefined when the library throws: it throws for unreadable and for invalid answers. */
async function attempt<Value>(read: () => Value | Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
