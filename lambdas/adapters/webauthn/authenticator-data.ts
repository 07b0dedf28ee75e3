/** What an authenticator says of itself and of the moment (WebAuthn section 6.1). */
export interface AuthenticatorData {
  readonly partyHash: Buffer;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly counter: number;
  /** Present when a passkey has been made. */
  readonly made: { readonly credentialId: Buffer; readonly publicKey: Buffer } | undefined;
}

const LEAST = 37;
const FLAGS = { userPresent: 0x01, userVerified: 0x04, attested: 0x40 } as const;
/** AAGUID, then two bytes for the length of the id. */
const AAGUID_LENGTH = 16;
/** WebAuthn section 7.1, step 25. */
const LONGEST_ID = 1023;

/** Undefined for bytes that are no authenticator data. What follows the public key (extensions) is left to its reader. */
export function readAuthenticatorData(bytes: Buffer): AuthenticatorData | undefined {
  if (bytes.length < LEAST) return undefined;
  const flags = bytes.readUInt8(32);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const made = has(FLAGS.attested) ? readMade(bytes.subarray(LEAST)) : undefined;
  if (has(FLAGS.attested) && made === undefined) return undefined;
  return {
    partyHash: bytes.subarray(0, 32),
    userPresent: has(FLAGS.userPresent),
    userVerified: has(FLAGS.userVerified),
    counter: bytes.readUInt32BE(33),
    made,
  };
}

function readMade(bytes: Buffer): AuthenticatorData['made'] {
  const start = AAGUID_LENGTH + 2;
  if (bytes.length <= start) return undefined;
  const length = bytes.readUInt16BE(AAGUID_LENGTH);
  if (length === 0 || length > LONGEST_ID || bytes.length <= start + length) return undefined;
  return { credentialId: bytes.subarray(start, start + length), publicKey: bytes.subarray(start + length) };
}
