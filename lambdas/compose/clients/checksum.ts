import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

type Bytes = ArrayBuffer | ArrayBufferView;

/** A checksum as the SDK uses it. */
class Checksum {
  readonly #make: () => Hash | Hmac;
  #hash: Hash | Hmac;

  /** With a secret: the HMAC. */
  constructor(algorithm: string, secret?: string | Bytes) {
    const key = secret === undefined || typeof secret === 'string' ? secret : viewOf(secret);
    this.#make = () => (key === undefined ? createHash(algorithm) : createHmac(algorithm, key));
    this.#hash = this.#make();
  }

  update(data: string | Bytes): void {
    this.#hash.update(typeof data === 'string' ? data : viewOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#make();
  }
}

const viewOf = (data: Bytes): Uint8Array =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);

/**
 * Replaces the SDK's checksums in the deployed bundles (by `lib/bundle.ts`). The SDK's own have a second SHA-256 and MD5 in JavaScript, for a
 * Node without OpenSSL; without those every bundle is about 3 KiB smaller. Clients sign requests with this one.
 */
export class Sha256 extends Checksum {
  constructor(secret?: string | Bytes) {
    super('sha256', secret);
  }
}

/** The client of SQS compares what it sent with what has arrived. No protection against anybody. */
export class Md5 extends Checksum {
  constructor(secret?: string | Bytes) {
    super('md5', secret);
  }
}
