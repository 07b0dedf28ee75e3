import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { workAgain } from '../../../lambdas/app/relay/again.ts';
import { parseAgain } from '../../../lambdas/app/relay/messages.ts';
import { relayRecords } from '../../../lambdas/app/relay/records.ts';
import { GENESIS } from '../../../lambdas/core/audit/commit.ts';
import { STATE_VERSION } from '../../../lambdas/core/recovery/state/state.ts';
import { canonical, sha256 } from '../../../lambdas/core/values/hash.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { nextCommit, nextCommits } from '../../support/commits.ts';
import { present, REF } from '../../support/execution-world.ts';
import { caughtLog } from '../../support/http.ts';
import { commitsOf } from '../../support/relay-world.ts';
import { signatureOver } from '../../support/signing.ts';
import { insertOf } from '../../support/stream-records.ts';
import { openedWorld } from '../../support/tasks.ts';

type World = Awaited<ReturnType<typeof openedWorld>>;

let lines: readonly string[] = [];
beforeEach(() => {
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const PLENTY = () => 55_000;
const OUTAGE = new AdapterError('throttled', { retryable: true });

/** As the stream brings it, written so many seconds ago. */
function written(world: World, record: DynamoDBRecord, secondsAgo: number): DynamoDBRecord {
  const at = Date.parse(world.surroundings.now()) / 1000 - secondsAgo;
  return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: at } };
}

const altered = (record: DynamoDBRecord): DynamoDBRecord => ({
  ...record,
  dynamodb: { ...record.dynamodb, NewImage: { ...record.dynamodb?.NewImage, bytes: { S: '{}' } } },
});

/** Records as a shard numbers them. */
const shard = (...records: readonly DynamoDBRecord[]): DynamoDBRecord[] =>
  records.map((record, index) => ({
    ...record,
    dynamodb: { ...record.dynamodb, SequenceNumber: String(index + 1).padStart(21, '0') },
  }));

const sequence = (nth: number): string => String(nth).padStart(21, '0');
/** Commits that the ledger has, as its stream brings them. */
async function of({ ledger }: World, stream: string, count: number): Promise<DynamoDBRecord[]> {
  const commits = nextCommits(stream, count);
  for (const commit of commits) await ledger.append(commit);
  return commits.map(insertOf);
}

/** The event source mapping: batches of 25, from the first failure on again, until all are done. Gives how many calls it took. */
async function work(world: World, records: readonly DynamoDBRecord[]): Promise<number> {
  let calls = 0;
  for (let from = 0; from < records.length; calls += 1) {
    if (calls > 1_000) throw new Error('the shard is stuck');
    const batch = records.slice(from, from + 25);
    const { batchItemFailures } = await relayRecords(world.services, { Records: batch }, PLENTY);
    const failed = batchItemFailures[0]?.itemIdentifier;
    from =
      failed === undefined ? from + batch.length : records.findIndex((one) => one.dynamodb?.SequenceNumber === failed);
  }
  return calls;
}

describe('a record of another release', () => {
  /** A commit on a record of the registry, whose refusal rings, as a function of the release before wrote it, with this copy. */
  const older = async ({ ledger }: World, alert: string | undefined): Promise<DynamoDBRecord> => {
    const commit = nextCommit('person:jane');
    const state = canonical({ v: STATE_VERSION - 1, state: {} });
    const bytes = canonical({ ...JSON.parse(commit.bytes), after: sha256(state) });
    const hash = sha256(GENESIS + bytes);
    const signature = signatureOver(GENESIS, bytes, 'people');
    const signed = { commit: JSON.parse(bytes), bytes, hash, state, signature };
    await ledger.append(signed);
    const record = insertOf(signed);
    const { alert: _, ...image } = record.dynamodb?.NewImage ?? {};
    const NewImage = { ...image, ...(alert === undefined ? {} : { alert: { S: alert } }) };
    return { ...record, dynamodb: { ...record.dynamodb, NewImage } };
  };

  it.each([
    [undefined, 1],
    ['info', 1],
    ['warning', 0],
  ])('rings where its copy of the severity, %s, did not', async (alert, rings) => {
    const world = await openedWorld();
    await work(world, shard(await older(world, alert)));
    expect(world.alerts).toHaveLength(rings);
  });
});

describe('a record whose commit says another time than that of its writing', () => {
  it.each([
    [-120, 'dated later than it was written'],
    [3_600, 'dated long before it was written'],
  ])('rings, also for people on duty, and is worked: %s seconds', async (later, how) => {
    const world = await openedWorld();
    const [record] = await of(world, 'source:jira', 1);
    const { ApproximateCreationDateTime: at = 0 } = present(present(record).dynamodb);
    const dynamodb = { ...present(record).dynamodb, ApproximateCreationDateTime: at + later };
    await work(world, shard({ ...present(record), dynamodb }));
    const rung = { severity: 'critical', account: 'source:jira', seq: 1, what: [`tampering: the commit was ${how}`] };
    expect(world.alerts).toMatchObject([rung]);
    expect((await world.views.alerts()).items).toMatchObject([rung]);
    expect(world.views.streams.get('source:jira')?.seq).toBe(1);
  });

  it('rings also where its record was put off before anybody could read it', async () => {
    const world = await openedWorld();
    const [record] = await of(world, 'source:jira', 1);
    const { ApproximateCreationDateTime: at = 0 } = present(present(record).dynamodb);
    const dynamodb = { ...present(record).dynamodb, ApproximateCreationDateTime: at - 120 };
    const keys = jest.spyOn(world.services.ledger, 'keysOf').mockRejectedValue(OUTAGE);
    await work(world, shard({ ...present(record), dynamodb }));
    keys.mockRestore();
    expect(world.alerts).toEqual([]);
    for (const { body } of await world.again.receive()) await workAgain(world.services, parseAgain(body));
    expect(world.alerts).toMatchObject([{ what: ['tampering: the commit was dated later than it was written'] }]);
    expect(world.views.streams.get('source:jira')?.seq).toBe(1);
  });

  it('rings for none that a function wrote at the end of its life, or by a clock of its own', async () => {
    const world = await openedWorld();
    const records = await of(world, 'source:jira', 2);
    for (const [index, later] of [-59, 899].entries()) {
      const record = present(records[index]);
      const at = present(record.dynamodb).ApproximateCreationDateTime ?? 0;
      const dynamodb = { ...record.dynamodb, ApproximateCreationDateTime: at + later };
      await work(world, [{ ...record, dynamodb }]);
    }
    expect(world.alerts).toEqual([]);
  });
});

describe('a record that can never be worked', () => {
  it('is put aside at once, and the 1,000 records behind it are worked without a further call', async () => {
    const world = await openedWorld();
    const [poison, ...others] = await of(world, 'source:jira', 1_001);
    expect(await work(world, shard(altered(present(poison)), ...others))).toBe(Math.ceil(1_001 / 25));
    expect(world.views.streams.get('source:jira')?.seq).toBe(1_001);
    expect(world.deadLetters.waiting).toEqual([{ stream: 'source:jira', seq: 1 }]);
    expect(lines.filter((line) => line.includes('"relay gave up"'))).toHaveLength(1);
  });

  it('is known by shard and time where not even its place can be read', async () => {
    const world = await openedWorld();
    const [record, other] = await of(world, 'source:jira', 2);
    const eventSourceARN = 'arn:aws:dynamodb:eu-west-1:111122223333:table/ledger/stream/1';
    const nameless = written(world, { ...altered(present(record)), eventSourceARN }, 5);
    const { Keys: _, ...rest } = present(nameless.dynamodb);
    expect(await work(world, shard({ ...nameless, dynamodb: rest }, present(other)))).toBe(1);
    const at = new Date(Date.parse(world.surroundings.now()) - 5_000).toISOString();
    expect(world.deadLetters.waiting).toEqual([{ streamArn: eventSourceARN, sequenceNumber: sequence(1), at }]);
    expect(world.views.streams.get('source:jira')?.seq).toBe(2);
  });

  it.each([
    ['a right that is missing', new AdapterError('access-denied', { retryable: false })],
    ['a fault of ours', new TypeError('x is not a function')],
  ])('is put aside where the cause is %s', async (_, error) => {
    const world = await openedWorld();
    jest.spyOn(world.views, 'noteHead').mockRejectedValueOnce(error);
    const [first, second] = await of(world, 'source:jira', 2);
    expect(await work(world, shard(present(first), present(second)))).toBe(1);
    expect(world.deadLetters.waiting).toEqual([{ stream: 'source:jira', seq: 1 }]);
  });

  it('stays on the stream while the dead letters are down, with all that follow in its stream, so that nothing is lost', async () => {
    const world = await openedWorld();
    const [poison, behind] = await of(world, 'source:jira', 2);
    const records = shard(altered(present(poison)), present(behind), ...(await of(world, 'source:zendesk', 1)));
    world.deadLetters.isDown = true;
    const call = () => relayRecords(world.services, { Records: records }, PLENTY);
    expect(await call()).toEqual({ batchItemFailures: [{ itemIdentifier: sequence(1) }] });
    expect(lines.join('')).toContain('relay cannot put aside');
    expect(world.views.streams.get('source:jira')).toBeUndefined();
    expect(world.views.streams.get('source:zendesk')?.seq).toBe(1);
    world.deadLetters.isDown = false;
    expect(await call()).toEqual({ batchItemFailures: [] });
    expect(world.deadLetters.waiting).toHaveLength(1);
  });
});

describe('a record that may work later', () => {
  /** The workflow starts nothing; behind the opening of a recovery are another commit of its stream and one of another stream. */
  async function outage(secondsAgo: number) {
    const world = await openedWorld();
    const start = jest.spyOn(world.workflow, 'start').mockRejectedValue(OUTAGE);
    const jane = (await commitsOf(world.ledger, REF.account)).map(insertOf);
    const records = shard(present(jane[2]), present(jane[1]), ...(await of(world, 'source:jira', 1)));
    return { world, start, records: records.map((record) => written(world, record, secondsAgo)) };
  }

  it('holds its own stream for a minute, and no other of the batch', async () => {
    const { world, start, records } = await outage(59);
    const call = () => relayRecords(world.services, { Records: records }, PLENTY);
    expect(await call()).toEqual({ batchItemFailures: [{ itemIdentifier: sequence(1) }] });
    expect(start).toHaveBeenCalledTimes(1);
    expect(world.views.streams.get('source:jira')?.seq).toBe(1);
    start.mockRestore();
    expect(await call()).toEqual({ batchItemFailures: [] });
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    expect([world.again.waiting, world.deadLetters.waiting]).toEqual([[], []]);
  });

  it('is put off after a minute, to be tried apart from the stream, which goes on', async () => {
    const { world, records } = await outage(61);
    const call = () => relayRecords(world.services, { Records: records }, PLENTY);
    expect(await call()).toEqual({ batchItemFailures: [] });
    expect(world.again.waiting).toMatchObject([{ stream: REF.account, seq: 3 }]);
    expect(world.deadLetters.waiting).toEqual([]);
    expect(lines.join('')).toContain('relay put off');
  });

  it('stays on the stream while its queue is down', async () => {
    const { world, records } = await outage(61);
    world.again.isDown = true;
    const answer = await relayRecords(world.services, { Records: records }, PLENTY);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: sequence(1) }] });
    expect(world.views.streams.get('source:jira')?.seq).toBe(1);
  });
});

describe('a batch', () => {
  it('says once when a stream gets more than sixty commits within a minute', async () => {
    const world = await openedWorld();
    await work(world, shard(...(await of(world, 'cognito:busy', 65)).map((record) => written(world, record, 0))));
    const busy = lines
      .map((line) => JSON.parse(line) as { message: string })
      .filter(({ message }) => message === 'stream busy');
    expect(busy).toEqual([expect.objectContaining({ level: 'error', stream: 'cognito:busy', seq: 61 })]);
  });

  it('ends where the time of the function does, and the rest comes again', async () => {
    const world = await openedWorld();
    const left = [55_000, 20_000, 19_999];
    const records = shard(...(await of(world, 'source:jira', 4)));
    const answer = await relayRecords(world.services, { Records: records }, () => left.shift() ?? 0);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: sequence(3) }] });
    expect(world.views.streams.get('source:jira')?.seq).toBe(2);
  });
});
