import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { PersonId } from '../../core/registry/person.ts';
import { sha256 } from '../../core/values/hash.ts';
import type { People, RegisteredPerson } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { getItems, putItems, unlessRefused } from './calls.ts';
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
  /** Which person each key named last. Only a guess: every find reads both items. */
  readonly #known = new Map<string, PersonId>();

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async find(identity: string): Promise<RegisteredPerson | undefined> {
    const record = (await this.#findAgain(identity)) ?? (await this.#follow(identity));
    if (record === undefined || !textsOf(record, 'identities').includes(identity)) return undefined;
    return contentOf<RegisteredPerson>(record);
  }

  /** The key and its last known person in one read; undefined when this instance knows none, or the key names another person now. */
  async #findAgain(identity: string): Promise<Item | undefined> {
    const known = this.#known.get(identity);
    if (known === undefined) return undefined;
    const keys = [identityKey(identity), personKey(known)];
    const items = await getItems(this.#dynamo, this.#table, keys);
    const [pointer, record] = keys.map((key) => items.find((item) => isAt(item, key)));
    return pointer !== undefined && textOf(pointer, 'person') === known ? record : undefined;
  }

  async #follow(identity: string): Promise<Item | undefined> {
    const pointer = await this.#get(identityKey(identity));
    if (pointer === undefined) return undefined;
    const person = textOf(pointer, 'person');
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(identity, person);
    return this.#get(personKey(person));
  }

  async show(person: RegisteredPerson, identities: readonly string[], seq: number): Promise<void> {
    const shown = await this.#get(personKey(person.person));
    if (Number(shown?.['seq']?.N ?? 0) > seq) return;
    const wanted = [...new Set(identities)];
    const pointers = wanted.map((identity) => ({ ...identityKey(identity), person: text(person.person) }));
    await putItems(this.#dynamo, this.#table, pointers);
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

  async #get(key: Item): Promise<Item | undefined> {
    const get = new GetItemCommand({ TableName: this.#table, Key: key, ConsistentRead: true });
    return (await answerOf(this.#dynamo.send(get))).Item;
  }
}

const MOST_KNOWN = 1_000;

const isAt = (item: Item, key: Item): boolean =>
  Object.entries(key).every(([name, value]) => item[name]?.S === value.S);

/** Identities in tokens and tickets can have any length; a DynamoDB key cannot. */
const identityKey = (identity: string): Item => workspaceKey('identity', sha256(identity));
const personKey = (person: PersonId): Item => workspaceKey('person', person);
