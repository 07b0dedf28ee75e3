import { ArnFormat, Stack } from 'aws-cdk-lib';
import { EventField, type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Alerts } from './alerts.ts';
import { type Functions, roleOf } from './functions.ts';
import type { Keys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import type { Lost } from './lost.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { Workflow } from './workflow.ts';
import type { Workspace } from './workspace.ts';

export interface TrailProps {
  readonly functions: Functions;
  readonly keys: Keys;
  readonly signing: SigningKeys;
  readonly ledger: Ledger;
  readonly workspace: Workspace;
  readonly workflow: Workflow;
  readonly alerts: Alerts;
  readonly lost: Lost;
}

/** What takes a key away from whoever needs it, or lets somebody else use it. */
const OF_KEYS = ['DisableKey', 'DisableKeyRotation', 'PutKeyPolicy', 'ScheduleKeyDeletion'];

/** What makes a table forget, or lets somebody rewrite it. */
const OF_TABLES = [
  ...['DeleteResourcePolicy', 'DeleteTable', 'PutResourcePolicy', 'UpdateContinuousBackups', 'UpdateTable'],
  'UpdateTimeToLive',
];

/**
 * Alerts about what somebody does to the parts of the stack, as CloudTrail tells EventBridge
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html). Only management events are assumed; without a
 * trail that records them in this region nothing arrives here. A deployment makes some of these calls too.
 */
export class Trail extends Construct {
  private readonly props: TrailProps;

  constructor(scope: Construct, id: string, props: TrailProps) {
    super(scope, id);
    this.props = props;
    const { keys, signing, ledger, workspace } = props;
    this.tell('KeyTouched', {
      says: 'a key was disabled, scheduled for deletion, or got another policy',
      runbook: 'key-touched',
      of: { source: ['aws.kms'], detail: { eventName: OF_KEYS, resources: { ARN: [...keys.arns, ...signing.arns] } } },
    });
    const tables = [ledger, workspace].map(({ table }) => table);
    const named = tables.flatMap(({ tableName, tableArn }) => [tableName, tableArn]);
    // A policy belongs to a table or to its stream, whose ARN begins with the table's.
    const owned = tables.map(({ tableArn }) => ({ prefix: tableArn }));
    this.tell('TableTouched', {
      says: 'the backups, the policy, the deletion protection or the keeping of a table was changed',
      runbook: 'table-touched',
      of: {
        source: ['aws.dynamodb'],
        detail: { eventName: OF_TABLES, requestParameters: { $or: [{ tableName: named }, { resourceArn: owned }] } },
      },
    });
    this.tell('ExecutionStopped', {
      says: 'somebody stopped the workflow of a recovery, which only the relay does',
      runbook: 'execution-stopped',
      of: {
        source: ['aws.states'],
        detail: {
          eventName: ['StopExecution'],
          requestParameters: { executionArn: [{ prefix: props.workflow.executionsPrefix }] },
          // The caller of a role names the role and its session. Root and services have other names, or none.
          userIdentity: { arn: [{ 'anything-but': { prefix: this.sessionsOf('relay') } }, { exists: false }] },
        },
      },
    });
  }

  /** Alerts about every call of this pattern, with who made it and when. */
  private tell(id: string, { says, runbook, of }: { says: string; runbook: string; of: EventPattern }): void {
    const { topic } = this.props.alerts;
    const rule = new Rule(this, id, {
      description: says,
      eventPattern: { ...of, detailType: ['AWS API Call via CloudTrail'] },
    });
    const field = (path: string) => EventField.fromPath(`$.detail.${path}`);
    const what = `${field('eventName')} by ${field('userIdentity.arn')} at ${field('eventTime')}`;
    const input = RuleTargetInput.fromText(`${says}: ${what}, event ${field('eventID')}: docs/runbook.md#${runbook}`);
    const deadLetterConfig = { arn: this.props.lost.keepEventsOf(rule) };
    // Not the CDK's own target: that lets EventBridge publish for whichever rule of whichever account.
    rule.addTarget({ bind: () => ({ arn: topic.topicArn, input, deadLetterConfig }) });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: `${id}Publishes`,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
  }

  private sessionsOf(name: 'relay'): string {
    const { roleName } = roleOf(this.props.functions.of(name));
    const resourceName = `${roleName}/`;
    const { SLASH_RESOURCE_NAME: arnFormat } = ArnFormat;
    return Stack.of(this).formatArn({ service: 'sts', region: '', resource: 'assumed-role', resourceName, arnFormat });
  }
}
