import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** The scope of a right. */
export interface Where {
  /** ARNs of resources. */
  readonly on: readonly string[];
  /** Conditions in IAM's spelling: operator, key, values. */
  readonly when?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Allows exactly these actions in that scope. */
export function allow(grantee: IGrantable, actions: readonly string[], where: Where): void {
  grantee.grantPrincipal.addToPrincipalPolicy(allowed(actions, where));
}

/** The same as a statement. */
export const allowed = (actions: readonly string[], { on, when = {} }: Where): PolicyStatement =>
  new PolicyStatement({ actions: [...actions], resources: [...on], conditions: when });

/** Turns `['GetItem', …]` of `dynamodb` into actions; a verb of another service has its name before it. */
export const actionsOf = (service: string, verbs: readonly string[]): string[] =>
  verbs.map((verb) => (verb.includes(':') ? verb : `${service}:${verb}`));
