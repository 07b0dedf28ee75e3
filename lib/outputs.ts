import type { Alerts } from './alerts.ts';
import type { Api } from './api.ts';
import type { Functions, Rules } from './functions.ts';
import type { Identity } from './identity.ts';
import type { Keys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import type { Messages } from './messages.ts';
import type { Secrets } from './secrets.ts';
import type { Workflow } from './workflow.ts';
import type { Workspace } from './workspace.ts';

interface Parts {
  readonly api: Api;
  readonly rules: Rules;
  readonly functions: Functions;
  readonly ledger: Ledger;
  readonly workspace: Workspace;
  readonly workflow: Workflow;
  readonly alerts: Alerts;
  readonly keys: Keys;
  readonly secrets: Secrets;
  readonly messages: Messages;
  readonly identity: Identity;
}

/** Outputs of the stack: everything that a step of the README needs. */
export function outputsOf(parts: Parts): Readonly<Record<string, string>> {
  const { api, rules, functions, ledger, workspace, workflow, alerts, keys, secrets, messages, identity } = parts;
  const { issuer, made } = identity;
  return {
    ApiUrl: api.url,
    ...(api.target === undefined ? {} : { DomainTarget: api.target }),
    PageUrl: messages.addressOf(api),
    ConsoleUrl: `${messages.addressOf(api)}/console`,
    StateMachineArn: workflow.stateMachine.stateMachineArn,
    LedgerTableName: ledger.table.tableName,
    WorkspaceTableName: workspace.table.tableName,
    AlertTopicArn: alerts.topic.topicArn,
    CustodyKeyArn: keys.custody.keyArn,
    WebhookKeyPrefix: secrets.webhookPrefix,
    BootstrapFunctionName: functions.of('bootstrap').functionName,
    RotationFunctionArn: functions.of('rotateSecret').functionArn,
    ...(rules.digest === undefined ? {} : { PolicyDigest: rules.digest }),
    TokenIssuer: issuer.url,
    SignInClientId: issuer.clientId ?? issuer.audience[0] ?? '',
    ...(made === undefined ? {} : { UserPoolId: made.userPoolId, UserPoolClientId: made.clientId }),
  };
}
