import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { TRAIL_CALLS } from '../lambdas/contract/trail.ts';
import { acceptFindings } from './accepted.ts';
import { acknowledge } from './acknowledge.ts';
import { alarmOn, alertTopic, PERIOD, subscribeTo } from './alerts.ts';
import { LASTING } from './lasting.ts';

/** CloudTrail tells EventBridge of IAM here alone, wherever somebody calls it. */
export const IAM_REGION = 'us-east-1';

export interface IamTrailProps extends StackProps {
  /** The region of the deployment, which is another one. */
  readonly deployedIn: string;
  /** Who hears that something could not be sent: mail addresses and `https://` endpoints; nobody by default. */
  readonly alertTo?: readonly string[];
}

/**
 * Sends what CloudTrail tells of IAM to the event bus of the region of the deployment, whose own rule hears it there. It has a stack of its own
 * because its region is not the deployment's, and a topic of its own, because an alarm rings in its own region alone
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html).
 */
export class IamTrailStack extends Stack {
  constructor(scope: Construct, id: string, { deployedIn, alertTo = [], ...props }: IamTrailProps) {
    const description = 'Countersign: what CloudTrail tells of IAM, sent to the region of the deployment';
    super(scope, id, { description, env: { region: IAM_REGION }, ...props });
    const bus = EventBus.fromEventBusArn(
      this,
      'Bus',
      this.formatArn({ service: 'events', region: deployedIn, resource: 'event-bus', resourceName: 'default' }),
    );
    const key = new Key(this, 'Key', {
      description: 'countersign: events of IAM that could not be sent',
      enableKeyRotation: true,
      removalPolicy: LASTING,
    });
    const letters = new Queue(this, 'Letters', {
      ...{ encryption: QueueEncryption.KMS, encryptionMasterKey: key, enforceSSL: true },
      retentionPeriod: Duration.days(14),
      removalPolicy: LASTING,
    });
    acknowledge(letters, 'AwsSolutions-SQS3', 'events that EventBridge could not send end here');
    key.addToResourcePolicy(
      new PolicyStatement({
        // What EventBridge and SNS give up, and the alarm.
        principals: ['cloudwatch', 'events', 'sns'].map((name) => new ServicePrincipal(`${name}.amazonaws.com`)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    const role = new Role(this, 'Sender', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    new Rule(this, 'Send', {
      description: 'what CloudTrail tells of passwords, keys, devices and rights at IAM',
      eventPattern: {
        source: ['aws.iam'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventName: [...TRAIL_CALLS['aws.iam']] },
      },
      targets: [new BusTarget(bus, { role, deadLetterQueue: letters })],
    });
    const topic = alertTopic(this, key);
    subscribeTo(topic, alertTo, letters);
    alarmOn(topic, 'NotSent', {
      scope: this,
      metric: letters.metricApproximateNumberOfMessagesVisible({ period: PERIOD }),
      says: 'a call of IAM could not be sent to the region of the deployment: a change without a recovery may stay unseen',
      ...{ runbook: 'log-not-reconciled', threshold: 1 },
    });
    new CfnOutput(this, 'AlertTopicArn', { value: topic.topicArn });
    acceptFindings(this);
  }
}
