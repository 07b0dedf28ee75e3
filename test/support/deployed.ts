import type { FunctionName } from '../../lambdas/contract/functions.ts';
import { type Resource, type Synthesized, synthesize } from '../../lib/app.ts';

/** A statement of a policy, as the template spells it. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

let plain: Synthesized | undefined;

function withoutSettings(): Synthesized {
  plain ??= synthesize();
  return plain;
}

/** Reads a synthesized template: its resources, and the rights of each function. */
export class Deployed {
  readonly #synthesized: Synthesized;

  /** Without an argument: the deployment without settings, which a test file synthesizes once. */
  constructor(synthesized: Synthesized = withoutSettings()) {
    this.#synthesized = synthesized;
  }

  get stack(): Synthesized['stack'] {
    return this.#synthesized.stack;
  }

  get resources(): readonly (readonly [id: string, Resource])[] {
    return Object.entries(this.#synthesized.template.Resources);
  }

  /** Properties of every resource of a type. */
  all(type: string): Readonly<Record<string, unknown>>[] {
    return this.resources.flatMap(([, { Type, Properties = {} }]) => (Type === type ? [Properties] : []));
  }

  /** Statements of the policies of a function's role. */
  statementsOf(name: FunctionName): Statement[] {
    const role = this.#idOf(this.stack.functions.of(name).role?.roleArn);
    return this.#policiesOf(role).flatMap(
      ({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement,
    );
  }

  /** Also the managed ones into which the CDK puts what is too long for an inline policy. */
  #policiesOf(role: string): Readonly<Record<string, unknown>>[] {
    return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
      .flatMap((type) => this.all(type))
      .filter(({ Roles }) => JSON.stringify(Roles ?? []).includes(`"${role}"`));
  }

  /** Logical ids of every role. */
  get roles(): readonly string[] {
    return this.resources.flatMap(([id, { Type }]) => (Type === 'AWS::IAM::Role' ? [id] : [])).sort();
  }

  /** Everything that decides what a role may do, a line each: who assumes it, managed policies, and every statement with its conditions. */
  rightsOf(role: string): readonly string[] {
    const { Properties = {} } = this.#synthesized.template.Resources[role] ?? {};
    const { AssumeRolePolicyDocument: trust, Policies = [], ManagedPolicyArns = [], PermissionsBoundary } = Properties;
    const attached = this.#policiesOf(role);
    const documents = [...(Policies as Policed[]), ...(attached as unknown as Policed[])];
    return [
      ...(trust as Document).Statement.map((one) => `trust: ${lineOf(one)}`),
      ...(ManagedPolicyArns as unknown[]).map((arn) => `managed: ${spelled(arn)}`),
      ...(PermissionsBoundary === undefined ? [] : [`boundary: ${spelled(PermissionsBoundary)}`]),
      ...documents.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map(lineOf)).sort(),
    ];
  }

  /** Every action that a function may perform, on any resource or on those whose spelling contains a text. */
  actionsOf(name: FunctionName, on = ''): string[] {
    const found = this.statementsOf(name).filter(
      ({ Effect, Resource: resource }) => Effect === 'Allow' && JSON.stringify(resource ?? '').includes(on),
    );
    return [...new Set(found.flatMap(({ Action }) => Action))].sort();
  }

  /** Environment variables of a function. */
  environmentOf(name: FunctionName): Readonly<Record<string, unknown>> {
    const { Environment } = this.propertiesOf(name);
    return (Environment as { Variables: Record<string, unknown> } | undefined)?.Variables ?? {};
  }

  /** Properties of a function. */
  propertiesOf(name: FunctionName): Readonly<Record<string, unknown>> {
    const id = this.#idOf(this.stack.functions.of(name).functionArn);
    return this.#synthesized.template.Resources[id]?.Properties ?? {};
  }

  /** Logical id in a reference such as `{ 'Fn::GetAtt': [id, 'Arn'] }`. */
  #idOf(reference: unknown): string {
    const { 'Fn::GetAtt': attribute } = this.stack.resolve(reference) as { 'Fn::GetAtt'?: [string, string] };
    if (attribute === undefined) throw new Error('the reference is no attribute of a resource');
    return attribute[0];
  }
}

interface Document {
  readonly Statement: readonly Statement[];
}

interface Policed {
  readonly PolicyDocument: Document;
}

/** A statement on one line, with every member that it has. */
export const lineOf = ({ Effect, Action, ...others }: Statement): string =>
  [
    Effect,
    [Action].flat().join(' '),
    ...Object.entries(others).map(([name, value]) => `${name} ${listed(value)}`),
  ].join(' | ');

function listed(value: unknown): string {
  if (Array.isArray(value)) return value.map(spelled).sort().join(' ');
  if (typeof value !== 'object' || value === null || isReference(value)) return spelled(value);
  return Object.entries(value)
    .map(([name, inside]) => `${name}: ${listed(inside)}`)
    .join('; ');
}

const isReference = (value: object): boolean =>
  'Ref' in value || Object.keys(value).some((key) => key.startsWith('Fn::'));

/** A text of the template, with references as `${Id}` and `${Id.Attribute}`. */
function spelled(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (ref !== undefined) return `\${${ref}}`;
  if (attribute !== undefined) return `\${${attribute.join('.')}}`;
  if (join !== undefined) return join[1].map(spelled).join(join[0]);
  return JSON.stringify(value);
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly [string, string];
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
}
