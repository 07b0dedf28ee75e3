import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { arnOf } from './arns.ts';
import { newSigningKey, publicHalfOf, SIGNING_ALGORITHM, SIGNING_SPEC, signDigest } from './kms/signing.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { JsonService } from './protocol/json.ts';
import { operationsOf } from './protocol/operations.ts';
import { type StateDirectory, StateFile } from './state-file.ts';

export interface KmsOptions {
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** Ids of keys that exist from the start. */
  readonly keys?: readonly string[];
  /** Ids of P-256 signing keys that exist from the start. */
  readonly signingKeys?: readonly string[];
}

interface Key {
  readonly id: string;
  readonly spec: typeof ALGORITHM | typeof SIGNING_SPEC;
  /** Base64 of 32 bytes, or of a private key. */
  readonly material: string;
  readonly createdAt: number;
}

const operation = operationsOf('ValidationException');

/** KMS with symmetric keys (AES-256-GCM, with the encryption context as additional data) and P-256 signing keys. */
export class LocalKms implements JsonService {
  readonly target = 'TrentService';
  readonly version = '1.1';
  readonly #file: StateFile<readonly Key[]>;
  readonly #now: () => number;
  readonly #keys: Map<string, Key>;

  constructor({ directory, now, keys = [], signingKeys = [] }: KmsOptions) {
    this.#now = now;
    this.#file = new StateFile(directory, 'kms');
    this.#keys = new Map((this.#file.load() ?? []).map((key) => [key.id, key]));
    for (const id of keys) if (!this.#keys.has(id)) this.#add(id, ALGORITHM);
    for (const id of signingKeys) if (!this.#keys.has(id)) this.#add(id, SIGNING_SPEC);
  }

  readonly operations = {
    CreateKey: operation(createKey, ({ KeySpec: spec, KeyUsage: usage }) => {
      if (usage !== usageOf(spec))
        throw new AwsError('ValidationException', `KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
      return { KeyMetadata: metadata(this.#add(randomUUID(), spec)) };
    }),
    DescribeKey: operation(describeKey, ({ KeyId }) => ({ KeyMetadata: metadata(this.#find(KeyId)) })),
    Encrypt: operation(encrypt, ({ KeyId, Plaintext, EncryptionContext: context }) => {
      const key = this.#find(KeyId, 'ENCRYPT_DECRYPT');
      const CiphertextBlob = encrypted(key, Buffer.from(Plaintext, 'base64'), context).toString('base64');
      return { CiphertextBlob, KeyId: arnOfKey(key), EncryptionAlgorithm: ALGORITHM };
    }),
    Decrypt: operation(decrypt, ({ CiphertextBlob, KeyId, EncryptionContext: context }) => {
      const blob = Buffer.from(CiphertextBlob, 'base64');
      const key = this.#keys.get(blob.subarray(1, 1 + (blob[0] ?? 0)).toString('utf8'));
      if (key === undefined) throw invalid();
      if (KeyId !== undefined && this.#find(KeyId) !== key)
        throw new AwsError('IncorrectKeyException', 'another key has encrypted this');
      const Plaintext = opened(key, blob, context).toString('base64');
      return { Plaintext, KeyId: arnOfKey(key), EncryptionAlgorithm: ALGORITHM };
    }),
    Sign: operation(sign, ({ KeyId, Message, MessageType: type, SigningAlgorithm: algorithm }) => {
      const key = this.#find(KeyId, 'SIGN_VERIFY');
      if (algorithm !== SIGNING_ALGORITHM)
        throw new AwsError(
          'InvalidKeyUsageException',
          `Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`,
        );
      const message = Buffer.from(Message, 'base64');
      const digest = type === 'DIGEST' ? message : createHash('sha256').update(message).digest();
      return { KeyId: arnOfKey(key), Signature: signDigest(key.material, digest), SigningAlgorithm: algorithm };
    }),
    GetPublicKey: operation(describeKey, ({ KeyId }) => {
      const key = this.#find(KeyId);
      if (key.spec === ALGORITHM)
        throw new AwsError('UnsupportedOperationException', `${arnOfKey(key)} has no public half`);
      return {
        ...{
          KeyId: arnOfKey(key),
          PublicKey: publicHalfOf(key.material),
          KeySpec: key.spec,
          KeyUsage: usageOf(key.spec),
        },
        ...{ CustomerMasterKeySpec: key.spec, SigningAlgorithms: [SIGNING_ALGORITHM] },
      };
    }),
  };

  /** The ARN of the key that has encrypted this, base64; undefined for no ciphertext of a key here. */
  keyOf(ciphertext: string): string | undefined {
    const blob = Buffer.from(ciphertext, 'base64');
    const key = this.#keys.get(blob.subarray(1, 1 + (blob[0] ?? 0)).toString('utf8'));
    return key && arnOfKey(key);
  }

  #add(id: string, spec: Key['spec']): Key {
    const material = spec === ALGORITHM ? randomBytes(32).toString('base64') : newSigningKey();
    const key = { id, spec, material, createdAt: this.#now() };
    this.#keys.set(id, key);
    this.#file.save([...this.#keys.values()]);
    return key;
  }

  /** By id, ARN, or alias if the alias is the id. Throws when the key has another usage. */
  #find(id: string, usage?: Usage): Key {
    const key = this.#keys.get(id) ?? [...this.#keys.values()].find((one) => arnOfKey(one) === id);
    if (key === undefined) throw new AwsError('NotFoundException', `no key \`${id}\``);
    if (usage !== undefined && usageOf(key.spec) !== usage)
      throw new AwsError(
        'InvalidKeyUsageException',
        `${arnOfKey(key)} key usage is ${usageOf(key.spec)} which is not valid for this.`,
      );
    return key;
  }
}

const ALGORITHM = 'SYMMETRIC_DEFAULT';

type Usage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';
const usageOf = (spec: Key['spec']): Usage => (spec === ALGORITHM ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY');

const base64 = z.base64();
const context = z.record(z.string(), z.string()).default({});
const algorithm = z.literal(ALGORITHM).optional();
const createKey = z.strictObject({
  Description: z.string().optional(),
  KeySpec: z.literal([ALGORITHM, SIGNING_SPEC]).default(ALGORITHM),
  KeyUsage: z.literal(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).default('ENCRYPT_DECRYPT'),
});
const sign = z.strictObject({
  KeyId: z.string(),
  /** 4096 bytes. */
  Message: base64.min(1).max(5464),
  MessageType: z.literal(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.literal(['RSASSA_PSS_SHA_256', SIGNING_ALGORITHM, 'ECDSA_SHA_384', 'ECDSA_SHA_512']),
});
const describeKey = z.strictObject({ KeyId: z.string() });
const encrypt = z.strictObject({
  KeyId: z.string(),
  /** 4096 bytes. */
  Plaintext: base64.min(1).max(5464),
  EncryptionContext: context,
  EncryptionAlgorithm: algorithm,
});
const decrypt = z.strictObject({
  CiphertextBlob: base64.min(1),
  KeyId: z.string().optional(),
  EncryptionContext: context,
  EncryptionAlgorithm: algorithm,
});

type Context = Readonly<Record<string, string>>;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Length of the key's id, id, nonce, tag, ciphertext. */
function encrypted(key: Key, plaintext: Buffer, bound: Context): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), nonce).setAAD(bytesOf(bound));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const id = Buffer.from(key.id, 'utf8');
  return Buffer.concat([Buffer.from([id.length]), id, nonce, cipher.getAuthTag(), text]);
}

function opened(key: Key, blob: Buffer, bound: Context): Buffer {
  const rest = blob.subarray(1 + Buffer.byteLength(key.id));
  if (rest.length < NONCE_BYTES + TAG_BYTES) throw invalid();
  const nonce = rest.subarray(0, NONCE_BYTES);
  const cipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), nonce)
    .setAAD(bytesOf(bound))
    .setAuthTag(rest.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([cipher.update(rest.subarray(NONCE_BYTES + TAG_BYTES)), cipher.final()]);
  } catch {
    throw invalid();
  }
}

/** The same bytes for any order of the pairs. */
const bytesOf = (bound: Context): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(bound).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Like KMS: does not say whether the ciphertext or the context is wrong, and has an empty message. */
const invalid = (): AwsError => new AwsError('InvalidCiphertextException', '');

const arnOfKey = ({ id }: Key): string => arnOf('kms', id.startsWith('alias/') ? id : `key/${id}`);

const metadata = (key: Key) => ({
  KeyId: key.id,
  Arn: arnOfKey(key),
  CreationDate: key.createdAt / 1000,
  Enabled: true,
  KeyState: 'Enabled',
  KeyUsage: usageOf(key.spec),
  KeySpec: key.spec,
});
