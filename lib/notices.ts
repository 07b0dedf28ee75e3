import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { type Alerts, PERIOD } from './alerts.ts';
import type { Functions } from './functions.ts';
import type { Keys } from './keys.ts';
import { DeadLetters, WorkQueue } from './queues.ts';

export interface NoticesProps {
  readonly functions: Functions;
  readonly alerts: Alerts;
  readonly keys: Keys;
}

/** A four-hour outage of mail is waited for: six minutes between two attempts. */
const ATTEMPTS = 40;

/** The queue for notices, and the only function that may notify people. */
export class Notices extends Construct {
  readonly deadLetters: DeadLetters;
  private readonly outgoing: WorkQueue;

  constructor(scope: Construct, id: string, { functions, alerts, keys }: NoticesProps) {
    super(scope, id);
    const worker = functions.of('notices');
    const says = 'a notice has not been sent after hours of attempts: somebody does not know of a recovery';
    this.deadLetters = new DeadLetters(this, 'DeadLetters', { keys, alerts, alarm: 'NoticesDeadLetters', says });
    this.outgoing = new WorkQueue(this, 'Outgoing', {
      ...{ keys, worker, deadLetters: this.deadLetters, attempts: ATTEMPTS },
      ...{ batchSize: 10, concurrency: 5 },
    });
    // A notice for everybody becomes one for each recipient, on the same queue.
    this.grantSend(worker);
    alerts.alarm('NoticesLate', {
      metric: this.outgoing.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
      says: 'a notice has waited for a quarter of an hour: mail, text or voice does not take it',
      runbook: 'notices-late',
      threshold: Duration.minutes(15).toSeconds(),
    });
  }

  /** Puts notices onto the queue. */
  grantSend(fn: LambdaFunction): void {
    this.outgoing.grantSend(fn, ENV.noticeQueueUrl);
  }
}
