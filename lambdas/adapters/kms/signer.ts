import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { HashedCommit } from '../../core/audit/commit.ts';
import { type Family, writingFlawOf } from '../../core/audit/families.ts';
import type { Writer } from '../../core/audit/keys.ts';
import type { Actor, Command } from '../../core/recovery/state/commands.ts';
import type { Instant } from '../../core/values/instant.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Keyring, Signer } from '../../ports/signing.ts';
import { answerOf } from '../aws/errors.ts';

/** Signs in KMS with the key of one family. Needs `kms:Sign` on the family's keys, and on no other. */
export class KmsSigner implements Signer {
  readonly #kms: KMSClient;
  readonly #keyring: Pick<Keyring, 'current'>;
  readonly #familyNow: () => Family;

  /** `familyNow` is called each time: on one machine all functions share a process, each with its own family. */
  constructor(kms: KMSClient, keyring: Pick<Keyring, 'current'>, familyNow: () => Family) {
    this.#kms = kms;
    this.#keyring = keyring;
    this.#familyNow = familyNow;
  }

  async writerOf(command: Command['type'], by: Actor['by'], at: Instant): Promise<Writer> {
    const family = this.#familyNow();
    const flaw = writingFlawOf({ family, command, by, events: [] });
    if (flaw !== undefined)
      throw new AdapterError(flaw, { retryable: false, message: `${family} writes no ${command}` });
    return this.#keyring.current(family, at);
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
