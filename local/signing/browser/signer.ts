import { base64url, bytesOf } from '../../../console/shared/base64url.ts';

/**
 * On the console of a local system the passkeys of the demo people sign in the page itself, since no device of the visitor has them: a software
 * authenticator, put before the page's script by `npm start` only. Every other passkey is asked of the browser as usual.
 */

/** Private keys (PKCS #8, base64) by credential id; put in by the local system. */
declare const DEMO_PASSKEYS: Readonly<Record<string, string>>;

type Bytes = Uint8Array<ArrayBuffer>;

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
/** The person is there and was verified. */
const FLAGS = 0x05;

const container = navigator.credentials;
const asBrowser = container.get.bind(container);

container.get = async (options) => {
  const asked = options?.publicKey;
  const ids = (asked?.allowCredentials ?? []).map(({ id }) => base64url(bytesIn(id)));
  const id = ids.find((one) => Object.hasOwn(DEMO_PASSKEYS, one));
  const key = id === undefined ? undefined : DEMO_PASSKEYS[id];
  if (asked === undefined || id === undefined || key === undefined) return asBrowser(options);
  return credentialOf(id, await signatureOver(bytesIn(asked.challenge), key));
};

interface Signed {
  readonly clientDataJSON: Bytes;
  readonly authenticatorData: Bytes;
  readonly signature: Bytes;
}

async function signatureOver(challenge: Bytes, key: string): Promise<Signed> {
  const { origin, hostname } = globalThis.location;
  const said = { type: 'webauthn.get', challenge: base64url(challenge), origin, crossOrigin: false };
  const clientDataJSON = new TextEncoder().encode(JSON.stringify(said));
  const party = await sha256(new TextEncoder().encode(hostname));
  // A counter of zero: this authenticator does not count.
  const authenticatorData = joined(party, new Uint8Array([FLAGS, 0, 0, 0, 0]));
  const signer = await crypto.subtle.importKey('pkcs8', bytesOf(key), P256, false, ['sign']);
  const over = joined(authenticatorData, await sha256(clientDataJSON));
  const raw = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signer, over));
  const [r, s] = [integer(raw.subarray(0, 32)), integer(raw.subarray(32))];
  return { clientDataJSON, authenticatorData, signature: joined(new Uint8Array([0x30, r.length + s.length]), r, s) };
}

/** Web Crypto gives the two numbers as they are; WebAuthn wants them as an ASN.1 sequence. */
function integer(bytes: Uint8Array): Bytes {
  const first = bytes.findIndex((byte) => byte !== 0);
  const rest = bytes.subarray(first);
  const sign = (rest[0] ?? 0) > 0x7f ? [0] : [];
  return new Uint8Array([0x02, sign.length + rest.length, ...sign, ...rest]);
}

function credentialOf(id: string, { clientDataJSON, authenticatorData, signature }: Signed): PublicKeyCredential {
  const response = {
    ...{ clientDataJSON: clientDataJSON.buffer, authenticatorData: authenticatorData.buffer },
    ...{ signature: signature.buffer, userHandle: null },
  };
  return Object.create(PublicKeyCredential.prototype, { id: { value: id }, response: { value: response } });
}

const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const joined = (...parts: readonly Uint8Array[]): Bytes => new Uint8Array(parts.flatMap((part) => [...part]));
const bytesIn = (source: BufferSource): Bytes =>
  source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array([...new Uint8Array(source.buffer, source.byteOffset, source.byteLength)]);
