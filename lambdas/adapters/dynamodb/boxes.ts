import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { TOTP_PURPOSE, WORKSPACE } from '../../contract/tables.ts';
import { AdapterError } from '../../ports/errors.ts';
import { type Boxes, Secret } from '../../ports/secret.ts';
import { answerOf } from '../aws/errors.ts';
import { bytesOf, workspaceKey } from './items.ts';

/**
 * Secrets of one-time-password apps in the workspace table, encrypted by KMS for their box: an item copied to another place does not
 * decrypt. There are as many as people, and they stay for years: a secret of Secrets Manager for each would cost 0.40 USD a month. Putting
 * needs `kms:Encrypt`, opening needs `kms:Decrypt`, destroying needs neither.
 */
export class DynamoDbBoxes implements Boxes {
  readonly #dynamo: DynamoDBClient;
  readonly #kms: KMSClient;
  readonly #table: string;
  readonly #keyId: string;

  constructor(dynamo: DynamoDBClient, kms: KMSClient, place: { readonly table: string; readonly keyId: string }) {
    this.#dynamo = dynamo;
    this.#kms = kms;
    this.#table = place.table;
    this.#keyId = place.keyId;
  }

  async put(box: string, secret: Secret): Promise<void> {
    const Plaintext = new TextEncoder().encode(secret.reveal());
    const encrypt = new EncryptCommand({ KeyId: this.#keyId, Plaintext, EncryptionContext: contextOf(box) });
    const { CiphertextBlob: ciphertext } = await answerOf(this.#kms.send(encrypt));
    if (ciphertext === undefined) throw new AdapterError('unavailable', { retryable: true });
    const Item = { ...workspaceKey('totp', box), ciphertext: { B: ciphertext } };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item })));
  }

  async open(box: string): Promise<Secret | undefined> {
    const where = { TableName: this.#table, Key: workspaceKey('totp', box), ConsistentRead: true };
    const { Item: item } = await answerOf(this.#dynamo.send(new GetItemCommand(where)));
    if (item?.[WORKSPACE.partitionKey] === undefined) return undefined;
    const decrypt = new DecryptCommand({
      KeyId: this.#keyId,
      CiphertextBlob: bytesOf(item, 'ciphertext'),
      EncryptionContext: contextOf(box),
    });
    const { Plaintext: secret } = await answerOf(this.#kms.send(decrypt));
    if (secret === undefined) throw new AdapterError('unavailable', { retryable: true });
    return new Secret(new TextDecoder().decode(secret));
  }

  async destroy(box: string): Promise<void> {
    const where = { TableName: this.#table, Key: workspaceKey('totp', box) };
    await answerOf(this.#dynamo.send(new DeleteItemCommand(where)));
  }
}

const contextOf = (box: string) => ({ purpose: TOTP_PURPOSE, box });
