import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { logged } from './alarms.ts';
import { DeadLetters } from './queues.ts';
import { Receipts, type ReceiptsProps } from './receipts.ts';

type PopulationProps = Omit<ReceiptsProps, 'rotationFunctions'>;

/** What reads directories by itself: their logs, and the people of the directories of record. */
export function readDirectories(scope: Construct, { rotationFunctions, ...props }: ReceiptsProps): void {
  new Receipts(scope, 'Receipts', { ...props, rotationFunctions });
  new Population(scope, 'Population', props);
}

/** Minutes between two looks. */
const EVERY = 15;

/**
 * Reads the directories of record on a schedule. The function appends with a key of its own, which signs no proposal and no confirmation, and its
 * service account only reads.
 */
class Population extends Construct {
  constructor(scope: Construct, id: string, props: PopulationProps) {
    super(scope, id);
    const { functions, keys, alerts, ledger, workspace, connectors } = props;
    const fn = functions.of('sync');
    ledger.grantAppend(fn);
    workspace.grantItems(fn, ['population'], ['GetItem', 'PutItem', 'Query', 'DeleteItem']);
    workspace.grantItems(fn, ['identity', 'person'], ['GetItem', 'BatchGetItem']);
    workspace.grantItems(fn, ['member'], ['Query']);
    connectors.grantPopulation(fn);
    const says = 'the directory of record was not read: whoever left or changed there may stay unseen';
    const letters = new DeadLetters(this, 'DeadLetters', {
      ...{ keys, alerts, alarm: 'PopulationDeadLetters', says, runbook: 'population-not-read' },
    });
    letters.keepCallsOf(fn);
    // The next look begins where the last one ended, so a late one is useless.
    const once = { retryAttempts: 0, maxEventAge: Duration.minutes(EVERY) };
    fn.configureAsyncInvoke({ ...once, onFailure: letters.destination });
    if (!connectors.hasPopulation) return;
    new Rule(this, 'Look', {
      description: 'looks at the directories of record',
      schedule: Schedule.rate(Duration.minutes(EVERY)),
      targets: [new LambdaTarget(fn, { ...once, deadLetterQueue: letters.queue })],
    });
    alerts.alarm('PopulationSilent', {
      metric: fn.metricInvocations({ period: Duration.hours(1) }),
      says: 'the directories of record have not been read for an hour',
      ...{ runbook: 'population-not-read', threshold: 1, below: true, silence: true },
    });
    alerts.alarm('PopulationPutAside', {
      metric: logged(fn, 'population record put aside'),
      says: 'a change in the directory of record could not be looked at, because the stream of its account is stopped',
      ...{ runbook: 'population-not-read', threshold: 1 },
    });
  }
}
