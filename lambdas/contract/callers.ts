import type { CONNECTORS, ConnectorName } from './connectors.ts';
import type { FunctionName } from './functions.ts';

/** The purpose of a connector's call; the connector's row lists the operations for each. */
export type CallPurpose = keyof Omit<(typeof CONNECTORS)[ConnectorName]['rights'], 'service'>;

/** The functions that call connectors, and for what: the stack grants each the rights for it. */
export const CALLERS = {
  registry: ['identify', 'rank'],
  assess: ['examine', 'rank', 'opens'],
  execute: ['perform', 'rank', 'opens'],
  revoke: ['revoke'],
  sweeper: ['revoke'],
} as const satisfies Readonly<Partial<Record<FunctionName, readonly CallPurpose[]>>>;

/** The same for users and roles of IAM, where the function that hears of CloudTrail asks whose name it is. */
export const IAM_CALLERS: Readonly<Partial<Record<FunctionName, readonly CallPurpose[]>>> = {
  ...CALLERS,
  cloudTrail: ['identify'],
};

/** What the rotation function calls at IAM: for every user that the deployment names, and for those that a tag gives to a secret. */
export const ACCESS_KEY_RIGHTS = {
  read: ['ListUserTags', 'ListAccessKeys', 'GetAccessKeyLastUsed'],
  change: ['CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey'],
} as const;

/**
 * What no function may do in IAM Identity Center: change who somebody is, what they are in, or what a permission set allows; or what AWS's console does
 * without an operation that is public (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamidentitycenterdirectory.html).
 */
export const NEVER_IN_CENTER = {
  console: [
    ...(['sso-directory:AddMemberToGroup', 'sso-directory:DeleteMfaDeviceForUser'] as const),
    ...(['sso-directory:UpdatePassword', 'sso-directory:UpdateUser'] as const),
  ],
  store: ['CreateGroupMembership', 'DeleteUser', 'UpdateUser'],
  instance: [
    ...(['sso:AttachManagedPolicyToPermissionSet', 'sso:CreateAccountAssignment'] as const),
    ...(['sso:ProvisionPermissionSet', 'sso:PutInlinePolicyToPermissionSet'] as const),
  ],
} as const;

/** What the doctor is told, so that it can ask IAM whether functions have the rights that they need there. */
export interface RightsAtIam {
  /** ARNs of governed users and roles, and of users with governed access keys, with or without `*` at the end; empty: there are none. */
  readonly identities: readonly string[];
  readonly keyUsers: readonly string[];
  /** ARNs of the instance of IAM Identity Center and of its identity store; absent: there is none. */
  readonly center?: { readonly instance: string; readonly store: string };
  /** ARNs of the roles of the functions, by the name of the function. */
  readonly holders: Readonly<Record<string, string>>;
}
