import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, refusal, ruleFor } from './rules.ts';

export type KmsDeviation = 'another key is refused by another name';

/** How moto 5.2 is known to deviate. */
export const MOTO_KMS: readonly KmsDeviation[] = ['another key is refused by another name'];

/** What KMS does with a symmetric key and an encryption context. */
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

    rule('encrypts with no key that it does not have', async () => {
      expect(await refusal(encrypt('11111111-2222-3333-4444-555555555555', 'text'))).toBe('NotFoundException');
    });
  });
}
