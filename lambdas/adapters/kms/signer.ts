import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { HashedCommit } from '../../core/audit/commit.ts';
import { type Family, writingFlawOf } from '../../core/audit/families.ts';
import type { Writer } from '../../core/audit/keys.ts';
import type { Actor, Command } from '../../core/recovery/commands.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Signer } from '../../ports/signing.ts';
import { answerOf } from '../aws/errors.ts';
import type { PinnedKeys } from './keyring.ts';

/** Signs in KMS with the key of one family. Needs `kms:Sign` on that key, and on no other. */
export class KmsSigner implements Signer {
  readonly #kms: KMSClient;
  readonly #pinned: PinnedKeys;
  readonly #familyNow: () => Family;

  /** `familyNow` is called each time: on one machine all functions share a process, each with its own family. */
  constructor(kms: KMSClient, pinned: PinnedKeys, familyNow: () => Family) {
    this.#kms = kms;
    this.#pinned = pinned;
    this.#familyNow = familyNow;
  }

  async writerOf(command: Command['type'], by: Actor['by']): Promise<Writer> {
    const family = this.#familyNow();
    const flaw = writingFlawOf({ family, command, by, events: [] });
    const [key] = this.#pinned[family];
    if (flaw !== undefined)
      throw new AdapterError(flaw, { retryable: false, message: `${family} writes no ${command}` });
    if (key === undefined)
      throw new AdapterError('key-unreadable', { retryable: false, message: `${family} has no key` });
    return { family, key };
  }

  async sign({ commit, hash }: HashedCommit): Promise<string> {
    const sign = new SignCommand({
      KeyId: commit.writer.key,
      Message: Buffer.from(hash, 'hex'),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    const { Signature: signature } = await answerOf(this.#kms.send(sign));
    if (signature === undefined) throw new AdapterError('unavailable', { retryable: true });
    return Buffer.from(signature).toString('base64');
  }
}
