import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  type CreateQueueCommandInput,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, fresh, refusal, ruleFor } from './rules.ts';

export type SqsDeviation = 'an old receipt deletes';

/** How moto 5.2 is known to deviate. */
export const MOTO_SQS: readonly SqsDeviation[] = ['an old receipt deletes'];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a standard queue of SQS does with messages. */
export function sqsContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly SqsDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`SQS: ${name}`, () => {
    let client: SQSClient;
    beforeAll(async () => {
      client = new SQSClient({ ...(await open()), maxAttempts: 1, useQueueUrlAsEndpoint: false });
    });
    afterAll(() => client.destroy());

    const queue = async (Attributes: NonNullable<CreateQueueCommandInput['Attributes']> = {}): Promise<string> =>
      (await client.send(new CreateQueueCommand({ QueueName: fresh('queue'), Attributes }))).QueueUrl ?? '';
    const send = (QueueUrl: string, ...bodies: readonly string[]) => {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      return client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    };
    const receive = async (QueueUrl: string, seconds?: number): Promise<readonly Message[]> => {
      const visibility = seconds === undefined ? {} : { VisibilityTimeout: seconds };
      const input = { QueueUrl, MaxNumberOfMessages: 10, ...visibility };
      return (await client.send(new ReceiveMessageCommand(input))).Messages ?? [];
    };
    const remove = (QueueUrl: string, ...receipts: readonly (string | undefined)[]) => {
      const Entries = receipts.map((receipt, index) => ({ Id: String(index), ReceiptHandle: receipt }));
      return client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    };
    const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body).sort();
    const attributesOf = async (QueueUrl: string) => {
      const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
      return (await client.send(get)).Attributes ?? {};
    };

    rule('takes a batch, and gives every message once while it is hidden', async () => {
      const url = await queue();
      const { Successful, Failed = [] } = await send(url, '{"a":1}', 'größer <&>', '3');
      expect(Successful?.map(({ Id }) => Id)).toEqual(['0', '1', '2']);
      expect(Failed).toEqual([]);
      expect(bodies(await receive(url))).toEqual(['3', 'größer <&>', '{"a":1}'].sort());
      expect(await receive(url)).toEqual([]);
      expect(await attributesOf(url)).toMatchObject({
        ApproximateNumberOfMessages: '0',
        ApproximateNumberOfMessagesNotVisible: '3',
      });
    });

    rule('gives a message again when it has been hidden long enough, under a new receipt', async () => {
      const url = await queue({ VisibilityTimeout: '1' });
      await send(url, 'again');
      const [first] = await receive(url);
      await pause(1_100);
      const [second] = await receive(url);
      expect(second?.MessageId).toBe(first?.MessageId);
      expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    });

    rule('hides a message for as long as the receiver says, and not longer than it says later', async () => {
      const url = await queue();
      await send(url, 'again');
      const [first] = await receive(url, 600);
      const change = { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
      await client.send(new ChangeMessageVisibilityCommand(change));
      expect(bodies(await receive(url))).toEqual(['again']);
    });

    rule('deletes what was received, again without complaint, and never gives it back', async () => {
      const url = await queue({ VisibilityTimeout: '1' });
      await send(url, 'gone', 'stays');
      const received = await receive(url);
      const gone = received.find(({ Body }) => Body === 'gone')?.ReceiptHandle;
      for (const _ of [1, 2]) expect((await remove(url, gone)).Failed ?? []).toEqual([]);
      await pause(1_100);
      expect(bodies(await receive(url))).toEqual(['stays']);
    });

    rule(
      'deletes nothing by an old receipt, once the message was received again',
      async () => {
        const url = await queue({ VisibilityTimeout: '1' });
        await send(url, 'kept');
        const [first] = await receive(url);
        await pause(1_100);
        await receive(url);
        await remove(url, first?.ReceiptHandle);
        await pause(1_100);
        expect(bodies(await receive(url))).toEqual(['kept']);
      },
      'an old receipt deletes',
    );

    rule('says of each receipt in a batch whether it is one', async () => {
      const url = await queue();
      await send(url, 'one');
      const [one] = await receive(url);
      const { Successful, Failed } = await remove(url, one?.ReceiptHandle, 'no receipt');
      expect(Successful?.map(({ Id }) => Id)).toEqual(['0']);
      expect(Failed).toMatchObject([{ Id: '1', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
    });

    rule('puts what was received too often to the dead letters, at the receive after', async () => {
      const dead = await queue();
      const { QueueArn: deadLetterTargetArn } = await attributesOf(dead);
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
      const url = await queue({ VisibilityTimeout: '0', RedrivePolicy });
      await send(url, 'poison');
      for (const _ of [1, 2]) expect(bodies(await receive(url, 0))).toEqual(['poison']);
      expect(await receive(dead)).toEqual([]);
      expect(await receive(url, 0)).toEqual([]);
      expect(bodies(await receive(dead))).toEqual(['poison']);
    });

    rule('knows no queue that was not made', async () => {
      const url = `${await queue()}-not`;
      expect(await refusal(send(url, 'lost'))).toBe('QueueDoesNotExist');
      expect(await refusal(receive(url))).toBe('QueueDoesNotExist');
    });

    rule('makes a queue once, and none of the same name with other attributes', async () => {
      const QueueName = fresh('queue');
      const make = (VisibilityTimeout: string) =>
        client.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout } }));
      expect((await make('5')).QueueUrl).toBe((await make('5')).QueueUrl);
      expect(await refusal(make('6'))).toBe('QueueNameExists');
    });

    rule('takes one to ten messages at once, each under an id of its own', async () => {
      const url = await queue();
      expect(await refusal(send(url))).toBe('EmptyBatchRequest');
      expect(await refusal(send(url, ...Array.from({ length: 11 }, String)))).toBe('TooManyEntriesInBatchRequest');
      const Entries = ['a', 'b'].map((MessageBody) => ({ Id: 'same', MessageBody }));
      const twice = client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      expect(await refusal(twice)).toBe('BatchEntryIdsNotDistinct');
    });

    rule('refuses a batch of more than 1 MiB', async () => {
      const half = 'x'.repeat(600_000);
      expect(await refusal(send(await queue(), half, half))).toBe('BatchRequestTooLong');
    });
  });
}
