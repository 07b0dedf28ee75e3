import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import type { Item } from '../../lambdas/adapters/dynamodb/items.ts';
import { itemOf } from '../../lambdas/adapters/dynamodb/ledger-items.ts';
import type { PinnedKeys } from '../../lambdas/adapters/kms/keyring.ts';
import { KmsSigner } from '../../lambdas/adapters/kms/signer.ts';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FUNCTIONS } from '../../lambdas/contract/functions.ts';
import { type HashedCommit, hashCommit, type SignedCommit, stateAfter } from '../../lambdas/core/audit/commit.ts';
import type { Family } from '../../lambdas/core/audit/families.ts';
import { parseStored, rowFrom } from '../../lambdas/core/audit/verify.ts';
import type { Actor, Command } from '../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { INITIAL, type StreamState } from '../../lambdas/core/recovery/state/state.ts';
import { roleArn } from '../../local/iam/physical.ts';
import { callingAs } from '../../local/iam/principal.ts';
import { NAMES } from '../../local/start/environment.ts';
import { anEnvelope } from '../support/fixtures.ts';
import { claiming, REFUSED } from '../support/forgery.ts';
import type { AttackWorld } from './world.ts';

/** A commit that a captured function puts by hand on the running system: every hash is right. */
export interface LiveForgery {
  readonly account: string;
  readonly family: Family;
  readonly command: Command['type'];
  readonly by?: Actor['by'];
  readonly events?: readonly LedgerEvent[];
  readonly recovery?: string;
  /** The family whose key signs, where it is not the one that the commit names. */
  readonly key?: Family;
  /** Which key of the family it names and signs with, oldest first; the first without it. */
  readonly number?: 1 | 2;
  /** The state that the commit claims, where it is not the one that its events lead to. */
  readonly claims?: (state: StreamState) => StreamState;
  /** What stands in the table in place of the item. */
  readonly alter?: (item: Item) => Item;
}

/** Puts the next commit of a stream, as a function with the right to put could. Its number. */
export async function forge(world: AttackWorld, forgery: LiveForgery): Promise<number> {
  const { account, family, command, by = 'person', events = [REFUSED], recovery = null } = forgery;
  const head = await newest(world, account);
  const before = (head === undefined ? undefined : stateAfter(head)) ?? INITIAL;
  const actor = { ...PERSON, by } as unknown as Actor;
  const envelope = anEnvelope({ type: command } as unknown as Command, { stream: account, recovery, actor });
  const pinned = JSON.parse(process.env[ENV.ledgerKeys] ?? '') as PinnedKeys;
  const index = (forgery.number ?? 1) - 1;
  const key = pinned[family][index] ?? '';
  const facts = { at: new Date().toISOString(), policy: '0'.repeat(64), events, writer: { family, key } };
  const made = hashCommit(head, before, { ...envelope, id: world.fresh('forged') }, facts);
  const hashed = forgery.claims === undefined ? made : claiming(made, forgery.claims(before));
  const captured = roleOf(forgery.key ?? family);
  const signature = await callingAs(captured, () => signedBy(pinned, { key: forgery.key ?? family, index }, hashed));
  const item = (forgery.alter ?? ((whole) => whole))(itemOf({ ...hashed, signature }));
  world.forges(account);
  await callingAs(captured, () => put(item));
  return hashed.commit.seq;
}

/** The role of a function that signs with the key of a family: it may do what the captured function may, and no more. */
function roleOf(family: Family): string {
  const [name] = Object.entries(FUNCTIONS).find(([, one]) => one.family === family) ?? [];
  if (name === undefined) throw new Error(`no function signs as \`${family}\``);
  return roleArn(name);
}

const PERSON = {
  ...{ person: 'person:mallory', aliases: [], nature: 'human', assurance: 2, roles: [], groups: [], desks: [] },
};

async function newest({ system }: AttackWorld, account: string): Promise<SignedCommit | undefined> {
  const { Items } = await system.aws.dynamodb.unguarded('Query', {
    ...{ TableName: NAMES.ledger, KeyConditionExpression: '#p = :p', ExpressionAttributeNames: { '#p': 'account' } },
    ...{ ExpressionAttributeValues: { ':p': { S: account } }, ScanIndexForward: false, Limit: 1 },
  });
  const [item] = Items as readonly Item[];
  return item === undefined ? undefined : parseStored(rowFrom((name) => item[name]?.S ?? item[name]?.N));
}

async function signedBy(
  pinned: PinnedKeys,
  { key, index }: { readonly key: Family; readonly index: number },
  hashed: HashedCommit,
): Promise<string> {
  const client = new KMSClient({});
  const commit = { ...hashed.commit, writer: { family: key, key: pinned[key][index] ?? '' } };
  const keyring = { current: async () => commit.writer };
  return new KmsSigner(client, keyring, () => key).sign({ ...hashed, commit }).finally(() => client.destroy());
}

async function put(item: Item): Promise<void> {
  const client = new DynamoDBClient({});
  const asked = { ConditionExpression: 'attribute_not_exists(#p)', ExpressionAttributeNames: { '#p': 'account' } };
  await client
    .send(new PutItemCommand({ TableName: NAMES.ledger, Item: item, ...asked }))
    .finally(() => client.destroy());
}
