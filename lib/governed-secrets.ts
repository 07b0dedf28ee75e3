import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { GOVERNED_TAG } from '../lambdas/contract/tags.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { roleOf } from './functions.ts';
import { allow } from './grants.ts';

/** The functions that may rotate governed secrets. */
interface Rotations {
  /** The stack's own. */
  readonly rotation: LambdaFunction;
  /** ARNs of others. */
  readonly others: readonly string[];
}

/** Rights in the secrets of the account that have the tag of governed ones. */
export function grantSecrets(fn: LambdaFunction, actions: readonly string[], { rotation, others }: Rotations): void {
  const secrets = secretsOf(fn);
  const rotations = [rotation.functionArn, ...others];
  const looking = actions.filter((action) => action === 'secretsmanager:DescribeSecret');
  const changing = actions.filter((action) => action !== 'secretsmanager:DescribeSecret');
  // INVARIANT: reads have no tag condition. IAM decides before a secret is searched: with a condition a deleted secret would answer
  // AccessDenied for ever, and its grant could never be confirmed gone. The code checks the tag.
  allow(fn, looking, { on: [secrets] });
  acknowledgeWildcard(roleOf(fn), secrets, 'the tag on a secret says that it is governed');
  if (changing.length === 0) return;
  // INVARIANT: no GetSecretValue: the function that rotates a secret cannot read it.
  allow(fn, changing, {
    on: [secrets],
    when: {
      StringEquals: { [`aws:ResourceTag/${GOVERNED_TAG.key}`]: GOVERNED_TAG.value },
      // A foreign rotation function would be shown the value.
      ArnEqualsIfExists: { 'secretsmanager:RotationLambdaARN': rotations },
    },
  });
  allow(fn, ['lambda:InvokeFunction'], { on: rotations });
}

/** Every secret of the account; the tag says which are governed. */
export const secretsOf = (scope: Construct): string =>
  Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
