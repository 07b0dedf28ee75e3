import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SqsQueue } from '../../../lambdas/adapters/aws/sqs.ts';
import type { LedgerPlace } from '../../../lambdas/ports/queue.ts';
import { startLocalAws } from '../../../local/aws/server.ts';
import { queueAt } from '../../contracts/endpoints/queue.ts';
import { queueContract } from '../../contracts/queue.ts';
import { ModelQueue } from '../../support/models/queue.ts';

const aws = await startLocalAws();
afterAll(() => aws.close());

queueContract('SQS at the local server', () => queueAt({ url: aws.endpoint }));

queueContract('the queue of tests', async () => {
  const queue = new ModelQueue<LedgerPlace>();
  const failAt = queue.failAt.bind(queue);
  return { queue, letters: queue, failAt, hasFailed: () => queue.hasFailed() };
});

const { CONTRACT_ENDPOINT_URL: url } = process.env;
if (url !== undefined) queueContract(url, () => queueAt({ url }));

describe('SQS', () => {
  const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111122223333/notices';

  function answering(Code: string, SenderFault: boolean) {
    const client = new SQSClient({});
    mockClient(client)
      .on(SendMessageBatchCommand)
      .resolves({
        Successful: [{ Id: '0', MessageId: '1', MD5OfMessageBody: '' }],
        Failed: [{ Id: '1', Code, SenderFault }],
      });
    return new SqsQueue<LedgerPlace>(client, QUEUE_URL);
  }
  const two = [1, 2].map((seq) => ({ stream: 'cognito:jane', seq }));

  it('throws where some entries of an accepted batch were refused, to be tried again', async () => {
    await expect(answering('InternalError', false).send(two)).rejects.toMatchObject({
      ...{ name: 'AdapterError', code: 'messages-not-accepted', retryable: true },
      message: 'the queue has not accepted 1 messages: InternalError',
    });
  });

  it('does not try again what was our own mistake', async () => {
    await expect(answering('InvalidMessageContents', true).send(two)).rejects.toMatchObject({ retryable: false });
  });
});
