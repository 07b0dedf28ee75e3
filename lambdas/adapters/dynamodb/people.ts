import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { PersonId } from '../../core/registry/person.ts';
import { sha256 } from '../../core/values/hash.ts';
import type { People, RegisteredPerson } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { unlessRefused } from './calls.ts';
import { type Item, text, textOf, texts, textsOf, whole, workspaceKey } from './items.ts';
import { contentItem, contentOf } from './listing.ts';

/**
 * People in the workspace table: the item of an identity key names its last person, the item of a person lists their keys, and a key counts
 * only where both agree. So one write of the person's item makes a whole change visible at once. A dropped key needs no further write: its
 * next person overwrites its item. The ledger has already decided whose a key is.
 */
export class DynamoDbPeople implements People {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async find(identity: string): Promise<RegisteredPerson | undefined> {
    const pointer = await this.#get(identityKey(identity));
    const record = pointer === undefined ? undefined : await this.#get(personKey(textOf(pointer, 'person')));
    if (record === undefined || !textsOf(record, 'identities').includes(identity)) return undefined;
    return contentOf<RegisteredPerson>(record);
  }

  async show(person: RegisteredPerson, identities: readonly string[], seq: number): Promise<void> {
    const shown = await this.#get(personKey(person.person));
    if (Number(shown?.['seq']?.N ?? 0) > seq) return;
    const wanted = [...new Set(identities)];
    await Promise.all(wanted.map((identity) => this.#put({ ...identityKey(identity), person: text(person.person) })));
    const { person: id, nature, name, subjects, parts } = person;
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: {
        ...personKey(id),
        ...contentItem({ person: id, nature, name, subjects, parts }),
        identities: texts(wanted),
        seq: whole(seq),
      },
      ConditionExpression: 'attribute_not_exists(#p) OR #s <= :s',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#s': 'seq' },
      ExpressionAttributeValues: { ':s': whole(seq) },
    });
    await unlessRefused(this.#dynamo.send(put));
  }

  async #put(item: Item): Promise<void> {
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })));
  }

  async #get(key: Item): Promise<Item | undefined> {
    const get = new GetItemCommand({ TableName: this.#table, Key: key, ConsistentRead: true });
    return (await answerOf(this.#dynamo.send(get))).Item;
  }
}

/** Identities in tokens and tickets can have any length; a DynamoDB key cannot. */
const identityKey = (identity: string): Item => workspaceKey('identity', sha256(identity));
const personKey = (person: PersonId): Item => workspaceKey('person', person);
