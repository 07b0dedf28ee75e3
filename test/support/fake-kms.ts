import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  DecryptCommand,
  EncryptCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { canonical } from '../../lambdas/core/values/hash.ts';

export const KEY_ID = 'alias/test';
const NONCE = 12;
const TAG = 16;

/**
 * A client of a KMS with one key. Like the real one, it makes a different ciphertext each time, which decrypts only with its own encryption
 * context, and not when altered.
 */
export function fakeKms(): KMSClient {
  const client = new KMSClient({ region: 'us-east-1' });
  const key = randomBytes(32);
  mockClient(client)
    .on(EncryptCommand)
    .callsFake(({ KeyId, Plaintext, EncryptionContext = {} }: EncryptCommand['input']) => {
      if (KeyId !== KEY_ID) throw new NotFoundException({ message: 'no such key', $metadata: { httpStatusCode: 400 } });
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(canonical(EncryptionContext)));
      const ciphertext = Buffer.concat([cipher.update(Plaintext ?? ''), cipher.final()]);
      return { CiphertextBlob: new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), ciphertext])) };
    })
    .on(DecryptCommand)
    .callsFake(({ KeyId, CiphertextBlob = new Uint8Array(), EncryptionContext = {} }: DecryptCommand['input']) => {
      if (KeyId !== KEY_ID)
        throw new IncorrectKeyException({ message: 'another key', $metadata: { httpStatusCode: 400 } });
      const decipher = createDecipheriv('aes-256-gcm', key, CiphertextBlob.subarray(0, NONCE))
        .setAAD(Buffer.from(canonical(EncryptionContext)))
        .setAuthTag(CiphertextBlob.subarray(NONCE, NONCE + TAG));
      try {
        const opened = Buffer.concat([decipher.update(CiphertextBlob.subarray(NONCE + TAG)), decipher.final()]);
        return { Plaintext: new Uint8Array(opened) };
      } catch {
        throw new InvalidCiphertextException({ message: 'not what was encrypted', $metadata: { httpStatusCode: 400 } });
      }
    });
  return client;
}
