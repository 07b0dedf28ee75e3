import { Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ENV } from '../lambdas/contract/environment.ts';
import { roleOf } from './functions.ts';
import { allow } from './grants.ts';

/** Rights in the one Cognito user pool of the people who recover; none without a pool. */
export function grantPool(fn: LambdaFunction, actions: readonly string[], userPoolId: string | undefined): void {
  if (userPoolId === undefined) return;
  fn.addEnvironment(ENV.userPoolId, userPoolId);
  const pool = Stack.of(fn).formatArn({ service: 'cognito-idp', resource: 'userpool', resourceName: userPoolId });
  allow(fn, actions, { on: [pool] });
  // CloudFormation's linter takes two actions of Cognito for misspelled: they are in
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html.
  const [policy] = roleOf(fn).node.findAll().filter(CfnPolicy.isCfnPolicy);
  policy?.addMetadata('cfn-lint', { config: { ignore_checks: ['W3037'] } });
}
