import type { StoredIdentity, StoredUser } from '../../aws/iam/user.ts';
import { iamRoleArn, userArn } from '../../aws/iam/user.ts';
import type { Context } from '../encryption-context.ts';
import { type Input, type Need, type Needs, need, textIn } from './need.ts';

/** Who is there. */
export interface Known {
  readonly user: (name: string) => StoredUser | undefined;
  readonly role: (name: string) => StoredIdentity | undefined;
  readonly holder: (keyId: string) => StoredUser | undefined;
}

/** Operations that name a user, and those that name a role. */
const OF_USERS = [
  ...['CreateAccessKey', 'ListAccessKeys', 'UpdateAccessKey', 'DeleteAccessKey', 'ListUserTags', 'GetUser'],
  ...['GetLoginProfile', 'UpdateLoginProfile', 'DeleteLoginProfile', 'ListMFADevices', 'DeactivateMFADevice'],
  ...['GetUserPolicy', 'PutUserPolicy', 'ListGroupsForUser', 'ListAttachedUserPolicies', 'ListUserPolicies'],
];
const OF_ROLES = ['GetRole', 'GetRolePolicy', 'PutRolePolicy', 'ListAttachedRolePolicies', 'ListRolePolicies'];

/** Operations on IAM users and roles. IAM decides before one is looked for: who is missing has a name, and neither path nor tags. */
export function iamNeeds({ user, role, holder }: Known): Needs {
  const on = (action: string, arn: string, one: StoredIdentity | undefined): readonly Need[] => [
    need(`iam:${action}`, one?.arn ?? arn, one === undefined ? {} : tagsOf(one)),
  ];
  const ofUser = (action: string) => (input: Input) => {
    const name = textIn(input, 'UserName');
    return on(action, userArn(name), user(name));
  };
  const ofRole = (action: string) => (input: Input) => {
    const name = textIn(input, 'RoleName');
    return on(action, iamRoleArn(name), role(name));
  };
  return {
    ...Object.fromEntries(OF_USERS.map((action) => [action, ofUser(action)])),
    ...Object.fromEntries(OF_ROLES.map((action) => [action, ofRole(action)])),
    GetAccessKeyLastUsed: (input) =>
      on('GetAccessKeyLastUsed', userArn('nobody'), holder(textIn(input, 'AccessKeyId'))),
    ListAttachedGroupPolicies: (input) => [
      need('iam:ListAttachedGroupPolicies', userArn(textIn(input, 'GroupName')).replace(':user/', ':group/')),
    ],
    DeleteVirtualMFADevice: (input) => [need('iam:DeleteVirtualMFADevice', textIn(input, 'SerialNumber'))],
    SimulatePrincipalPolicy: (input) => [need('iam:SimulatePrincipalPolicy', textIn(input, 'PolicySourceArn'))],
    ListUsers: () => [need('iam:ListUsers', '*')],
  };
}

const tagsOf = ({ tags }: StoredIdentity): Context =>
  Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]));
