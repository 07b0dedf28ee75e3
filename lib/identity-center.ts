import { Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ENV } from '../lambdas/contract/environment.ts';
import type { IdentityCenterSettings } from '../lambdas/contract/identity-center.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { roleOf } from './functions.ts';
import { allow } from './grants.ts';

/**
 * Rights to read users, groups and permission sets of one instance of IAM Identity Center, and none that changes anything: whoever may change permission
 * sets may have every right in every account of the organization.
 */
export function grantIdentityCenter(
  fn: LambdaFunction,
  actions: readonly string[],
  settings: IdentityCenterSettings | undefined,
): void {
  if (settings === undefined) return;
  const { account, partition } = Stack.of(fn);
  const { instanceArn, identityStoreId } = settings;
  fn.addEnvironment(ENV.identityCenter, JSON.stringify(settings));
  const instance = instanceArn.slice(instanceArn.indexOf('/') + 1);
  const people = ['user', 'group', 'membership'].map((kind) => `arn:${partition}:identitystore:::${kind}/*`);
  const sets = `arn:${partition}:sso:::permissionSet/${instance}/*`;
  const given: readonly (readonly [prefix: string, on: readonly string[]])[] = [
    ['identitystore:', [`arn:${partition}:identitystore::${account}:identitystore/${identityStoreId}`, ...people]],
    ['sso:', [instanceArn, sets]],
  ];
  for (const [prefix, on] of given) {
    const own = actions.filter((action) => action.startsWith(prefix));
    if (own.length === 0) continue;
    allow(fn, own, { on });
    for (const one of on.filter((arn) => arn.endsWith('*')))
      acknowledgeWildcard(roleOf(fn), one, 'users, groups and permission sets are read, and the code names each');
  }
}
