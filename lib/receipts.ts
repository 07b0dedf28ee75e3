import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { TRAIL_CALLS } from '../lambdas/contract/trail.ts';
import { logged } from './alarms.ts';
import { type Alerts, PERIOD } from './alerts.ts';
import type { Connectors } from './connectors.ts';
import { type Functions, roleOf } from './functions.ts';
import type { Keys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { DeadLetters } from './queues.ts';
import type { Workspace } from './workspace.ts';

export interface ReceiptsProps {
  readonly functions: Functions;
  readonly keys: Keys;
  readonly alerts: Alerts;
  readonly ledger: Ledger;
  readonly workspace: Workspace;
  readonly connectors: Connectors;
  /** ARNs of the rotation functions of others. */
  readonly rotationFunctions: readonly string[];
}

/** The functions that change directories and secrets. */
const CHANGING = ['execute', 'revoke', 'sweeper', 'rotateSecret'] as const;

/** The directories' own logs, reconciled with the ledger: a change that belongs to no recovery rings within a minute of the log showing it. */
export class Receipts extends Construct {
  private readonly props: ReceiptsProps;
  private readonly letters: DeadLetters;

  constructor(scope: Construct, id: string, props: ReceiptsProps) {
    super(scope, id);
    this.props = props;
    const { keys, alerts } = props;
    const says =
      'the log of a directory was not reconciled with the ledger: a change without a recovery may stay unseen';
    this.letters = new DeadLetters(this, 'DeadLetters', {
      ...{ keys, alerts, alarm: 'ReceiptsDeadLetters', says, runbook: 'log-not-reconciled' },
    });
    this.hearTrail(props.functions.of('cloudTrail'));
    props.connectors.grantHook(props.functions.of('signals'));
    this.askLogs(props.functions.of('directoryLog'));
  }

  /** Every call that CloudTrail tells EventBridge of, within seconds of its delivery. Without a trail in this region nothing arrives. */
  private hearTrail(fn: LambdaFunction): void {
    const { ledger, functions, connectors, rotationFunctions } = this.props;
    ledger.grantAppend(fn);
    connectors.grantTrail(fn);
    fn.addEnvironment(ENV.connectorRoles, CHANGING.map((name) => roleOf(functions.of(name)).roleArn).join(' '));
    if (rotationFunctions.length > 0)
      fn.addEnvironment(ENV.rotationFunctions, rotationFunctions.map((arn) => arn.split(':')[6] ?? arn).join(' '));
    this.letters.keepCallsOf(fn);
    fn.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(6), onFailure: this.letters.destination });
    const sources = Object.keys(TRAIL_CALLS) as (keyof typeof TRAIL_CALLS)[];
    const heard = sources.filter((source) => source !== 'aws.iam' || connectors.hasIam);
    new Rule(this, 'Hear', {
      description: 'what CloudTrail tells of passwords, factors and secrets',
      eventPattern: {
        source: heard,
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventName: [...new Set(heard.flatMap((source): readonly string[] => TRAIL_CALLS[source]))] },
      },
      targets: [new LambdaTarget(fn, { deadLetterQueue: this.letters.queue })],
    });
  }

  /** Every minute, where there is a directory whose log has to be asked. */
  private askLogs(fn: LambdaFunction): void {
    const { ledger, workspace, connectors, alerts } = this.props;
    ledger.grantAppend(fn);
    workspace.grantItems(fn, ['log'], ['GetItem', 'PutItem']);
    workspace.grantLists(fn, ['receipt#*']);
    connectors.tell(fn);
    connectors.grantLogs(fn);
    this.letters.keepCallsOf(fn);
    // The next look is a minute away and begins where the last one ended, so a late one is useless.
    fn.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      onFailure: this.letters.destination,
    });
    this.tallyMonths(fn);
    if (!connectors.hasLogs) return;
    new Rule(this, 'Ask', {
      description: 'asks the logs of directories for what changed',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaTarget(fn, {
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
          deadLetterQueue: this.letters.queue,
        }),
      ],
    });
    alerts.alarm('DirectoryLogSilent', {
      metric: fn.metricInvocations({ period: PERIOD }),
      says: 'the logs of directories have not been asked for five minutes',
      ...{ runbook: 'log-not-reconciled', threshold: 1, below: true, silence: true },
    });
    alerts.alarm('DirectoryChangePutAside', {
      metric: logged(fn, 'directory change put aside'),
      says: 'a change in a directory could not be recorded, because the stream of its account is stopped',
      ...{ runbook: 'log-not-reconciled', threshold: 1 },
    });
  }

  /** Every day the month before is tallied: the first time counts, and what was shown late is counted the next day. */
  private tallyMonths(fn: LambdaFunction): void {
    new Rule(this, 'Tally', {
      description: 'tallies the month before',
      schedule: Schedule.cron({ hour: '3', minute: '10' }),
      targets: [
        new LambdaTarget(fn, {
          event: RuleTargetInput.fromObject({ tally: 'last-month' }),
          deadLetterQueue: this.letters.queue,
        }),
      ],
    });
  }
}
