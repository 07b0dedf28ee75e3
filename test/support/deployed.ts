import type { FunctionName } from '../../lambdas/contract/functions.ts';
import { type Resource, type Synthesized, synthesize } from '../../lib/app.ts';

/** A statement of a policy, as the template spells it. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Reads a synthesized template: its resources, and the rights of each function. */
export class Deployed {
  readonly #synthesized: Synthesized;

  constructor(synthesized: Synthesized = synthesize()) {
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
    return this.all('AWS::IAM::Policy')
      .filter(({ Roles }) => JSON.stringify(Roles).includes(`"${role}"`))
      .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement);
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
