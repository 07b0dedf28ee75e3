import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import {
  type CfnFunction,
  EventSourceMapping,
  type IDestination,
  type IEventSourceDlq,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Alerts, PERIOD } from './alerts.ts';
import { actionsOf, allow } from './grants.ts';
import type { Keys } from './keys.ts';
import { LASTING } from './lasting.ts';

/** The longest time that SQS allows: enough to find the cause and to work the letters again. */
const KEPT = Duration.days(14);

export interface DeadLettersProps {
  readonly keys: Keys;
  readonly alerts: Alerts;
  /** Name of the alarm, such as `RelayDeadLetters`. */
  readonly alarm: string;
  /** The event, in words, when there is a letter. */
  readonly says: string;
  /** Heading of the runbook; `dead-letters` when absent. */
  readonly runbook?: string;
}

/** Letters that were given up: places of commits, no personal data. The first one raises an alarm. */
export class DeadLetters extends Construct {
  readonly queue: Queue;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, { keys, alerts, alarm, says, runbook = 'dead-letters' }: DeadLettersProps) {
    super(scope, id);
    this.keys = keys;
    this.queue = encrypted(this, 'Queue', keys, { retentionPeriod: KEPT });
    const metric = this.queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD });
    alerts.alarm(alarm, { metric, says, runbook, threshold: 1 });
  }

  /** Puts letters there, and gives the function the address. */
  grantSend(fn: LambdaFunction, variable: string): void {
    fn.addEnvironment(variable, this.queue.queueUrl);
    this.grantPut(fn);
  }

  /** A service may put letters there in this role. */
  grantPut(grantee: IGrantable): void {
    allow(grantee, ['sqs:SendMessage'], { on: [this.queue.queueArn] });
    this.keys.grantData(grantee, 'sqs', 'write');
  }

  /**
   * Lambda puts asynchronous calls there that it has given up, in the role of their function, with the error in the attributes of the
   * message. A function that has such a queue already keeps it.
   */
  keepCallsOf(fn: LambdaFunction): void {
    const made = fn.node.defaultChild as CfnFunction;
    if (made.deadLetterConfig !== undefined) return;
    made.deadLetterConfig = { targetArn: this.queue.queueArn };
    this.grantPut(fn);
  }

  /** Lambda puts what it has given up there, in the role of the function. */
  get destination(): IDestination & IEventSourceDlq {
    return { bind: () => ({ destination: this.queue.queueArn }) };
  }

  /** Takes letters in order to work them again. */
  grantTake(fn: LambdaFunction, variable: string): void {
    fn.addEnvironment(variable, this.queue.queueUrl);
    allow(fn, actionsOf('sqs', ['ReceiveMessage', 'DeleteMessage']), { on: [this.queue.queueArn] });
    this.keys.grantData(fn, 'sqs', 'read');
  }
}

export interface WorkQueueProps {
  readonly keys: Keys;
  /** Works the messages of the queue; each fails separately. */
  readonly worker: LambdaFunction;
  readonly deadLetters: DeadLetters;
  /** Attempts before a message becomes a dead letter. */
  readonly attempts: number;
  readonly batchSize: number;
  /** Most parallel calls of the worker. */
  readonly concurrency: number;
}

/** A queue and the function that works it: encrypted, TLS only, partial batch failures. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { keys, worker, deadLetters, attempts, batchSize, concurrency } = props;
    this.keys = keys;
    this.queue = encrypted(this, 'Queue', keys, {
      retentionPeriod: KEPT,
      // AWS recommends six times the function's timeout, so that no message returns while it is being worked.
      visibilityTimeout: Duration.seconds(6 * (worker.timeout?.toSeconds() ?? 3)),
      deadLetterQueue: { queue: deadLetters.queue, maxReceiveCount: attempts },
    });
    allow(worker, actionsOf('sqs', ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']), {
      on: [this.queue.queueArn],
    });
    keys.grantData(worker, 'sqs', 'read');
    new EventSourceMapping(this, 'Source', {
      target: worker,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      maxConcurrency: concurrency,
      reportBatchItemFailures: true,
    });
  }

  /** Puts messages there, and gives the function the address. */
  grantSend(fn: LambdaFunction, variable: string): void {
    fn.addEnvironment(variable, this.queue.queueUrl);
    allow(fn, ['sqs:SendMessage'], { on: [this.queue.queueArn] });
    this.keys.grantData(fn, 'sqs', 'write');
  }
}

const encrypted = (
  scope: Construct,
  id: string,
  keys: Keys,
  props: Pick<
    ConstructorParameters<typeof Queue>[2] & object,
    'retentionPeriod' | 'visibilityTimeout' | 'deadLetterQueue'
  >,
): Queue =>
  new Queue(scope, id, {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: keys.data,
    enforceSSL: true,
    removalPolicy: LASTING,
    ...props,
  });
