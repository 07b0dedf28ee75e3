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

/** Tiers and kinds of rule 18, as the copies in a ledger item spell them. */
const SENSITIVE_TIERS = ['privileged', 'critical'];
const NON_HUMAN_KINDS = ['service-account', 'api-key', 'certificate'];

/**
 * When the alerting function runs at all: a commit on a sensitive account, one that says itself that people on duty are to be told, or a
 * record that says that a commit was changed or removed. Everything else costs nothing.
 */
const ALERTING_FILTERS = [
  FilterCriteria.filter({ eventName: FilterRule.or('MODIFY', 'REMOVE') }),
  FilterCriteria.filter({ dynamodb: { NewImage: { tier: { S: SENSITIVE_TIERS } } } }),
  FilterCriteria.filter({ dynamodb: { NewImage: { kind: { S: NON_HUMAN_KINDS } } } }),
  FilterCriteria.filter({ dynamodb: { NewImage: { [LEDGER.alert]: { S: FilterRule.exists() } } } }),
];

/** An outage of an hour is waited for: five and a half minutes between two attempts. */
const ATTEMPTS = 12;

export interface RelayProps {
  readonly functions: Functions;
  readonly ledger: Ledger;
  readonly alerts: Alerts;
  readonly keys: Keys;
}

/** What hangs on the ledger's stream: the relay, which turns events into effects, and the alerting. */
export class Relay extends Construct {
  /** What the relay has given up. */
  readonly deadLetters: DeadLetters;
  /** Commits that the relay works apart from the stream. */
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
    // It names no table; Lambda wants it of whoever follows a stream.
    allow(fn, ['dynamodb:ListStreams'], { on: ['*'] });
    this.props.keys.grantData(fn, 'dynamodb', 'read');
    new EventSourceMapping(this, `${name}Source`, {
      target: fn,
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      ...(filters.length === 0 ? {} : { filters }),
      // Commits of one account stay in order: a shard is worked through by one function at a time.
      parallelizationFactor: 1,
      batchSize: 25,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // What the function cannot put aside itself: it is killed, or its queues are down. After an hour the rest of the shard matters more.
      maxRecordAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: letters.queue.queueArn }) },
    });
    letters.grantPut(fn);
    this.watch(name, fn);
    return letters;
  }

  /** What is put off, or sent there by people on duty: the relay puts both there, and takes them from there. */
  private workAgain(relay: LambdaFunction): WorkQueue {
    const { keys, ledger } = this.props;
    const queue = new WorkQueue(this, 'Again', {
      ...{ keys, worker: relay, deadLetters: this.deadLetters, attempts: ATTEMPTS },
      // The least that Lambda takes: what is behind must not take the place of what is new.
      ...{ batchSize: 10, concurrency: 2 },
    });
    queue.grantSend(relay, ENV.relayQueueUrl);
    this.deadLetters.grantPut(relay, ENV.relayDeadLettersUrl);
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
