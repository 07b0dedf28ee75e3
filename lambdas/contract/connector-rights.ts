// Operations that rows of `connectors.ts` share, by what they are called for.

/** For every call to a directory outside AWS: a service account or an application signs in there. */
export const SIGNING_IN = {
  service: 'secretsmanager',
  identify: ['GetSecretValue'],
  rank: ['GetSecretValue'],
  opens: ['GetSecretValue'],
  examine: ['GetSecretValue'],
  perform: ['GetSecretValue'],
  revoke: ['GetSecretValue'],
} as const;

/** For performing and for revoking: a secret is rotated again when its grant ends. */
export const ROTATING = ['DescribeSecret', 'RotateSecret'] as const;

/** Who a user or a role is, and what tells their tier. */
export const IAM_IDENTIFYING = ['GetUser', 'GetRole'] as const;
export const IAM_RANKING = [
  ...IAM_IDENTIFYING,
  ...(['ListGroupsForUser', 'ListAttachedUserPolicies'] as const),
  ...(['ListAttachedRolePolicies', 'ListAttachedGroupPolicies'] as const),
] as const;
/** What they open: names of policies, never what one says. */
export const IAM_OPENING = [...IAM_RANKING, 'ListUserPolicies', 'ListRolePolicies'] as const;
/** When a key was used, for whoever approves: an execution compares without it. */
export const IAM_USES = ['ListAccessKeys', 'GetAccessKeyLastUsed'] as const;
/** A user who was renamed is found among all of them, and whoever has the name now is nobody. */
export const IAM_READING = [
  ...IAM_IDENTIFYING,
  ...(['ListUsers', 'GetLoginProfile', 'GetUserPolicy', 'GetRolePolicy'] as const),
] as const;

/** What tells the tier of a user of IAM Identity Center. */
export const CENTER_RANKING = [
  ...(['GetUserId', 'ListGroupMembershipsForMember', 'DescribeGroup'] as const),
  ...(['sso:ListAccountAssignmentsForPrincipal', 'sso:ListManagedPoliciesInPermissionSet'] as const),
  'sso:DescribeInstance',
] as const;

/** What the doctor reads there, of the instance and of nobody. */
export const CENTER_EXAMINING = ['GetUserId', 'sso:DescribeInstance'] as const;
