import { Stack } from 'aws-cdk-lib';
import { Policy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ACCESS_KEY_RIGHTS } from '../lambdas/contract/callers.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import type { KeyApiSettings } from '../lambdas/contract/key-apis.ts';
import { SECRET_TAG } from '../lambdas/contract/tags.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { roleOf } from './functions.ts';
import { actionsOf, allow, allowed } from './grants.ts';
import { grantPostgres, type PostgresProps } from './postgres.ts';

export interface RotationProps {
  /** ARNs of the customer-managed keys of governed secrets that use our rotation function. */
  readonly secretKeys?: readonly string[];
  /** The PostgreSQL servers whose roles the rotation function sets; none by default. */
  readonly postgres?: readonly PostgresProps[];
  /** The described APIs whose keys the rotation function makes, by their names; none by default. */
  readonly keyApis?: Readonly<Record<string, KeyApiSettings>>;
  /** ARNs of IAM users, with or without `*`, whose access keys the rotation function makes and deletes; none by default. */
  readonly iamUsers?: readonly string[];
  /** Addresses at which the consumers of secrets say whether they are well, by the name of the secret; none by default. */
  readonly probes?: Readonly<Record<string, string>>;
  /** The secrets of the account, as a resource of a policy. */
  readonly secrets: string;
}

/** The rotation function may access the secrets that use it, and Secrets Manager of this account may call it. */
export function letRotate(
  scope: Construct,
  rotation: LambdaFunction,
  { secretKeys = [], postgres, keyApis, iamUsers, probes, secrets }: RotationProps,
): void {
  if (postgres !== undefined) grantPostgres(rotation, postgres);
  if (keyApis !== undefined) {
    rotation.addEnvironment(ENV.keyApis, JSON.stringify(keyApis));
    allow(rotation, ['secretsmanager:GetSecretValue'], {
      on: [...new Set(Object.values(keyApis).map(({ secret }) => secret))],
    });
  }
  if (iamUsers !== undefined) grantAccessKeys(rotation, iamUsers);
  if (probes !== undefined) rotation.addEnvironment(ENV.probes, JSON.stringify(probes));
  rotation.addPermission('SecretsManager', {
    principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
    sourceAccount: Stack.of(scope).account,
  });
  const when = { ArnEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': rotation.functionArn } };
  const verbs = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
  // A separate policy, not an inline one: the function depends on its role's own policies, and this one names the function.
  const policy = new Policy(scope, 'Rotation', {
    roles: [roleOf(rotation)],
    statements: [
      allowed(actionsOf('secretsmanager', verbs), { on: [secrets], when }),
      allowed(['secretsmanager:GetRandomPassword'], { on: ['*'] }),
    ],
  });
  acknowledgeWildcard(policy, secrets, 'the condition leaves the secrets that are set to be rotated by this function');
  acknowledgeWildcard(policy, '*', 'a random password belongs to no resource');
  if (secretKeys.length > 0) allow(rotation, ['kms:Decrypt', 'kms:GenerateDataKey'], { on: secretKeys });
}

/** The rotation function may read these users' keys, and make and delete keys of those that a tag gives to a secret. */
function grantAccessKeys(rotation: LambdaFunction, users: readonly string[]): void {
  rotation.addEnvironment(ENV.iamUsers, users.join(' '));
  // INVARIANT: reads have no tag condition: IAM decides before a user is searched, and a deleted one has no tags.
  allow(rotation, actionsOf('iam', ACCESS_KEY_RIGHTS.read), { on: users });
  allow(rotation, actionsOf('iam', ACCESS_KEY_RIGHTS.change), {
    on: users,
    when: { StringLike: { [`aws:ResourceTag/${SECRET_TAG}`]: '*' } },
  });
  for (const user of users.filter((one) => one.includes('*')))
    acknowledgeWildcard(
      roleOf(rotation),
      user,
      'the settings name the users by a pattern, and a tag says which of them are governed',
    );
}
