import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { LocalDynamoDb } from '../../../local/aws/dynamodb.ts';
import { LocalFunctions } from '../../../local/aws/functions.ts';
import type { StreamConsumer } from '../../../local/aws/stream/consumer.ts';
import { shardOf } from '../../../local/aws/stream/record.ts';
import type { StreamFailure, StreamLoss } from '../../../local/aws/stream/shard-reader.ts';
import { LedgerStream } from '../../../local/aws/stream.ts';
import { tamper } from '../../../local/aws/tamper.ts';
import { ledgerTable } from '../../../local/start/tables.ts';

type Handler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse | undefined>;

const RELAY: StreamConsumer = { name: 'relay', function: 'relay', reportsFailures: true };
const DAY = 86_400_000;
const noted = ({ dynamodb }: DynamoDBRecord) => `${dynamodb?.Keys?.['account']?.S} ${dynamodb?.Keys?.['seq']?.N}`;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !condition(); turn += 1) await pause(10);
  expect(condition()).toBe(true);
}

/** Two accounts of a shard, where there are two. */
const accountsIn = (shard: number): readonly string[] =>
  Array.from({ length: 20 }, (_, index) => `secret:${index}`)
    .filter((account) => shardOf(account, 2) === shard)
    .slice(0, 2);

describe('the stream of the ledger', () => {
  let directory: string;
  let system: Awaited<ReturnType<typeof open>> | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'stream-'));
  });
  afterEach(async () => {
    await system?.close();
    system = undefined;
    rmSync(directory, { recursive: true });
  });

  async function open(handlers: Readonly<Record<string, Handler>>, consumers: readonly StreamConsumer[] = [RELAY]) {
    const functions = new LocalFunctions(handlers as Record<string, (event: unknown) => Promise<unknown>>);
    const failures: StreamFailure[] = [];
    const losses: StreamLoss[] = [];
    const letters: { queue: string; body: unknown }[] = [];
    const clock = { now: 1_763_632_800_000 };
    const tables = [ledgerTable('ledger')];
    const dynamo = await LocalDynamoDb.open({ directory, tables, ledgerTable: 'ledger' });
    const heard = {
      onFailure: (failure: StreamFailure) => failures.push(failure),
      onLoss: (loss: StreamLoss) => losses.push(loss),
      putLetter: (queue: string, body: string) => letters.push({ queue, body: JSON.parse(body) }),
    };
    const now = () => clock.now;
    const options = { dynamo, functions, ledgerTable: 'ledger', consumers, shards: 2, directory, now, ...heard };
    let stream: LedgerStream;
    try {
      stream = new LedgerStream(options);
    } catch (error) {
      await dynamo.close();
      throw error;
    }
    dynamo.commits.subscribe((item) => stream.notify(item));
    const append = (account: string, seq: number, more: object = {}) =>
      dynamo.operations['PutItem']?.({
        TableName: 'ledger',
        Item: { account: { S: account }, seq: { N: String(seq) }, ...more },
        ConditionExpression: 'attribute_not_exists(account)',
      });
    const close = async () => {
      await stream.close();
      await dynamo.close();
    };
    return { dynamo, stream, failures, losses, letters, clock, append, close };
  }

  /** Takes everything, and notes it. */
  function taker() {
    const batches: string[][] = [];
    const relay: Handler = async ({ Records }) => {
      batches.push(Records.map(noted));
      return undefined;
    };
    return { batches, relay, taken: () => batches.flat() };
  }

  it('brings a commit as DynamoDB does', async () => {
    const events: DynamoDBStreamEvent[] = [];
    system = await open({
      relay: async (event) => {
        events.push(event);
        return undefined;
      },
    });
    await system.stream.resume();
    await system.append('secret:a', 1, { hash: { S: 'h1' } });
    await system.stream.settled();
    const keys = { account: { S: 'secret:a' }, seq: { N: '1' } };
    expect(events).toEqual([
      {
        Records: [
          {
            eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
            eventName: 'INSERT',
            eventVersion: '1.1',
            eventSource: 'aws:dynamodb',
            awsRegion: 'us-east-1',
            eventSourceARN: expect.stringContaining(':table/ledger/stream/'),
            dynamodb: {
              ApproximateCreationDateTime: 1_763_632_800,
              Keys: keys,
              NewImage: { ...keys, hash: { S: 'h1' } },
              SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
              StreamViewType: 'NEW_AND_OLD_IMAGES',
            },
          },
        ],
      },
    ]);
  });

  it('brings each account in order, and every commit once, however they come', async () => {
    const { relay, taken } = taker();
    system = await open({ relay });
    await system.stream.resume();
    const { append } = system;
    const accounts = ['a', 'b', 'c'];
    await Promise.all(
      accounts.map(async (account) => {
        for (let seq = 1; seq <= 40; seq += 1) await append(account, seq);
      }),
    );
    await system.stream.settled();
    for (const account of accounts) {
      const own = taken().filter((one) => one.startsWith(`${account} `));
      expect(own).toEqual(Array.from({ length: 40 }, (_, index) => `${account} ${index + 1}`));
    }
  });

  it('brings the same batch again until its function takes it, and nothing that is behind it before', async () => {
    const tries: string[] = [];
    system = await open({
      relay: async ({ Records }) => {
        tries.push(Records.map(noted).join());
        if (tries.length <= 2) throw new Error('not yet');
        return undefined;
      },
    });
    await system.append('a', 1);
    await system.append('a', 2);
    await system.stream.resume();
    await system.stream.settled();
    expect(tries).toEqual(['a 1,a 2', 'a 1,a 2', 'a 1,a 2']);
    expect(system.failures).toMatchObject([
      { consumer: 'relay', account: 'a', seq: 1, attempt: 1, error: expect.any(Error) },
      { seq: 1, attempt: 2 },
    ]);
  });

  /** Accounts of one shard, and one of the other. */
  const [first = '', second = ''] = accountsIn(0);
  const [elsewhere = ''] = accountsIn(1);

  it('holds other accounts of a shard up while one fails, and no other shard', async () => {
    const { relay, taken } = taker();
    let isUp = false;
    const failing: Handler = async (event) => {
      if (!isUp && event.Records.some((record) => noted(record).startsWith(first))) throw new Error('not yet');
      return relay(event);
    };
    system = await open({ relay: failing });
    const { stream, append } = system;
    await stream.resume();
    await append(first, 1);
    await append(second, 1);
    await append(elsewhere, 1);
    await until(() => taken().length === 1);
    await pause(150);
    expect(taken()).toEqual([`${elsewhere} 1`]);
    isUp = true;
    await stream.settled();
    expect(taken()).toEqual([`${elsewhere} 1`, `${first} 1`, `${second} 1`]);
  });

  it('brings the accounts of a shard in the order in which they were written, together, one call at a time', async () => {
    const { batches, relay } = taker();
    let [running, most] = [0, 0];
    const slow: Handler = async (event) => {
      running += 1;
      most = Math.max(most, running);
      await pause(5);
      running -= 1;
      return relay(event);
    };
    system = await open({ relay: slow });
    const { stream, append } = system;
    await stream.resume();
    for (let seq = 1; seq <= 5; seq += 1) for (const account of [first, second]) await append(account, seq);
    await stream.settled();
    expect(batches.flat()).toEqual([1, 2, 3, 4, 5].flatMap((seq) => [`${first} ${seq}`, `${second} ${seq}`]));
    expect(batches.length).toBeLessThan(10);
    expect(most).toBe(1);
  });

  it('tries a batch that failed as a whole again in halves, down to the record that fails', async () => {
    const tries: string[] = [];
    let isUp = false;
    const relay: Handler = async ({ Records }) => {
      tries.push(Records.map(noted).join());
      if (!isUp && Records.some((record) => noted(record) === `${first} 3`)) throw new Error('poison');
      return undefined;
    };
    system = await open({ relay }, [{ ...RELAY, bisects: true }]);
    const { stream, append } = system;
    for (let seq = 1; seq <= 4; seq += 1) await append(first, seq);
    await stream.resume();
    await until(() => tries.length === 4);
    isUp = true;
    await stream.settled();
    const of = (...seqs: number[]) => seqs.map((seq) => `${first} ${seq}`).join();
    expect(tries).toEqual([of(1, 2, 3, 4), of(1, 2), of(3, 4), of(3), of(3), of(4)]);
  });

  it('gives a record up that is older than its reader wants, in a letter that says where it is, and goes on', async () => {
    const { relay, taken } = taker();
    const failing: Handler = async (event) => {
      if (event.Records.some((record) => noted(record) === `${first} 1`)) throw new Error('always');
      return relay(event);
    };
    system = await open({ relay: failing }, [{ ...RELAY, batchSize: 1, maxAgeSeconds: 3600, onFailure: 'letters' }]);
    const { stream, append, clock, failures, letters, losses } = system;
    await stream.resume();
    await append(first, 1);
    await until(() => failures.length === 1);
    clock.now += 3_600_001;
    await append(second, 1);
    await stream.settled();
    expect(taken()).toEqual([`${second} 1`]);
    const shard = expect.stringMatching(/^shardId-0{20}-/);
    expect(losses).toEqual([{ consumer: 'relay', shard, records: 1, why: 'too-old' }]);
    expect(letters).toEqual([{ queue: 'letters', body: expect.anything() }]);
    const at = '2025-11-20T10:00:00.000Z';
    expect(letters[0]?.body).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded' },
      DDBStreamBatchInfo: { shardId: shard, batchSize: 1, approximateArrivalOfFirstRecord: at },
    });
    expect(JSON.stringify(letters)).not.toContain(first);
  });

  it('forgets a record after 24 hours, whoever has not read it by then, and says so here', async () => {
    const { relay, taken } = taker();
    let isUp = false;
    const down: Handler = async (event) => {
      if (!isUp) throw new Error('down');
      return relay(event);
    };
    system = await open({ relay: down }, [{ ...RELAY, onFailure: 'letters' }]);
    const { stream, append, clock, failures, letters, losses } = system;
    await stream.resume();
    await append(first, 1);
    await until(() => failures.length === 1);
    clock.now += DAY;
    isUp = true;
    await append(second, 1);
    await stream.settled();
    expect(taken()).toEqual([`${first} 1`, `${second} 1`]);
    isUp = false;
    await append(first, 2);
    await append(second, 2);
    await until(() => failures.length > 1);
    clock.now += DAY + 1;
    isUp = true;
    await stream.settled();
    expect(taken()).toEqual([`${first} 1`, `${second} 1`]);
    expect(losses).toMatchObject([{ records: expect.any(Number), why: 'forgotten' }, ...losses.slice(1)]);
    expect(losses.reduce((sum, { records }) => sum + records, 0)).toBe(2);
    expect(letters).toEqual([]);
  });

  it('keeps the time at which a commit was written, however often and however late it is brought', async () => {
    const times: (number | undefined)[] = [];
    system = await open({
      relay: async ({ Records }) => {
        times.push(...Records.map(({ dynamodb }) => dynamodb?.ApproximateCreationDateTime));
        if (times.length === 1) throw new Error('not yet');
        return undefined;
      },
    });
    const { stream, append, clock, failures } = system;
    await stream.resume();
    await append(first, 1);
    await until(() => failures.length === 1);
    clock.now += 90_000;
    await stream.settled();
    expect(times).toEqual([1_763_632_800, 1_763_632_800]);
  });

  it('is settled only when the commits that a commit caused, in another shard, are finished too', async () => {
    const { relay, taken } = taker();
    const append: { call?: (account: string, seq: number) => Promise<unknown> | undefined } = {};
    const causing: Handler = async (event) => {
      await pause(20);
      const [next] = event.Records.map(noted);
      if (next === `${first} 1`) await append.call?.(elsewhere, 1);
      if (next === `${elsewhere} 1`) await append.call?.(first, 2);
      return relay(event);
    };
    system = await open({ relay: causing });
    append.call = system.append;
    await system.stream.resume();
    await system.append(first, 1);
    await system.stream.settled();
    expect(taken().sort()).toEqual([`${first} 1`, `${first} 2`, `${elsewhere} 1`].sort());
  });

  it('takes no answer for a report of failures where its mapping does not say so', async () => {
    let calls = 0;
    const relay: Handler = async ({ Records }) => {
      calls += 1;
      return { batchItemFailures: [{ itemIdentifier: Records[0]?.dynamodb?.SequenceNumber ?? '' }] };
    };
    system = await open({ relay }, [{ name: 'relay', function: 'relay' }]);
    await system.append(first, 1);
    await system.stream.resume();
    await system.stream.settled();
    expect(calls).toBe(1);
  });

  it('brings again from the first record that is reported as failed', async () => {
    const batches: string[][] = [];
    system = await open({
      relay: async ({ Records }) => {
        batches.push(Records.map(noted));
        const failed = batches.length === 1 ? Records.slice(1) : [];
        const sequences = failed.map(({ dynamodb }) => ({ itemIdentifier: String(dynamodb?.SequenceNumber) }));
        return { batchItemFailures: sequences.reverse() };
      },
    });
    for (let seq = 1; seq <= 4; seq += 1) await system.append('a', seq);
    await system.stream.resume();
    await system.stream.settled();
    expect(batches).toEqual([
      ['a 1', 'a 2', 'a 3', 'a 4'],
      ['a 2', 'a 3', 'a 4'],
    ]);
    expect(system.failures).toMatchObject([{ seq: 2, attempt: 1, error: undefined }]);
  });

  it('brings the whole batch again when a record is reported that was not in it', async () => {
    let calls = 0;
    system = await open({
      relay: async () => {
        calls += 1;
        return calls === 1 ? { batchItemFailures: [{ itemIdentifier: '' }] } : { batchItemFailures: [] };
      },
    });
    await system.append('a', 1);
    await system.stream.resume();
    await system.stream.settled();
    expect(calls).toBe(2);
  });

  it('loses nothing over a restart, and repeats nothing that was taken', async () => {
    const first = taker();
    system = await open({ relay: first.relay });
    await system.stream.resume();
    await system.append('a', 1);
    await system.append('b', 1);
    await system.stream.settled();
    await system.close();

    const asleep = await open({ relay: first.relay });
    await asleep.append('a', 2);
    await asleep.append('c', 1);
    await asleep.close();
    expect(first.taken()).toHaveLength(2);

    const second = taker();
    system = await open({ relay: second.relay });
    await system.stream.resume();
    await system.stream.settled();
    expect(second.taken().sort()).toEqual(['a 2', 'c 1']);
  });

  it('lets the function that runs come to its end before it closes', async () => {
    let ended = false;
    system = await open({
      relay: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        ended = true;
        return undefined;
      },
    });
    await system.stream.resume();
    await system.append('a', 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await system.close();
    expect(ended).toBe(true);
    const again = taker();
    system = await open({ relay: again.relay });
    await system.stream.resume();
    await system.stream.settled();
    expect(again.taken()).toEqual([]);
  });

  it('brings every consumer what its filter lets pass, and each keeps its own checkpoint', async () => {
    const relay = taker();
    const alerting = taker();
    const filters = [{ dynamodb: { NewImage: { tier: { S: ['critical'] } } } }];
    const consumers = [RELAY, { name: 'alerting', function: 'alerting', filters, batchSize: 10 }];
    system = await open({ relay: relay.relay, alerting: alerting.relay }, consumers);
    await system.stream.resume();
    await system.append('a', 1, { tier: { S: 'critical' } });
    await system.append('a', 2, { tier: { S: 'standard' } });
    await system.append('a', 3, { tier: { S: 'critical' } });
    await system.stream.settled();
    expect(relay.taken()).toEqual(['a 1', 'a 2', 'a 3']);
    expect(alerting.taken()).toEqual(['a 1', 'a 3']);
  });

  it('tells of a commit that is changed or removed', async () => {
    const events: DynamoDBRecord[] = [];
    const relay: Handler = async ({ Records }) => {
      events.push(...Records);
      return undefined;
    };
    system = await open({ relay }, [{ ...RELAY, filters: [{ eventName: ['MODIFY', 'REMOVE'] }] }]);
    await system.stream.resume();
    await system.append('a', 1, { bytes: { S: 'one' } });
    const aws = { dynamodb: system.dynamo, stream: system.stream };
    const place = { table: 'ledger', account: 'a', seq: 1 };
    await tamper(aws, place, (item) => ({ ...item, bytes: { S: 'two' } }));
    await tamper(aws, place, () => undefined);
    await expect(tamper(aws, place, () => undefined)).rejects.toThrow('`a` has no commit 1');
    expect(
      events.map(({ eventName, dynamodb }) => [
        eventName,
        dynamodb?.OldImage?.['bytes'],
        dynamodb?.NewImage?.['bytes'],
      ]),
    ).toEqual([
      ['MODIFY', { S: 'one' }, { S: 'two' }],
      ['REMOVE', { S: 'two' }, undefined],
    ]);
  });

  it('refuses a consumer without a function, and a filter that it does not understand, when it is made', async () => {
    await expect(open({}, [RELAY])).rejects.toThrow('consumer `relay` calls `relay`, which is not a function here');
    const numeric = { ...RELAY, filters: [{ dynamodb: { NewImage: { seq: { N: [{ numeric: ['>', 1] }] } } } }] };
    await expect(open({ relay: taker().relay }, [numeric])).rejects.toThrow('numeric');
  });
});
