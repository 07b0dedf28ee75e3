import type { FunctionName } from '../../lambdas/contract/functions.ts';
import type { Resource, Synthesized } from '../../lib/app.ts';
import { arnOf, functionArn } from '../aws/arns.ts';
import { urlOf } from '../aws/sqs.ts';
import type { Physical } from './resolve.ts';

/** What the parts of the stack are called here, where the template leaves the name to AWS. */
export interface LocalNames {
  readonly tables: { readonly ledger: string; readonly workspace: string };
  readonly keys: { readonly data: string; readonly custody: string; readonly signing: (name: string) => string };
  readonly topic: string;
  readonly stateMachine: string;
}

export type Functions = ReadonlyMap<string, FunctionName>;

/** ARN of a role by the name of its function. */
export const roleArn = (name: string): string =>
  arnOf('iam', `role/countersign-${name}`).replace(/:[a-z0-9-]*:(\d+):role/, '::$1:role');

/** What each logical id of the template stands for here; undefined for a resource that no policy names. */
export function physicalIn({ template }: Synthesized, functions: Functions, names: LocalNames) {
  const resources = template.Resources;
  const roles = rolesOf(resources, functions);
  const logs = logsOf(resources, functions);
  return (logicalId: string): Physical | undefined => {
    const resource = resources[logicalId];
    return resource && MAKERS[resource.Type]?.({ logicalId, resource, functions, names, roles, logs });
  };
}

/** Role ARNs by logical id: a function's role is named for the function, every other role for itself. */
export function rolesOf(
  resources: Readonly<Record<string, Resource>>,
  functions: Functions,
): ReadonlyMap<string, string> {
  const owners = Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    const [role] = (Properties?.['Role'] as { 'Fn::GetAtt'?: readonly string[] } | undefined)?.['Fn::GetAtt'] ?? [];
    const name = functions.get(id);
    return Type === 'AWS::Lambda::Function' && role !== undefined && name !== undefined ? [[role, name] as const] : [];
  });
  const owned = new Map<string, string>(owners);
  const all = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
  return new Map(
    all.map(([id]) => [id, roleArn(owned.get(id) ?? OTHER_ROLES.find(([part]) => part.test(id))?.[1] ?? id)]),
  );
}

/** Names of the log groups of functions by logical id. */
function logsOf(resources: Readonly<Record<string, Resource>>, functions: Functions): ReadonlyMap<string, string> {
  const entries = [...functions].flatMap(([id, name]) => {
    const { LogGroup } = (resources[id]?.Properties?.['LoggingConfig'] ?? {}) as { LogGroup?: { Ref?: string } };
    return LogGroup?.Ref === undefined ? [] : [[LogGroup.Ref, logGroupOf(name)] as const];
  });
  return new Map(entries);
}

const logGroupOf = (name: string): string => `/aws/lambda/${name}`;

/** The ARN of the stream that a function logs to. */
export const logStreamArn = (name: string): string => arnOf('logs', `log-group:${logGroupOf(name)}:log-stream:local`);

/** Roles of services, by their logical ids. */
const OTHER_ROLES: readonly (readonly [RegExp, string])[] = [
  [/^TimersSchedulerRole/, 'scheduler'],
  [/^WorkflowRecoveryRole/, 'workflow'],
];

interface Given {
  readonly logicalId: string;
  readonly resource: Resource;
  readonly functions: Functions;
  readonly names: LocalNames;
  readonly roles: ReadonlyMap<string, string>;
  readonly logs: ReadonlyMap<string, string>;
}

const named = (ref: string, Arn: string, more: Readonly<Record<string, string>> = {}): Physical => ({
  ref,
  attributes: { Arn, ...more },
});

/** By the type of a resource. */
const MAKERS: Readonly<Record<string, (given: Given) => Physical | undefined>> = {
  'AWS::Lambda::Function': ({ logicalId, functions }) => {
    const name = functions.get(logicalId);
    return name && named(name, functionArn(name));
  },
  'AWS::IAM::Role': ({ logicalId, roles }) => {
    const arn = roles.get(logicalId) ?? '';
    return named(arn.slice(arn.lastIndexOf('/') + 1), arn);
  },
  'AWS::DynamoDB::Table': ({ logicalId, names }) => {
    const name = logicalId.startsWith('Ledger') ? names.tables.ledger : names.tables.workspace;
    const arn = arnOf('dynamodb', `table/${name}`);
    return named(name, arn, { StreamArn: streamArn(name) });
  },
  'AWS::KMS::Key': ({ logicalId, names }) => {
    const id = keyOf(logicalId, names);
    return named(id, arnOf('kms', `key/${id}`));
  },
  'AWS::SNS::Topic': ({ names }) => named(names.topic, names.topic, { TopicArn: names.topic }),
  'AWS::SQS::Queue': ({ logicalId }) => named(urlOf(logicalId), arnOf('sqs', logicalId)),
  'AWS::Logs::LogGroup': ({ logicalId, logs }) => {
    const name = logs.get(logicalId) ?? logicalId;
    return named(name, arnOf('logs', `log-group:${name}:*`));
  },
  'AWS::StepFunctions::StateMachine': ({ names }) => {
    const arn = arnOf('states', `stateMachine:${names.stateMachine}`);
    return named(arn, arn, { Name: names.stateMachine });
  },
  'AWS::Events::Rule': ({ logicalId }) => named(logicalId, arnOf('events', `rule/${logicalId}`)),
  'AWS::Events::EventBus': ({ resource }) => {
    const name = String(resource.Properties?.['Name']);
    return named(name, arnOf('events', `event-bus/${name}`));
  },
  'AWS::ApiGatewayV2::Api': () => ({ ref: API_ID, attributes: {} }),
};

/** Id of the HTTP API. */
export const API_ID = 'local';

/** The ARN of a table's stream, which AWS names by the moment at which it was turned on. */
export const streamArn = (table: string): string => arnOf('dynamodb', `table/${table}/stream/2026-01-01T00:00:00.000`);

function keyOf(logicalId: string, { keys }: LocalNames): string {
  const [, name] = /^SigningKeys([A-Z][a-z]+\d*)[0-9A-F]{8}$/.exec(logicalId) ?? [];
  if (name !== undefined) return keys.signing(name.toLowerCase());
  // No stand-in encrypts logs.
  if (logicalId.startsWith('KeysLogs')) return logicalId;
  return logicalId.startsWith('KeysCustody') ? keys.custody : keys.data;
}
