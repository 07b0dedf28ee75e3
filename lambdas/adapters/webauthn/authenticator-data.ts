import { decodePartialCBOR } from '@levischuck/tiny-cbor';

/** What an authenticator says of itself and of the moment (WebAuthn section 6.1). */
export interface WebAuthnData {
  readonly partyHash: Buffer;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly counter: number;
  /** Whether the passkey can be copied to other devices, and has been (flags BE and BS). */
  readonly backup: { readonly eligible: boolean; readonly state: boolean };
  /** Present when a passkey has been made. */
  readonly made: { readonly credentialId: Buffer; readonly publicKey: Buffer } | undefined;
}

const LEAST = 37;
const FLAGS = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  attested: 0x40,
  extensions: 0x80,
} as const;
/** AAGUID, then two bytes for the length of the id. */
const AAGUID_LENGTH = 16;
/** WebAuthn section 7.1, step 25. */
const LONGEST_ID = 1023;

/** Undefined for bytes that are no authenticator data. What follows the public key (extensions) is left to its reader. */
export function readAuthenticatorData(bytes: Buffer): WebAuthnData | undefined {
  if (bytes.length < LEAST) return undefined;
  const flags = bytes.readUInt8(32);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  // WebAuthn level 3, sections 7.1 step 17 and 7.2 step 18: what cannot be backed up is not backed up.
  if (has(FLAGS.backedUp) && !has(FLAGS.backupEligible)) return undefined;
  if (!isWhole(bytes, { attested: has(FLAGS.attested), extended: has(FLAGS.extensions) })) return undefined;
  const made = has(FLAGS.attested) ? readMade(bytes.subarray(LEAST)) : undefined;
  if (has(FLAGS.attested) && made === undefined) return undefined;
  return {
    partyHash: bytes.subarray(0, 32),
    userPresent: has(FLAGS.userPresent),
    userVerified: has(FLAGS.userVerified),
    counter: bytes.readUInt32BE(33),
    backup: { eligible: has(FLAGS.backupEligible), state: has(FLAGS.backedUp) },
    made,
  };
}

/** Whether the bytes end where their flags say: behind the public key, and behind one map of extensions where there is one. */
function isWhole(
  bytes: Buffer,
  { attested, extended }: { readonly attested: boolean; readonly extended: boolean },
): boolean {
  try {
    let end = LEAST;
    if (attested) {
      end += AAGUID_LENGTH + 2 + bytes.readUInt16BE(LEAST + AAGUID_LENGTH);
      end += decodePartialCBOR(new Uint8Array(bytes), end)[1];
    }
    if (extended) {
      const [map, length] = decodePartialCBOR(new Uint8Array(bytes), end);
      if (!(map instanceof Map)) return false;
      end += length;
    }
    return end === bytes.length;
  } catch {
    return false;
  }
}

function readMade(bytes: Buffer): WebAuthnData['made'] {
  const start = AAGUID_LENGTH + 2;
  if (bytes.length <= start) return undefined;
  const length = bytes.readUInt16BE(AAGUID_LENGTH);
  if (length === 0 || length > LONGEST_ID || bytes.length <= start + length) return undefined;
  return { credentialId: bytes.subarray(start, start + length), publicKey: bytes.subarray(start + length) };
}
