import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { LEDGER } from '../lambdas/contract/tables.ts';
import { type Alerts, PERIOD } from './alerts.ts';
import type { Functions } from './functions.ts';
import { actionsOf, allow } from './grants.ts';
import type { Keys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { DeadLetters, WorkQueue } from './queues.ts';

/** Tiers and kinds of rule 18, spelled as in the copies of a ledger item. */
const SENSITIVE_TIERS = ['privileged', 'critical'];
const NON_HUMAN_KINDS = ['service-account', 'api-key', 'certificate'];

/**
 * The alerting function runs only for these records: a commit on a sensitive account, a commit that asks for an alert itself, or a record
 * of a changed or removed commit. All other records cost nothing.
 */
const ALERTING_FILTERS = [
  FilterCriteria.filter({ eventName: FilterRule.or('MODIFY', 'REMOVE') }),
  FilterCriteria.filter({ dynamodb: { NewImage: { tier: { S: SENSITIVE_TIERS } } } }),
  FilterCriteria.filter({ dynamodb: { NewImage: { kind: { S: NON_HUMAN_KINDS } } } }),
  FilterCriteria.filter({ dynamodb: { NewImage: { [LEDGER.alert]: { S: FilterRule.exists() } } } }),
];

/** An hour's outage is waited for: five and a half minutes between two attempts. */
const ATTEMPTS = 12;

export interface RelayProps {
  readonly functions: Functions;
  readonly ledger: Ledger;
  readonly alerts: Alerts;
  readonly keys: Keys;
}

/** Functions on the ledger's stream: the relay, which turns events into effects, and the alerting. */
export class Relay extends Construct {
  /** Work that the relay has given up. */
  readonly deadLetters: DeadLetters;
  /** Commits that the relay works outside the stream. */
  readonly again: WorkQueue;
  private readonly props: RelayProps;

  constructor(scope: Construct, id: string, props: RelayProps) {
    super(scope, id);
    this.props = props;
    const eventBusName = Stack.of(this).stackName;
    const description = 'what happened to recoveries: ids and facts, no evidence';
    const bus = new EventBus(this, 'Bus', { eventBusName, description });
    const { relay, alerting } = { relay: props.functions.of('relay'), alerting: props.functions.of('alerting') };
    this.deadLetters = this.follow('Relay', relay, []);
    this.follow('Alerting', alerting, ALERTING_FILTERS);
    this.again = this.workAgain(relay);
    relay.addEnvironment(ENV.eventBusName, eventBusName);
    allow(relay, ['events:PutEvents'], { on: [bus.eventBusArn] });
  }

  private follow(name: string, fn: LambdaFunction, filters: Record<string, unknown>[]): DeadLetters {
    const { table } = this.props.ledger;
    const stream = table.tableStreamArn ?? '';
    const { alerts, keys } = this.props;
    const says = `the ${name.toLowerCase()} has given up on a record of the ledger's stream`;
    const letters = new DeadLetters(this, `${name}DeadLetters`, { keys, alerts, alarm: `${name}DeadLetters`, says });
    allow(fn, actionsOf('dynamodb', ['DescribeStream', 'GetRecords', 'GetShardIterator']), { on: [stream] });
    // The action names no table; Lambda demands it for every reader of a stream.
    allow(fn, ['dynamodb:ListStreams'], { on: ['*'] });
    this.props.keys.grantData(fn, 'dynamodb', 'read');
    new EventSourceMapping(this, `${name}Source`, {
      target: fn,
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      ...(filters.length === 0 ? {} : { filters }),
      // Commits of one account stay in order: one function at a time works a shard.
      parallelizationFactor: 1,
      batchSize: 25,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // For records that the function cannot put aside itself, because it is killed or its queues are down. After an hour the rest of the
      // shard matters more.
      maxRecordAge: Duration.hours(1),
      onFailure: letters.destination,
    });
    letters.keepCallsOf(fn);
    this.watch(name, fn);
    return letters;
  }

  /** The relay's own queue, for commits that were deferred or that people on duty sent: the relay both puts and takes messages. */
  private workAgain(relay: LambdaFunction): WorkQueue {
    const { keys, ledger } = this.props;
    const queue = new WorkQueue(this, 'Again', {
      ...{ keys, worker: relay, deadLetters: this.deadLetters, attempts: ATTEMPTS },
      // The least that Lambda allows: old work must not displace new work.
      ...{ batchSize: 10, concurrency: 2 },
    });
    queue.grantSend(relay, ENV.relayQueueUrl);
    this.deadLetters.grantSend(relay, ENV.relayDeadLettersUrl);
    ledger.grantScan(relay);
    return queue;
  }

  private watch(name: string, fn: LambdaFunction): void {
    const { alerts } = this.props;
    const what = name.toLowerCase();
    alerts.alarm(`${name}Behind`, {
      metric: fn.metric('IteratorAge', { period: PERIOD, statistic: 'Maximum' }),
      says: `the ${what} is more than five minutes behind the ledger`,
      runbook: 'stream-behind',
      threshold: Duration.minutes(5).toMilliseconds(),
    });
  }
}
