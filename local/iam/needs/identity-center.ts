import { ACCOUNT_ID } from '../../aws/arns.ts';
import { type Input, type Need, type Needs, need, textIn } from './need.ts';

/**
 * Operations of IAM Identity Center. Of an identity store each resource that an operation names must be allowed
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentitystore.html), of an instance the instance and the permission set
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamidentitycenter.html).
 */

const store = (input: Input): string =>
  `arn:aws:identitystore::${ACCOUNT_ID}:identitystore/${textIn(input, 'IdentityStoreId')}`;
/** Whom a name leads to is not known before it is looked up: a name that no statement about a single user covers. */
const WHOEVER = 'whoever-it-is';
const user = (id: string): string => `arn:aws:identitystore:::user/${id}`;

const onStore =
  (action: string, more: (input: Input) => readonly string[] = () => []) =>
  (input: Input) =>
    [store(input), ...more(input)].map((resource): Need => need(`identitystore:${action}`, resource));

export const identityStoreNeeds: Needs = {
  GetUserId: onStore('GetUserId', () => [user(WHOEVER)]),
  DescribeUser: onStore('DescribeUser', (input) => [user(textIn(input, 'UserId'))]),
  DescribeGroup: onStore('DescribeGroup', (input) => [`arn:aws:identitystore:::group/${textIn(input, 'GroupId')}`]),
  // AWS judges it on all memberships too (`membership/*`), which is no single resource: no evaluator could say it here.
  ListGroupMembershipsForMember: onStore('ListGroupMembershipsForMember', ({ MemberId = {} }) => [
    user(textIn(MemberId as Input, 'UserId')),
  ]),
};

const onInstance =
  (action: string, ...more: readonly string[]) =>
  (input: Input) =>
    ['InstanceArn', ...more].map((name): Need => need(`sso:${action}`, textIn(input, name)));

export const ssoNeeds: Needs = {
  DescribeInstance: onInstance('DescribeInstance'),
  ListAccountAssignmentsForPrincipal: onInstance('ListAccountAssignmentsForPrincipal'),
  DescribePermissionSet: onInstance('DescribePermissionSet', 'PermissionSetArn'),
  ListManagedPoliciesInPermissionSet: onInstance('ListManagedPoliciesInPermissionSet', 'PermissionSetArn'),
};
