import type { Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { FUNCTIONS, type FunctionName } from '../lambdas/contract/functions.ts';
import { type Alerts, subscribeTo } from './alerts.ts';
import type { Functions } from './functions.ts';
import type { Keys } from './keys.ts';
import { DeadLetters } from './queues.ts';

export interface LostProps {
  readonly keys: Keys;
  readonly alerts: Alerts;
}

/**
 * What AWS itself gives up: calls that nobody waits for, and alerts that a subscriber did not take. Whatever is not caught by a queue of its
 * own becomes a letter here, with an alarm.
 */
export class Lost extends Construct {
  private readonly letters: DeadLetters;
  private readonly alerts: Alerts;

  constructor(scope: Construct, id: string, { keys, alerts }: LostProps) {
    super(scope, id);
    this.alerts = alerts;
    const says = 'AWS has given up a call of a function, or an alert that a subscriber did not take';
    this.letters = new DeadLetters(this, 'Letters', { keys, alerts, alarm: 'LostCalls', says, runbook: 'lost-calls' });
  }

  /** Subscribes mail addresses and `https://` endpoints to every alert. */
  subscribe(alertTo: readonly string[]): void {
    subscribeTo(this.alerts.topic, alertTo, this.letters.queue);
  }

  /** Keeps the events of a rule that its target did not take; gives the ARN of the queue. */
  keepEventsOf(rule: Rule): string {
    const { queue } = this.letters;
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: `${rule.node.id}Leaves`,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
    return queue.queueArn;
  }

  /** Keeps the asynchronous calls of every function that has no queue of its own for them. Of these only the guard is called so, by CloudFormation. */
  keepCalls(functions: Functions): void {
    for (const name of Object.keys(FUNCTIONS) as FunctionName[]) this.letters.keepCallsOf(functions.of(name));
  }
}
