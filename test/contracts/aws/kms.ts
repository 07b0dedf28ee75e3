import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
  type SignCommandInput,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, refusal, ruleFor } from './rules.ts';

export type KmsDeviation =
  | 'another key is refused by another name'
  | 'usage of a key is not looked at'
  | 'digests and algorithms are not looked at';

/** How moto 5.2 is known to deviate. */
export const MOTO_KMS: readonly KmsDeviation[] = [
  'another key is refused by another name',
  'usage of a key is not looked at',
  'digests and algorithms are not looked at',
];

/** What KMS does with a symmetric key and an encryption context, and with a P-256 key that signs. */
export function kmsContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly KmsDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`KMS: ${name}`, () => {
    let client: KMSClient;
    beforeAll(async () => {
      client = new KMSClient(await open());
    });
    afterAll(() => client.destroy());

    const context = { recovery: 'r1', gate: 'proof' };
    const createKey = async () => {
      const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
      return { KeyId: String(KeyMetadata?.KeyId), Arn: String(KeyMetadata?.Arn) };
    };
    const encrypt = async (KeyId: string, text: string, EncryptionContext = context) => {
      const input = { KeyId, Plaintext: Buffer.from(text), EncryptionContext };
      return (await client.send(new EncryptCommand(input))).CiphertextBlob ?? new Uint8Array();
    };
    const decrypt = async (
      CiphertextBlob: Uint8Array,
      more: { KeyId?: string; EncryptionContext?: Record<string, string> } = {},
    ) => {
      const input = { CiphertextBlob, EncryptionContext: context, ...more };
      const { Plaintext } = await client.send(new DecryptCommand(input));
      return Buffer.from(Plaintext ?? []).toString();
    };

    rule('decrypts what it has encrypted, and never encrypts twice alike', async () => {
      const { KeyId, Arn } = await createKey();
      const ciphertext = await encrypt(KeyId, 'a task token');
      expect(Buffer.from(ciphertext).includes('a task token')).toBe(false);
      expect(await decrypt(ciphertext)).toBe('a task token');
      expect(await decrypt(ciphertext, { KeyId: Arn })).toBe('a task token');
      expect(Buffer.from(await encrypt(KeyId, 'a task token'))).not.toEqual(Buffer.from(ciphertext));
    });

    rule('does not mind the order of the context', async () => {
      const { KeyId } = await createKey();
      const ciphertext = await encrypt(KeyId, 'text');
      expect(await decrypt(ciphertext, { EncryptionContext: { gate: 'proof', recovery: 'r1' } })).toBe('text');
    });

    rule('opens nothing under another context', async () => {
      const { KeyId } = await createKey();
      const ciphertext = await encrypt(KeyId, 'text');
      for (const EncryptionContext of [{}, { recovery: 'r2', gate: 'proof' }, { ...context, more: 'x' }])
        expect(await refusal(decrypt(ciphertext, { EncryptionContext }))).toBe('InvalidCiphertextException');
    });

    rule('opens nothing that was changed', async () => {
      const { KeyId } = await createKey();
      const ciphertext = await encrypt(KeyId, 'text');
      const changed = Uint8Array.from(ciphertext);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      expect(await refusal(decrypt(changed))).toBe('InvalidCiphertextException');
    });

    rule(
      'decrypts nothing with a key that did not encrypt it',
      async () => {
        const [mine, other] = [await createKey(), await createKey()];
        const ciphertext = await encrypt(mine.KeyId, 'text');
        expect(await refusal(decrypt(ciphertext, { KeyId: other.KeyId }))).toBe('IncorrectKeyException');
      },
      'another key is refused by another name',
    );

    const createSigningKey = async () => {
      const { KeyMetadata } = await client.send(
        new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
      );
      return String(KeyMetadata?.KeyId);
    };
    const sign = async (KeyId: string, Message: Buffer, over: Partial<SignCommandInput> = {}) => {
      const input = { KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256', ...over } as const;
      return (await client.send(new SignCommand(input))).Signature ?? new Uint8Array();
    };
    const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
    const publicHalf = async (KeyId: string) => {
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
      return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    };

    rule('signs a digest as it is and a message by its digest, as DER, and never twice alike', async () => {
      const KeyId = await createSigningKey();
      const half = await publicHalf(KeyId);
      const signatures = await Promise.all([
        ...[sign(KeyId, digestOf('text')), sign(KeyId, digestOf('text'))],
        sign(KeyId, Buffer.from('text'), { MessageType: 'RAW' }),
      ]);
      for (const signature of signatures) expect(verify('sha256', Buffer.from('text'), half, signature)).toBe(true);
      expect(new Set(signatures.map((one) => Buffer.from(one).toString('hex'))).size).toBe(3);
      const other = await sign(KeyId, digestOf('another text'));
      expect(verify('sha256', Buffer.from('text'), half, other)).toBe(false);
    });

    rule('gives out the public half of a key that signs', async () => {
      const KeyId = await createSigningKey();
      const described = await client.send(new GetPublicKeyCommand({ KeyId }));
      expect(described).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
      expect(described.SigningAlgorithms).toEqual(['ECDSA_SHA_256']);
      expect((await publicHalf(KeyId)).asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    });

    rule(
      'signs with no key that encrypts, and encrypts with no key that signs',
      async () => {
        const { KeyId } = await createKey();
        expect(await refusal(sign(KeyId, digestOf('text')))).toBe('InvalidKeyUsageException');
        expect(await refusal(encrypt(await createSigningKey(), 'text'))).toBe('InvalidKeyUsageException');
      },
      'usage of a key is not looked at',
    );

    rule(
      'has no public half of a key that encrypts',
      async () => {
        const { KeyId } = await createKey();
        expect(await refusal(client.send(new GetPublicKeyCommand({ KeyId })))).toBe('UnsupportedOperationException');
      },
      'usage of a key is not looked at',
    );

    rule(
      'signs no digest of another length, and by no algorithm of another kind of key',
      async () => {
        const KeyId = await createSigningKey();
        expect(await refusal(sign(KeyId, Buffer.from('text')))).toBe('ValidationException');
        const rsa = { SigningAlgorithm: 'RSASSA_PSS_SHA_256' } as const;
        expect(await refusal(sign(KeyId, digestOf('text'), rsa))).toBe('InvalidKeyUsageException');
      },
      'digests and algorithms are not looked at',
    );

    rule('encrypts with no key that it does not have', async () => {
      expect(await refusal(encrypt('11111111-2222-3333-4444-555555555555', 'text'))).toBe('NotFoundException');
    });
  });
}
