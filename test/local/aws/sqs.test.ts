import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { arnOf } from '../../../local/aws/arns.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../../local/aws/server.ts';
import type { Report } from '../../../local/aws/services.ts';
import { LocalQueue } from '../../../local/aws/sqs/queue.ts';
import { urlOf } from '../../../local/aws/sqs.ts';
import { MOTO_SQS, sqsContract } from '../../contracts/aws/sqs.ts';
import { eventually } from '../../contracts/endpoints/endpoint.ts';
import { endpointOf, localEndpoint, otherEndpoint } from './endpoints.ts';

sqsContract('local', localEndpoint());

const other = otherEndpoint(MOTO_SQS);
if (other !== undefined) sqsContract('another endpoint', other.open, other.deviations);

const DEAD = { visibilitySeconds: 30, retentionSeconds: 1_209_600 };
const redrive = { deadLetterTargetArn: arnOf('sqs', 'dead'), maxReceiveCount: 2 };
const CONSUMER = { queue: 'work', function: 'worker', batchSize: 10, reportsFailures: true, concurrency: 2 };

describe('SQS: a function that is called with what a queue has', () => {
  let open: LocalAws | undefined;
  afterEach(() => open?.close());

  /** A queue whose messages come again soon, and go to the dead letters at the third receive. */
  async function aQueue(
    worker: (event: SQSEvent) => Promise<unknown>,
    over: Partial<LocalAwsOptions> & { readonly reportsFailures?: boolean } = {},
  ) {
    const { reportsFailures = true, ...options } = over;
    const reports: Report[] = [];
    const aws = await startLocalAws({
      functions: { worker: (event) => worker(event as SQSEvent) },
      queues: { work: { visibilitySeconds: 0.2, retentionSeconds: 345_600, redrive }, dead: DEAD },
      queueConsumers: [{ ...CONSUMER, reportsFailures }],
      report: (report) => reports.push(report),
      ...options,
    });
    open = aws;
    const client = new SQSClient({ ...endpointOf(aws), useQueueUrlAsEndpoint: false });
    const send = async (...bodies: readonly string[]) => {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: urlOf('work'), Entries }));
      client.destroy();
    };
    return { aws, send, reports };
  }

  it('is not called before everything is ready, then gets each message, and what it has worked is gone', async () => {
    const seen: string[] = [];
    const { aws, send } = await aQueue(async ({ Records }) => {
      seen.push(...Records.map(({ body }) => body));
      return { batchItemFailures: [] };
    });
    await send('a', 'b');
    expect(seen).toEqual([]);
    await aws.resume();
    await eventually(async () => (seen.length === 2 ? true : undefined));
    await aws.sqs.settled();
    expect(seen.sort()).toEqual(['a', 'b']);
    expect(aws.sqs.bodiesIn('work')).toEqual([]);
  });

  it('gets again only what it says has failed, and no more than the queue allows', async () => {
    const seen: string[] = [];
    const { aws, send, reports } = await aQueue(async ({ Records }) => {
      seen.push(...Records.map(({ body, attributes }) => `${body}${attributes.ApproximateReceiveCount}`));
      const failed = Records.filter(({ body }) => body === 'bad');
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await aws.resume();
    await send('good', 'bad');
    await eventually(async () => (aws.sqs.bodiesIn('dead').length === 1 ? true : undefined));
    expect(seen.sort()).toEqual(['bad1', 'bad2', 'good1']);
    expect(aws.sqs.bodiesIn('dead')).toEqual(['bad']);
    expect(reports).toEqual(Array(2).fill({ kind: 'queue-failure', queue: 'work', failed: 1, error: undefined }));
  });

  it.each([
    ['throws', async () => Promise.reject(new Error('no'))],
    ['reports a message that it was not given', async () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ])('gets the whole batch again when it %s', async (_, worker) => {
    const { aws, send } = await aQueue(worker);
    await aws.resume();
    await send('a', 'b');
    await eventually(async () => (aws.sqs.bodiesIn('dead').length === 2 ? true : undefined));
    expect([...aws.sqs.bodiesIn('dead')].sort()).toEqual(['a', 'b']);
  });

  it('cannot report failures where its mapping does not say so', async () => {
    const failing = async ({ Records }: SQSEvent) => ({
      batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    const { aws, send } = await aQueue(failing, { reportsFailures: false });
    await aws.resume();
    await send('lost');
    await eventually(async () => (aws.sqs.bodiesIn('work').length === 0 ? true : undefined));
    await aws.sqs.settled();
    expect(aws.sqs.bodiesIn('dead')).toEqual([]);
  });

  it('must exist, and its queue too', async () => {
    const broken = { ...CONSUMER, function: 'nobody' };
    await expect(startLocalAws({ queues: { work: DEAD }, queueConsumers: [broken] })).rejects.toThrow('`nobody`');
    await expect(
      startLocalAws({ functions: { worker: async () => null }, queueConsumers: [CONSUMER] }),
    ).rejects.toThrow('`work`');
  });
});

describe('SQS: a queue', () => {
  const queue = (attributes = DEAD) => new LocalQueue({ name: 'q', attributes, messages: [] });
  const bury = () => undefined;

  it('does not keep the order', () => {
    const isSorted = () => {
      const one = queue();
      for (let n = 10; n < 20; n += 1) one.add(String(n), 0);
      const bodies = one.receive(0, { most: 10, bury }).map(({ body }) => body);
      return bodies.join() === [...bodies].sort().join();
    };
    expect([1, 2, 3, 4].every(isSorted)).toBe(false);
  });

  it('forgets what is older than its retention', () => {
    const one = queue({ visibilitySeconds: 30, retentionSeconds: 60 });
    one.add('old', 0);
    expect(one.counts(59_999)).toEqual({ visible: 1, hidden: 0 });
    expect(one.counts(60_000)).toEqual({ visible: 0, hidden: 0 });
  });
});
