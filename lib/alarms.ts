import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { type Alerts, PERIOD } from './alerts.ts';
import type { Api } from './api.ts';
import type { Functions } from './functions.ts';
import type { Workflow } from './workflow.ts';

export interface Machine {
  readonly functions: Functions;
  readonly workflow: Workflow;
  readonly api: Api;
}

/**
 * The alarms that wake a person. Errors of single workflow tasks are not among them: tasks throw on purpose, and the state machine handles
 * them. The alarms of the ledger's stream are in `relay.ts`.
 */
export function watchMachine(alerts: Alerts, { functions, workflow, api }: Machine): void {
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
    says: 'a grant is past its end, and the sweeper could not confirm that the access is gone',
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

/** Counts a function's log lines with this message, as `app/log.ts` writes them. */
function logged(fn: LambdaFunction, message: string): Metric {
  const words = message.replaceAll(' ', '-');
  const filter = fn.logGroup.addMetricFilter(words, {
    filterPattern: FilterPattern.stringValue('$.message', '=', message),
    metricNamespace: 'Countersign',
    metricName: `${fn.stack.stackName}-${words}`,
    metricValue: '1',
  });
  return filter.metric({ period: PERIOD, statistic: 'Sum' });
}
