import type { Resource, Template } from '../../lib/app.ts';

/** Properties by which somebody gives a resource its name. */
export const NAMES = [
  ...['Name', 'TableName', 'QueueName', 'LogGroupName', 'UserPoolName', 'AliasName', 'KeyName', 'TopicName'],
  ...['FunctionName', 'RoleName', 'RuleName', 'StateMachineName', 'Domain', 'AlarmName', 'BackupVaultName'],
];

/** Types whose `FunctionName` or `Name` refers to another resource, or is a name inside of one. */
const INSIDE = ['AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission'];

/** Properties of which a change makes CloudFormation replace the resource, besides its name. */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'],
  'AWS::Cognito::UserPool': ['UsernameAttributes', 'AliasAttributes'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage'],
};

type Placed = Resource & { readonly DeletionPolicy?: string; readonly UpdateReplacePolicy?: string };

/** Whoever is told why CloudFormation gave up. */
export class StackFailed extends Error {}

interface Stack {
  readonly id: string;
  template: Template;
}

/**
 * What CloudFormation does with names, as far as they decide whether a deployment can be repeated
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html and cfn-resource names in the same guide).
 * Names that it makes itself are always new, so only names that somebody gave are kept here.
 */
export class CloudFormation {
  /** Physical names in the account, with their types. */
  readonly names = new Set<string>();
  /** Resources that were left behind, by logical id. */
  readonly left: string[] = [];
  #made = 0;

  /** Creates a stack; with `failAt`, the resource of that index fails, and what was made is taken back. */
  create(template: Template, failAt = Number.POSITIVE_INFINITY): Stack {
    this.#made += 1;
    const part = String(this.#made).padStart(8, '0');
    const id = `arn:aws:cloudformation:us-east-1:111122223333:stack/Countersign/${part}-aaaa-bbbb-cccc-dddddddddddd`;
    const done: [string, Placed][] = [];
    for (const [index, entry] of Object.entries(template.Resources).entries()) {
      if (index === failAt || !this.#take(entry[1], id)) {
        for (const [logicalId, resource] of done.reverse()) this.#remove(logicalId, resource, { id, created: false });
        throw new StackFailed(index === failAt ? 'failed' : `${entry[0]} already exists`);
      }
      done.push(entry);
    }
    return { id, template };
  }

  destroy({ id, template }: Stack): void {
    for (const [logicalId, resource] of Object.entries(template.Resources).reverse())
      this.#remove(logicalId, resource, { id, created: true });
  }

  /** Refuses what CloudFormation refuses: replacing what somebody named, or making it anew beside itself. */
  update(stack: Stack, template: Template): void {
    for (const [logicalId, resource] of Object.entries(template.Resources)) {
      const before = stack.template.Resources[logicalId];
      const name = nameOf(resource, stack.id);
      if (before === undefined) {
        if (name !== undefined && this.names.has(name)) throw new StackFailed(`${logicalId} already exists`);
        continue;
      }
      const replaced = (REPLACING[resource.Type] ?? []).some(
        (property) => JSON.stringify(before.Properties?.[property]) !== JSON.stringify(resource.Properties?.[property]),
      );
      if (replaced && name !== undefined && name === nameOf(before, stack.id))
        throw new StackFailed(`a custom-named resource requires replacing: ${logicalId}`);
      if (replaced || name !== nameOf(before, stack.id)) this.left.push(logicalId);
    }
    stack.template = template;
  }

  #take(resource: Resource, id: string): boolean {
    const name = nameOf(resource, id);
    if (name === undefined) return true;
    if (this.names.has(name)) return false;
    this.names.add(name);
    return true;
  }

  #remove(logicalId: string, resource: Placed, { id, created }: { id: string; created: boolean }): void {
    const { DeletionPolicy: policy = 'Delete', Properties = {} } = resource;
    if (policy === 'Retain' || (policy === 'RetainExceptOnCreate' && created)) {
      this.left.push(logicalId);
      return;
    }
    if (Properties['DeletionProtectionEnabled'] === true || Properties['DeletionProtection'] === 'ACTIVE')
      throw new StackFailed(`${logicalId} is protected: the stack is stuck`);
    const name = nameOf(resource, id);
    if (name !== undefined) this.names.delete(name);
  }
}

/** The name that a resource gets in this stack, with its type; undefined when CloudFormation makes it. */
export function nameOf({ Type, Properties = {} }: Resource, stackId: string): string | undefined {
  if (INSIDE.includes(Type)) return undefined;
  const [given] = NAMES.filter((name) => Properties[name] !== undefined);
  // A host has a record of each kind.
  const kind = Type === 'AWS::Route53::RecordSet' ? ` ${String(Properties['Type'])}` : '';
  return given === undefined ? undefined : `${Type}${kind} ${textOf(Properties[given], stackId)}`;
}

/** A text of the template in this stack: references to other resources are left as they are. */
function textOf(value: unknown, stackId: string): string {
  if (typeof value === 'string') return value;
  const { Ref: ref, 'Fn::Join': join, 'Fn::Select': select } = value as Intrinsic;
  if (ref === 'AWS::StackId') return stackId;
  if (join !== undefined) return join[1].map((part) => textOf(part, stackId)).join(join[0]);
  if (select !== undefined) {
    const [delimiter, whole] = select[1]['Fn::Split'];
    return textOf(whole, stackId).split(delimiter)[Number(select[0])] ?? '';
  }
  return JSON.stringify(value);
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  readonly 'Fn::Select'?: readonly [string | number, { readonly 'Fn::Split': readonly [string, unknown] }];
}
