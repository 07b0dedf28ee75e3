import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { PersonId } from '../../core/registry/person.ts';
import { sha256 } from '../../core/values/hash.ts';
import type { People, RegisteredPerson } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { unlessRefused } from './calls.ts';
import { type Item, text, textOf, texts, textsOf, workspaceKey } from './items.ts';
import { contentItem, contentOf } from './listing.ts';

/**
 * People in the workspace table: an item for each identity key says whose it is, an item for each person says which keys they have, and a
 * key counts only where both agree. So one write, of the person's item, makes all of a change true at once: keys are claimed before it and
 * given up after it, and whatever a crash left is set right by the same call again.
 */
export class DynamoDbPeople implements People {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async find(identity: string): Promise<RegisteredPerson | undefined> {
    const claim = await this.#get(identityKey(identity));
    const record = claim === undefined ? undefined : await this.#get(personKey(textOf(claim, 'person')));
    if (record === undefined || !textsOf(record, 'identities').includes(identity)) return undefined;
    return contentOf<RegisteredPerson>(record);
  }

  async assign(person: RegisteredPerson, identities: readonly string[]): Promise<readonly string[]> {
    const before = await this.#get(personKey(person.person));
    const wanted = [...new Set(identities)];
    const claims = await Promise.all(wanted.map((identity) => this.#claim(identity, person.person)));
    const has = wanted.filter((_, index) => claims[index]);
    const had = before === undefined ? [] : [...textsOf(before, 'identities'), ...textsOf(before, 'leaving')];
    const leaving = [...new Set(had)].filter((identity) => !has.includes(identity));
    await this.#record(person, has, leaving);
    await Promise.all(leaving.map((identity) => this.#giveUp(identity, person.person)));
    if (leaving.length > 0) await this.#record(person, has, []);
    return wanted.filter((identity) => !has.includes(identity));
  }

  /** False when the key is somebody else's. */
  async #claim(identity: string, person: PersonId): Promise<boolean> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: { ...identityKey(identity), person: text(person) },
      ConditionExpression: 'attribute_not_exists(#p) OR #o = :o',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#o': 'person' },
      ExpressionAttributeValues: { ':o': text(person) },
    });
    return (await unlessRefused(this.#dynamo.send(put))) !== undefined;
  }

  async #giveUp(identity: string, person: PersonId): Promise<void> {
    const remove = new DeleteItemCommand({
      TableName: this.#table,
      Key: identityKey(identity),
      ConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'person' },
      ExpressionAttributeValues: { ':o': text(person) },
    });
    await unlessRefused(this.#dynamo.send(remove));
  }

  /** `leaving` names the keys that are still to be given up, for the call that comes after a crash. */
  async #record(person: RegisteredPerson, identities: readonly string[], leaving: readonly string[]): Promise<void> {
    const { person: id, nature, name, subjects } = person;
    const item: Item = {
      ...personKey(id),
      ...contentItem({ person: id, nature, name, subjects }),
      identities: texts(identities),
      leaving: texts(leaving),
    };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })));
  }

  async #get(key: Item): Promise<Item | undefined> {
    const get = new GetItemCommand({ TableName: this.#table, Key: key, ConsistentRead: true });
    return (await answerOf(this.#dynamo.send(get))).Item;
  }
}

/** Tokens and tickets bring identities of any length; a key of DynamoDB is bounded. */
const identityKey = (identity: string): Item => workspaceKey('identity', sha256(identity));
const personKey = (person: PersonId): Item => workspaceKey('person', person);
