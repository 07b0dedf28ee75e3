import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { CampaignCount } from '../../core/risk/facts.ts';
import { sha256 } from '../../core/values/hash.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import type { Campaigns, CampaignTouch, CampaignWindow, CountedHand, Hand } from '../../ports/workspace.ts';
import { getItems, unlessRefused } from './calls.ts';
import { type Item, whole, workspaceKey } from './items.ts';

/** The highest count; no signal needs a higher one. */
const MOST = 100;
/** Most accounts in one set: one more than the highest count, because the asking account may be one of them. */
const MOST_KEPT = MOST + 1;

const DAY = 86_400;

/** How a hand's accounts are kept: items of a month with a set for each day, or of a day with a set for each hour. */
interface Grain {
  readonly item: 'yyyy-mm' | 'yyyy-mm-dd';
  readonly set: 'yyyy-mm-dd' | 'yyyy-mm-ddThh';
  /** Seconds after any note for which its item is kept: the time of the item, the window of its signal, and a day. */
  readonly kept: number;
}

const LATELY: Grain = { item: 'yyyy-mm-dd', set: 'yyyy-mm-ddThh', kept: 3 * DAY };
const LONGER: Grain = { item: 'yyyy-mm', set: 'yyyy-mm-dd', kept: 62 * DAY };

const grainOf = ({ by }: Pick<Hand, 'by'>): Grain =>
  by.startsWith('suspected-') || by === 'verifier-failed' ? LONGER : LATELY;

const cut = (at: Instant, form: string): string => at.slice(0, form.length);

/**
 * Campaign counters in the workspace table. A full set already says all that its time can say, and each time has its own, so no flood of
 * notes crowds out others. Accounts are kept by digest: names have no bound, and an item must have one.
 */
export class DynamoDbCampaigns implements Campaigns {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async note({ hand, account, at }: CampaignTouch): Promise<void> {
    const grain = grainOf(hand);
    const update = new UpdateItemCommand({
      TableName: this.#table,
      Key: keyOf(hand, cut(at, grain.item)),
      UpdateExpression: 'ADD #s :a SET #e = :e',
      ConditionExpression: 'attribute_not_exists(#s) OR size(#s) < :m',
      ExpressionAttributeNames: { '#s': nameOf(cut(at, grain.set)), '#e': WORKSPACE.expiry },
      ExpressionAttributeValues: {
        ':a': { SS: [digestOf(account)] },
        ':e': whole(Math.floor(Date.parse(at) / 1000) + grain.kept),
        ':m': whole(MOST_KEPT),
      },
    });
    await unlessRefused(this.#dynamo.send(update));
  }

  /** One read for up to a hundred items, which a decision never needs. */
  async counts(hands: readonly CountedHand[], { now, except }: CampaignWindow): Promise<readonly CampaignCount[]> {
    const keys = hands.map((hand) => itemsBetween(hand, now).map((item) => keyOf(hand, item)));
    const all = new Map(keys.flat().map((key) => [placeOf(key), key]));
    const items = await getItems(this.#dynamo, this.#table, [...all.values()]);
    const found = new Map(items.map((item) => [placeOf(item), item]));
    return hands.map((hand, index) => {
      const those = (keys[index] ?? []).map((key) => found.get(placeOf(key)) ?? {});
      const accounts = new Set(those.flatMap((item) => accountsSince(item, cut(hand.since, grainOf(hand).set))));
      for (const one of except) accounts.delete(digestOf(one));
      return { by: hand.by, accounts: Math.min(MOST, accounts.size) };
    });
  }
}

const keyOf = ({ by, id }: Hand, item: string): Item => workspaceKey('campaign', `${by}#${id}`, item);

const placeOf = (item: Item): string => JSON.stringify([item[WORKSPACE.partitionKey]?.S, item[WORKSPACE.sortKey]?.S]);

const PREFIX = 'in ';
const nameOf = (set: string): string => `${PREFIX}${set}`;

/** 128 bits. */
const digestOf = (account: string): string => sha256(account).slice(0, 32);

/** The names of the items from then until now. */
function itemsBetween(hand: CountedHand, now: Instant): readonly string[] {
  const { item } = grainOf(hand);
  const names = new Set<string>();
  for (let at = hand.since; at < now; at = plusSeconds(at, DAY)) names.add(cut(at, item));
  return [...names.add(cut(now, item))];
}

const accountsSince = (item: Item, set: string): readonly string[] =>
  Object.entries(item).flatMap(([name, value]) =>
    name.startsWith(PREFIX) && name >= nameOf(set) ? (value.SS ?? []) : [],
  );
