import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { allow } from './grants.ts';
import type { Keys } from './keys.ts';

export interface AlarmProps {
  readonly metric: IMetric;
  /** The event, in words for the person who is woken. */
  readonly says: string;
  /** Anchor of the runbook's heading that tells what to do. */
  readonly runbook: string;
  /** Alarms at or above this value. */
  readonly threshold: number;
  /** Alarms below the threshold instead. */
  readonly below?: true;
  /** Number of periods in a row; 1 when absent. */
  readonly periods?: number;
  /** Missing data is an alarm too. */
  readonly silence?: true;
}

/** The topic for people on duty: alerts about sensitive accounts (from the alerting function) and about failures (from alarms). */
export class Alerts extends Construct {
  readonly topic: Topic;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, keys: Keys) {
    super(scope, id);
    this.keys = keys;
    this.topic = alertTopic(this, keys.data);
  }

  grantSend(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.alertTopicArn, this.topic.topicArn);
    allow(fn, ['sns:Publish'], { on: [this.topic.topicArn] });
    this.keys.grantData(fn, 'sns', 'write');
  }

  /** Counts who is subscribed; sees nobody's address. */
  grantExamine(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.alertTopicArn, this.topic.topicArn);
    allow(fn, ['sns:GetTopicAttributes'], { on: [this.topic.topicArn] });
  }

  /** An alarm on the topic. Its description ends with a link into the runbook. */
  alarm(id: string, props: AlarmProps): void {
    alarmOn(this.topic, id, { scope: this, ...props });
  }
}

/** A topic for people on duty, on which the alarms of its account and region ring. */
export function alertTopic(scope: Construct, masterKey: IKey): Topic {
  const topic = new Topic(scope, 'Topic', { displayName: 'Countersign', masterKey, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return topic;
}

/** An alarm on a topic of its region. */
export function alarmOn(
  topic: Topic,
  id: string,
  { scope, metric, says, runbook, threshold, below, periods = 1, silence }: AlarmProps & { readonly scope: Construct },
): void {
  const { LESS_THAN_THRESHOLD, GREATER_THAN_OR_EQUAL_TO_THRESHOLD } = ComparisonOperator;
  const alarm = new Alarm(scope, id, {
    metric,
    threshold,
    alarmDescription: `${says}: docs/runbook.md#${runbook}`,
    comparisonOperator: below ? LESS_THAN_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods,
    treatMissingData: silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
}

/**
 * Subscribes mail addresses and `https://` endpoints to every alert; each confirms once by a message that it gets. An alert that one of
 * them did not take is kept in the queue.
 */
export function subscribeTo(topic: Topic, alertTo: readonly string[], deadLetterQueue: IQueue): void {
  for (const to of alertTo)
    topic.addSubscription(
      to.startsWith('https://')
        ? new UrlSubscription(to, { deadLetterQueue })
        : new EmailSubscription(to, { deadLetterQueue }),
    );
}

/** Fast enough for a person on duty, slow enough to cost little. */
export const PERIOD = Duration.minutes(5);
