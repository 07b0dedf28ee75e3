import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { WORKSPACE, WORKSPACE_ITEMS } from '../../contract/tables.ts';
import type { GateName } from '../../core/recovery/state/events.ts';
import { digestOf } from '../../core/values/hash.ts';
import { AdapterError } from '../../ports/errors.ts';
import { Secret } from '../../ports/secret.ts';
import type { Gates } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { queryItems, unlessRefused } from './calls.ts';
import { bytesOf, type Item, text, textOf, workspaceKey } from './items.ts';

type OpenGate = { readonly gate: GateName; readonly token: Secret };

/** A recovery has four gates, with one item each, however many tokens a gate has had. */
const MOST_GATES = 16;

/**
 * Task tokens in the workspace table, encrypted by KMS for their recovery and gate: an item copied to another place does not decrypt.
 * Putting needs `kms:Encrypt`, listing needs `kms:Decrypt`, removing needs neither.
 */
export class DynamoDbGates implements Gates {
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

  async put(recovery: string, gate: GateName, token: Secret): Promise<void> {
    const encrypt = new EncryptCommand({
      KeyId: this.#keyId,
      Plaintext: new TextEncoder().encode(token.reveal()),
      EncryptionContext: { recovery, gate },
    });
    const { CiphertextBlob: ciphertext } = await answerOf(this.#kms.send(encrypt));
    if (ciphertext === undefined) throw new AdapterError('unavailable', { retryable: true });
    const item: Item = {
      ...workspaceKey('gate', recovery, gate),
      gate: text(gate),
      ciphertext: { B: ciphertext },
      fingerprint: text(fingerprintOf(recovery, gate, token)),
    };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })));
  }

  async list(recovery: string, isWanted: (gate: GateName) => boolean = () => true): Promise<readonly OpenGate[]> {
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey },
      ExpressionAttributeValues: { ':p': text(`${WORKSPACE_ITEMS.gate}#${recovery}`) },
    };
    const items = await queryItems(this.#dynamo, query, MOST_GATES);
    const wanted = items.filter((item) => isWanted(textOf(item, 'gate') as GateName));
    return Promise.all(wanted.map((item) => this.#open(recovery, item)));
  }

  async remove(recovery: string, gate: GateName, token: Secret | null): Promise<void> {
    const stillThis = (one: Secret) => ({
      ConditionExpression: '#f = :f',
      ExpressionAttributeNames: { '#f': 'fingerprint' },
      ExpressionAttributeValues: { ':f': text(fingerprintOf(recovery, gate, one)) },
    });
    const remove = new DeleteItemCommand({
      TableName: this.#table,
      Key: workspaceKey('gate', recovery, gate),
      ...(token === null ? {} : stillThis(token)),
    });
    await unlessRefused(this.#dynamo.send(remove));
  }

  async #open(recovery: string, item: Item): Promise<OpenGate> {
    const gate = textOf(item, 'gate') as GateName;
    const decrypt = new DecryptCommand({
      KeyId: this.#keyId,
      CiphertextBlob: bytesOf(item, 'ciphertext'),
      EncryptionContext: { recovery, gate },
    });
    const { Plaintext: token } = await answerOf(this.#kms.send(decrypt));
    if (token === undefined) throw new AdapterError('unavailable', { retryable: true });
    return { gate, token: new Secret(new TextDecoder().decode(token)) };
  }
}

/**
 * Distinguishes two tokens of a gate without decrypting. It reveals nothing: Step Functions makes tokens of hundreds of random characters,
 * which nobody can guess.
 */
const fingerprintOf = (recovery: string, gate: GateName, token: Secret): string =>
  digestOf({ recovery, gate, token: token.reveal() });
