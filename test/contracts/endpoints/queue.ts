import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SqsDeadLetters, SqsQueue } from '../../../lambdas/adapters/aws/sqs.ts';
import type { LedgerPlace } from '../../../lambdas/ports/queue.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { QueueFixture } from '../queue.ts';
import { type AwsEndpoint, clientOptions, fresh } from './endpoint.ts';

/** With a queue of its own. */
export async function queueAt(at: AwsEndpoint): Promise<QueueFixture> {
  const real = new SQSClient({ ...clientOptions(at), useQueueUrlAsEndpoint: false });
  const { QueueUrl: url = '' } = await real.send(new CreateQueueCommand({ QueueName: fresh('contract') }));
  const { client, failAt, hasFailed } = faulty(real);
  return { queue: new SqsQueue<LedgerPlace>(client, url), letters: new SqsDeadLetters(client, url), failAt, hasFailed };
}
