import { type IMetric, MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { type Alerts, PERIOD } from './alerts.ts';
import type { Api } from './api.ts';
import type { Functions } from './functions.ts';
import type { Ledger } from './ledger.ts';
import type { Workflow } from './workflow.ts';
import type { Workspace } from './workspace.ts';

export interface Machine {
  readonly functions: Functions;
  readonly workflow: Workflow;
  readonly api: Api;
  readonly ledger: Ledger;
  readonly workspace: Workspace;
}

/** What ends grants: a throttle of these keeps access alive. */
const REVOKING = ['revoke', 'sweeper', 'relay'] as const;

/** The alarms that wake people, of functions, workflow, API and tables. */
export function watchMachine(alerts: Alerts, machine: Machine): void {
  watchWork(alerts, machine);
  watchLimits(alerts, machine);
}

/**
 * The alarms that wake a person. Errors of single workflow tasks are not among them: tasks throw on purpose, and the state machine handles
 * them. The alarms of the ledger's stream are in `relay.ts`.
 */
function watchWork(alerts: Alerts, { functions, workflow, api }: Machine): void {
  const sweeper = functions.of('sweeper');
  alerts.alarm('ExecutionFailed', {
    metric: workflow.stateMachine.metricFailed({ period: PERIOD }),
    says: 'the workflow of a recovery has failed and will not go on by itself',
    runbook: 'execution-failed',
    threshold: 1,
  });
  alerts.alarm('ExecutionTimedOut', {
    metric: workflow.stateMachine.metricTimedOut({ period: PERIOD }),
    says: 'the workflow of a recovery has run for as long as one may, and was ended',
    runbook: 'execution-failed',
    threshold: 1,
  });
  alerts.alarm('NoticeNotSent', {
    metric: logged(functions.of('notices'), 'notice not sent'),
    says: 'somebody is not told of a recovery: their registered address is refused',
    runbook: 'notice-not-sent',
    threshold: 1,
  });
  alerts.alarm('SweeperSilent', {
    metric: sweeper.metricInvocations({ period: PERIOD }),
    says: 'the sweeper has not run for five minutes',
    runbook: 'sweeper-silent',
    threshold: 1,
    below: true,
    silence: true,
  });
  alerts.alarm('SweeperFailing', {
    metric: sweeper.metricErrors({ period: PERIOD }),
    says: 'the sweeper cannot look for grants that are past their end',
    runbook: 'sweeper-silent',
    threshold: 1,
  });
  alerts.alarm('RevocationOverdue', {
    metric: logged(sweeper, 'sweep failed'),
    says: 'the sweeper could not confirm that the access of an ended grant is gone, or destroy the box of its credential',
    runbook: 'revocation-overdue',
    threshold: 1,
  });
  alerts.alarm('ApiFailing', {
    metric: api.metricServerError(PERIOD),
    says: 'the API answers with errors of its own',
    runbook: 'api-failing',
    threshold: 5,
  });
}

/** Throttles of what ends grants and of the tables, letters that could not be written, and one account that is written all the time. */
function watchLimits(alerts: Alerts, { functions, ledger, workspace }: Machine): void {
  alerts.alarm('RevocationThrottled', {
    metric: sumOf(REVOKING.map((name) => functions.of(name).metricThrottles({ period: PERIOD }))),
    says: 'Lambda refuses calls of the functions that end grants: too many others run at once',
    runbook: 'throttled',
    threshold: 1,
  });
  const tables = [ledger, workspace].flatMap(({ table }) =>
    ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) =>
      table.metric(name, { period: PERIOD, statistic: 'Sum' }),
    ),
  );
  alerts.alarm('TablesThrottled', {
    metric: sumOf(tables),
    says: 'DynamoDB refuses reads or writes of a table: requests are late or fail',
    runbook: 'throttled',
    threshold: 10,
  });
  const unwritten = (['revoke', 'sweeper'] as const).flatMap((name) =>
    ['DeadLetterErrors', 'DestinationDeliveryFailures'].map((metric) =>
      functions.of(name).metric(metric, { period: PERIOD, statistic: 'Sum' }),
    ),
  );
  alerts.alarm('LettersUnwritten', {
    metric: sumOf(unwritten),
    says: 'Lambda has given up a call that ends grants and could not keep its letter',
    runbook: 'timers-failed',
    threshold: 1,
  });
  alerts.alarm('StreamBusy', {
    metric: logged(functions.of('relay'), 'stream busy'),
    says: 'one account gets more than sixty commits within a minute',
    runbook: 'stream-busy',
    threshold: 1,
  });
}

/** The sum of at most ten metrics; one without data counts as 0. */
function sumOf(metrics: readonly IMetric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name},0)`)
    .join('+');
  return new MathExpression({ expression, usingMetrics, period: PERIOD });
}

/** Counts a function's log lines with this message, as `app/log.ts` writes them. */
export function logged(fn: LambdaFunction, message: string): Metric {
  const words = message.replaceAll(' ', '-');
  const filter = fn.logGroup.addMetricFilter(words, {
    filterPattern: FilterPattern.stringValue('$.message', '=', message),
    metricNamespace: 'Countersign',
    metricName: `${fn.stack.stackName}-${words}`,
    metricValue: '1',
  });
  return filter.metric({ period: PERIOD, statistic: 'Sum' });
}
