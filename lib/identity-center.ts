import { Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RightsAtIam } from '../lambdas/contract/callers.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import type { IdentityCenterSettings } from '../lambdas/contract/identity-center.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { roleOf } from './functions.ts';
import { allow } from './grants.ts';

/** The identity store is in the account of the stack, which is the management account. */
const storeArnOf = (fn: LambdaFunction, { identityStoreId }: IdentityCenterSettings): string =>
  Stack.of(fn).formatArn({
    service: 'identitystore',
    region: '',
    resource: 'identitystore',
    resourceName: identityStoreId,
  });

/** What the doctor is told of the instance, to ask IAM about it. */
export const centerOf = (fn: LambdaFunction, settings: IdentityCenterSettings): NonNullable<RightsAtIam['center']> => ({
  ...{ instance: settings.instanceArn, store: storeArnOf(fn, settings) },
});

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
  const { partition } = Stack.of(fn);
  const { instanceArn } = settings;
  fn.addEnvironment(ENV.identityCenter, JSON.stringify(settings));
  const does = (action: string): boolean => actions.includes(`identitystore:${action}`);
  const people = [
    'user',
    ...(does('DescribeGroup') ? ['group'] : []),
    ...(does('ListGroupMembershipsForMember') ? ['membership'] : []),
  ].map((kind) => `arn:${partition}:identitystore:::${kind}/*`);
  const instance = instanceArn.slice(instanceArn.indexOf('/') + 1);
  const isOfSets = actions.some((action) => /^sso:.*PermissionSet/.test(action));
  const sets = isOfSets ? [`arn:${partition}:sso:::permissionSet/${instance}/*`] : [];
  const given: readonly (readonly [prefix: string, on: readonly string[]])[] = [
    ['identitystore:', [storeArnOf(fn, settings), ...people]],
    ['sso:', [instanceArn, ...sets]],
  ];
  for (const [prefix, on] of given) {
    const own = actions.filter((action) => action.startsWith(prefix));
    if (own.length === 0) continue;
    allow(fn, own, { on });
    for (const one of on.filter((arn) => arn.endsWith('*')))
      acknowledgeWildcard(roleOf(fn), one, 'users, groups and permission sets are read, and the code names each');
  }
}
