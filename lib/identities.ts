import { Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CALLERS, IAM_CALLERS, type RightsAtIam } from '../lambdas/contract/callers.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import type { FunctionName } from '../lambdas/contract/functions.ts';
import { GOVERNED_TAG } from '../lambdas/contract/tags.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { type Functions, roleOf } from './functions.ts';
import { allow } from './grants.ts';

/** IAM judges it on no user: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
const ON_EVERYTHING = ['iam:ListUsers'];
/** On devices, of which IAM deletes none that belongs to a user. */
const ON_DEVICES = ['iam:DeleteVirtualMFADevice'];

/** Rights on users and roles of the AWS account: to read all of them, and to change those that the deployment names and a tag governs. */
export function grantIdentities(
  fn: LambdaFunction,
  actions: readonly string[],
  identities: readonly string[] | undefined,
): void {
  if (identities === undefined) return;
  const all = (resource: string): string =>
    Stack.of(fn).formatArn({ service: 'iam', region: '', resource, resourceName: '*' });
  const chosen = (pick: (action: string) => boolean): readonly string[] => actions.filter(pick);
  const isApart = (action: string): boolean => [...ON_EVERYTHING, ...ON_DEVICES].includes(action);
  const isRead = (action: string): boolean => /^iam:(Get|List)/.test(action);
  // INVARIANT: reads have no tag condition and no path: IAM decides before a user is searched, and one who is gone has neither.
  const readable = ['user', 'role', 'group'].map(all);
  give(fn, {
    actions: chosen((one) => isRead(one) && !isApart(one)),
    on: readable,
    because: 'the code checks the tag',
  });
  give(fn, { actions: chosen((one) => ON_EVERYTHING.includes(one)), on: ['*'], because: 'a list of users is of all' });
  const devices = { on: [all('mfa')], because: 'IAM deletes only devices that belong to nobody' };
  give(fn, { actions: chosen((one) => ON_DEVICES.includes(one)), ...devices });
  const when = { StringEquals: { [`aws:ResourceTag/${GOVERNED_TAG.key}`]: GOVERNED_TAG.value } };
  const because = 'the settings name the identities by a pattern, and a tag says which of them are governed';
  give(fn, { actions: chosen((one) => !isRead(one) && !isApart(one)), on: identities, because, when });
}

/** Of each kind: more ARNs would not fit into the variables of a function, which have 4 KB, and what withholds a right seldom tells paths apart. */
const MOST_ASKED = 4;

/** For the doctor: whether the functions that act at IAM may, as IAM says of their roles and of no other. */
export function letAskOfRights(
  doctor: LambdaFunction,
  functions: Functions,
  { identities = [], keyUsers = [], center }: Partial<Omit<RightsAtIam, 'holders'>>,
): void {
  const names = [
    ...(identities.length > 0 ? (Object.keys(IAM_CALLERS) as FunctionName[]) : []),
    ...(keyUsers.length > 0 ? (['rotateSecret'] as const) : []),
    ...(center === undefined ? [] : (Object.keys(CALLERS) as FunctionName[])),
  ];
  const roles = [...new Set(names)].map((name) => [name, roleOf(functions.of(name)).roleArn] as const);
  const some = (kind: string) => identities.filter((arn) => arn.includes(`:${kind}/`)).slice(0, MOST_ASKED);
  const asked = {
    identities: [...some('user'), ...some('role')],
    keyUsers: keyUsers.slice(0, MOST_ASKED),
    ...(center && { center }),
  };
  const told: RightsAtIam = { ...asked, holders: Object.fromEntries(roles) };
  doctor.addEnvironment(ENV.rightsAtIam, Stack.of(doctor).toJsonString(told));
  allow(doctor, ['iam:SimulatePrincipalPolicy'], { on: roles.map(([, arn]) => arn) });
}

interface Given {
  readonly actions: readonly string[];
  readonly on: readonly string[];
  readonly because: string;
  readonly when?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function give(fn: LambdaFunction, { actions, on, because, when }: Given): void {
  if (actions.length === 0) return;
  allow(fn, actions, { on, ...(when === undefined ? {} : { when }) });
  for (const one of on.filter((arn) => arn.includes('*'))) acknowledgeWildcard(roleOf(fn), one, because);
}
