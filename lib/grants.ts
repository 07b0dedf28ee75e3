import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Where a right holds. */
export interface Where {
  /** ARNs of resources. */
  readonly on: readonly string[];
  /** Conditions as IAM spells them: operator, key, values. */
  readonly when?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Allows exactly these actions there. */
export function allow(grantee: IGrantable, actions: readonly string[], where: Where): void {
  grantee.grantPrincipal.addToPrincipalPolicy(allowed(actions, where));
}

/** The same as a statement. */
export const allowed = (actions: readonly string[], { on, when = {} }: Where): PolicyStatement =>
  new PolicyStatement({ actions: [...actions], resources: [...on], conditions: when });

/** `['GetItem', …]` of `dynamodb` as actions. */
export const actionsOf = (service: string, verbs: readonly string[]): string[] =>
  verbs.map((verb) => `${service}:${verb}`);
