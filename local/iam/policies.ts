import type { Resource, Synthesized } from '../../lib/app.ts';
import type { Policies } from './judge.ts';
import { type Functions, type LocalNames, physicalIn, rolesOf } from './physical.ts';
import { resolver } from './resolve.ts';
import { listOf, type Placed, type Statement, statementFrom } from './statement.ts';

type Document = { readonly Statement: readonly unknown[] };
type Entry = readonly [of: string, statements: readonly Placed[]];

/** Every policy of the synthesized template: of roles, of tables, keys, topics and queues, who may call a function, and who may assume a role. */
export function policiesIn(synthesized: Synthesized, functions: Functions, names: LocalNames): Policies {
  const { Resources } = synthesized.template;
  const resolve = resolver(physicalIn(synthesized, functions, names));
  const read = { resolve, roles: rolesOf(Resources, functions) };
  const all = Object.entries(Resources);
  return {
    identity: grouped(all.flatMap(([id, resource]) => identityIn(id, resource, read))),
    resource: grouped(all.flatMap(([id, resource]) => resourceIn(id, resource, read))),
  };
}

interface Reading {
  readonly resolve: (value: unknown) => unknown;
  /** ARNs by logical id. */
  readonly roles: ReadonlyMap<string, string>;
}

function identityIn(id: string, { Type, Properties = {} }: Resource, read: Reading): Entry[] {
  // The CDK puts what is too long for an inline policy into a managed one of the same role.
  if (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy') {
    const roles = Properties['Roles'] as readonly { readonly Ref: string }[];
    return roles.map(({ Ref }) => {
      const arn = read.roles.get(Ref) ?? '';
      return [arn, placed(nameOf(arn), arn, read.resolve(Properties['PolicyDocument']))];
    });
  }
  if (Type !== 'AWS::IAM::Role') return [];
  if (Properties['ManagedPolicyArns'] !== undefined)
    throw new Error(`role \`${id}\` has managed policies, whose text is not here`);
  const arn = read.roles.get(id) ?? '';
  const inline = (Properties['Policies'] ?? []) as readonly { readonly PolicyDocument: unknown }[];
  return inline.map(({ PolicyDocument }) => [arn, placed(nameOf(arn), arn, read.resolve(PolicyDocument))]);
}

function resourceIn(id: string, { Type, Properties = {} }: Resource, read: Reading): Entry[] {
  const own = (reference: unknown): string => String(read.resolve(reference));
  const arn = (): string => own({ 'Fn::GetAtt': [id, 'Arn'] });
  const of = (target: string, document: unknown): Entry => [target, placed(id, target, read.resolve(document))];
  switch (Type) {
    case 'AWS::KMS::Key':
      return [of(arn(), Properties['KeyPolicy'])];
    case 'AWS::DynamoDB::Table': {
      const policy = Properties['ResourcePolicy'] as { readonly PolicyDocument: unknown } | undefined;
      return policy === undefined ? [] : [of(arn(), policy.PolicyDocument)];
    }
    case 'AWS::SNS::TopicPolicy':
      return (Properties['Topics'] as readonly unknown[]).map((topic) => of(own(topic), Properties['PolicyDocument']));
    case 'AWS::SQS::QueuePolicy':
      return (Properties['Queues'] as readonly { readonly Ref: string }[]).map(({ Ref }) =>
        of(own({ 'Fn::GetAtt': [Ref, 'Arn'] }), Properties['PolicyDocument']),
      );
    case 'AWS::Lambda::Permission':
      return [of(own(Properties['FunctionName']), { Statement: [permission(Properties)] })];
    case 'AWS::IAM::Role': {
      const role = read.roles.get(id) ?? '';
      return [of(role, Properties['AssumeRolePolicyDocument'])];
    }
    default:
      return [];
  }
}

/** The statement that Lambda makes of a permission. */
function permission(properties: Readonly<Record<string, unknown>>): unknown {
  const { Action, FunctionName, Principal, SourceAccount, SourceArn } = properties;
  const conditions = {
    ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
  };
  return {
    Effect: 'Allow',
    Principal: { Service: Principal },
    Action,
    Resource: FunctionName,
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

const placed = (policy: string, of: string, document: unknown): readonly Placed[] =>
  (document as Document).Statement.map((value) => {
    const statement = statementFrom(value);
    return { id: `${policy}: ${inShort(statement)}`, of, statement };
  });

/** Enough to find the statement in the construct that grants it. */
function inShort({ Sid, Effect, Action, Resource, Condition = {} }: Statement): string {
  const conditions = Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).map(([key, value]) => `${key}=${listOf(value).join(' ')}`),
  );
  const on = Resource === undefined ? '' : ` on ${listOf(Resource).join(' ')}`;
  return `${Sid === undefined ? '' : `${Sid}: `}${Effect === 'Deny' ? 'deny ' : ''}${listOf(Action).join(' ')}${on}${conditions.length === 0 ? '' : ` if ${conditions.join(', ')}`}`;
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function grouped(entries: readonly Entry[]): Map<string, readonly Placed[]> {
  const groups = new Map<string, readonly Placed[]>();
  for (const [of, statements] of entries) groups.set(of, [...(groups.get(of) ?? []), ...statements]);
  return groups;
}
