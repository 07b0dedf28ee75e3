import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { PASSKEY_ALGORITHMS, type PasskeyAssertion, type PasskeyRegistration } from '../../lambdas/ports/passkeys.ts';

export const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** One use of the authenticator; every part may be wrong. */
export interface Ceremony {
  readonly challenge: string;
  readonly origin: string;
  readonly party?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly counter?: number;
  /** Additional flags, and bytes at the end of the authenticator data. */
  readonly flags?: number;
  readonly more?: Buffer;
  /** The attestation; absent: none. */
  readonly attestation?: 'self' | Attestation;
}

type Cbor = Parameters<typeof isoCBOR.encode>[0];

export interface Attestation {
  readonly format: string;
  readonly statement: readonly (readonly [member: string, value: Cbor])[];
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

interface Making {
  /** Bits of an RSA key. */
  readonly bits?: number;
  readonly idLength?: number;
  /** The private key of a passkey that was made before; it must fit the algorithm. */
  readonly key?: KeyObject;
}

/**
 * A software authenticator with one passkey: it signs for the demo people and in tests, where no browser is. It is no part of the command line
 * or of a deployment.
 */
export class SoftwareAuthenticator {
  readonly id: Buffer;
  readonly algorithm: Algorithm;
  readonly #private: KeyObject;
  readonly #public: KeyObject;

  constructor(algorithm: Algorithm = 'ES256', { bits = 2048, idLength = 16, key }: Making = {}) {
    this.#private = key ?? madeKey(algorithm, bits);
    this.#public = createPublicKey(this.#private);
    this.algorithm = algorithm;
    const hash = sha256(this.#public.export({ format: 'der', type: 'spki' }));
    this.id = Buffer.concat([hash, Buffer.alloc(idLength)]).subarray(0, idLength);
  }

  make(ceremony: Ceremony): PasskeyRegistration {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const made = Buffer.concat([Buffer.alloc(16), length, this.id, this.#coseKey()]);
    const authData = Buffer.concat([authenticatorData(ceremony, 0x40), made, ceremony.more ?? Buffer.alloc(0)]);
    const clientDataJSON = clientData('webauthn.create', ceremony);
    const { format, statement } = this.#attestation(ceremony, authData, clientDataJSON);
    const object = new Map<string, Cbor>([
      ['fmt', format],
      ['attStmt', new Map(statement)],
      ['authData', new Uint8Array(authData)],
    ]);
    return { id: url(this.id), clientDataJSON, attestationObject: url(isoCBOR.encode(object)) };
  }

  #attestation({ attestation }: Ceremony, authData: Buffer, clientDataJSON: string): Attestation {
    if (attestation !== 'self') return attestation ?? { format: 'none', statement: [] };
    const sig = new Uint8Array(this.#sign(authData, clientDataJSON));
    const alg = PASSKEY_ALGORITHMS[this.algorithm];
    return { format: 'packed', statement: Object.entries({ alg, sig }) };
  }

  /** The COSE key, base64url. */
  publicKey(): string {
    return url(this.#coseKey());
  }

  /** The private key as PKCS #8 in base64: for the file that keeps it, and for a browser's virtual authenticator. */
  privateKey(): string {
    return this.#private.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  }

  use(ceremony: Ceremony): PasskeyAssertion {
    const clientDataJSON = clientData('webauthn.get', ceremony);
    const data = Buffer.concat([authenticatorData(ceremony, 0), ceremony.more ?? Buffer.alloc(0)]);
    const signature = this.#sign(data, clientDataJSON);
    return { id: url(this.id), clientDataJSON, authenticatorData: url(data), signature: url(signature) };
  }

  #sign(data: Buffer, clientDataJSON: string): Buffer {
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    return sign(this.algorithm === 'EdDSA' ? null : 'sha256', signed, this.#private);
  }

  #coseKey(): Uint8Array {
    const jwk = this.#public.export({ format: 'jwk' });
    const bytes = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? '', 'base64url'));
    const of: Record<Algorithm, [number, number | Uint8Array][]> = {
      ES256: [
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(jwk.x)],
        [-3, bytes(jwk.y)],
      ],
      EdDSA: [
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes(jwk.x)],
      ],
      RS256: [
        [1, 3],
        [3, -257],
        [-1, bytes(jwk.n)],
        [-2, bytes(jwk.e)],
      ],
    };
    return isoCBOR.encode(new Map(of[this.algorithm]));
  }
}

function madeKey(algorithm: Algorithm, modulusLength: number): KeyObject {
  switch (algorithm) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'EdDSA':
      return generateKeyPairSync('ed25519').privateKey;
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength }).privateKey;
  }
}

function clientData(type: string, { challenge, origin, ...over }: Ceremony): string {
  const crossOrigin = over.crossOrigin ?? false;
  return Buffer.from(JSON.stringify({ type: over.type ?? type, challenge, origin, crossOrigin })).toString('base64url');
}

function authenticatorData(ceremony: Ceremony, flags: number): Buffer {
  const { origin, party = new URL(origin).hostname, userPresent = true, userVerified = true, counter = 0 } = ceremony;
  const tail = Buffer.alloc(5);
  tail.writeUInt8(flags | (ceremony.flags ?? 0) | (userPresent ? 0x01 : 0) | (userVerified ? 0x04 : 0));
  tail.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(party), tail]);
}
