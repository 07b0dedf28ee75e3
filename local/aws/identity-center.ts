import { z } from 'zod';
import { type CenterState, type CenterUser, throttling } from './identity-center/state.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { JsonService } from './protocol/json.ts';
import { type Operations, operationsOf } from './protocol/operations.ts';

export { CenterStore } from './identity-center/state.ts';

const operation = operationsOf('ValidationException');

/** https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_User.html */
const ID = z.string().regex(/^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const IdentityStoreId = z.string().regex(/^d-[0-9a-f]{10}$/);
const InstanceArn = z.string().regex(/^arn:aws:sso:::instance\/(sso)?ins-[a-zA-Z0-9-.]{16}$/);
const PermissionSetArn = z
  .string()
  .regex(/^arn:aws:sso:::permissionSet\/(sso)?ins-[a-zA-Z0-9-.]{16}\/ps-[a-zA-Z0-9-./]{16}$/);
const paging = { MaxResults: z.int().min(1).max(100).optional(), NextToken: z.string().optional() };

const notFound = (ResourceType: string): AwsError =>
  new AwsError('ResourceNotFoundException', `${ResourceType} not found.`, { members: { ResourceType } });

/** One page of a list; the token is the place of its first item. */
function pageOf<Item>(
  items: readonly Item[],
  { NextToken: from, MaxResults: most }: { NextToken?: string | undefined; MaxResults?: number | undefined },
  size: number,
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  const start = from === undefined ? 0 : Number(from);
  if (!Number.isInteger(start) || start < 0 || start > items.length)
    throw new AwsError('ValidationException', 'The token is not valid.');
  const end = start + Math.min(most ?? size, size);
  return { items: items.slice(start, end), ...(end < items.length && { NextToken: String(end) }) };
}

/** The service `identitystore`: users and groups of one instance. What it does not change here, AWS changes by other operations. */
export class LocalIdentityStore implements JsonService {
  readonly target = 'AWSIdentityStore';
  readonly version = '1.1';
  readonly operations: Operations;

  constructor(state: CenterState) {
    const ours = (id: string): void => {
      throttling(state);
      if (id !== state.identityStoreId) throw notFound('IDENTITY_STORE');
    };
    const userOf = (id: string): CenterUser => {
      const user = state.users.get(id);
      if (user === undefined) throw notFound('USER');
      return user;
    };
    this.operations = {
      GetUserId: operation(getUserId, ({ IdentityStoreId: store, AlternateIdentifier: { UniqueAttribute: of } }) => {
        ours(store);
        const found = [...state.users.values()].find(
          ({ name }) => name.toLowerCase() === of.AttributeValue.toLowerCase(),
        );
        if (found === undefined) throw notFound('USER');
        return { IdentityStoreId: store, UserId: found.id };
      }),
      DescribeUser: operation(z.strictObject({ IdentityStoreId, UserId: ID }), ({ IdentityStoreId: store, UserId }) => {
        ours(store);
        const { id, name, status, external, mails } = userOf(UserId);
        return {
          ...{ IdentityStoreId: store, UserId: id, UserName: name, DisplayName: name, UserStatus: status },
          ...(external && { ExternalIds: [{ Issuer: 'https://scim.aws.com/one', Id: external }] }),
          Emails: mails.map((Value, index) => ({ Value, Type: 'work', Primary: index === 0 })),
        };
      }),
      ListGroupMembershipsForMember: operation(
        z.strictObject({ IdentityStoreId, MemberId: z.strictObject({ UserId: ID }), ...paging }),
        ({ IdentityStoreId: store, MemberId, ...page }) => {
          ours(store);
          const own = userOf(MemberId.UserId).groups;
          const { items, ...rest } = pageOf(own, page, state.pageSize);
          const memberships = items.map((GroupId) => ({
            IdentityStoreId: store,
            GroupId,
            MemberId,
            MembershipId: GroupId,
          }));
          return { GroupMemberships: memberships, ...rest };
        },
      ),
      DescribeGroup: operation(
        z.strictObject({ IdentityStoreId, GroupId: ID }),
        ({ IdentityStoreId: store, GroupId }) => {
          ours(store);
          const DisplayName = state.groups.get(GroupId);
          if (DisplayName === undefined) throw notFound('GROUP');
          return { IdentityStoreId: store, GroupId, DisplayName };
        },
      ),
    };
  }
}

const getUserId = z.strictObject({
  IdentityStoreId,
  AlternateIdentifier: z.strictObject({
    UniqueAttribute: z.strictObject({ AttributePath: z.literal('userName'), AttributeValue: z.string().min(1) }),
  }),
});

/** The service `sso-admin`, whose prefix at IAM and in signatures is `sso`: permission sets, and who has them in which account. */
export class LocalSsoAdmin implements JsonService {
  readonly target = 'SWBExternalService';
  readonly version = '1.1';
  readonly operations: Operations;

  constructor(state: CenterState) {
    const ours = (arn: string): void => {
      throttling(state);
      if (arn !== state.instanceArn) throw notFound('INSTANCE');
    };
    const setOf = (arn: string) => {
      const found = state.permissionSets.get(arn);
      if (found === undefined) throw notFound('PERMISSION_SET');
      return found;
    };
    const ofSet = z.strictObject({ InstanceArn, PermissionSetArn, ...paging });
    this.operations = {
      DescribeInstance: operation(z.strictObject({ InstanceArn }), ({ InstanceArn: arn }) => {
        ours(arn);
        const { identityStoreId, owner } = state;
        return { InstanceArn: arn, IdentityStoreId: identityStoreId, OwnerAccountId: owner, Status: 'ACTIVE' };
      }),
      ListAccountAssignmentsForPrincipal: operation(
        z.strictObject({ InstanceArn, PrincipalId: ID, PrincipalType: z.enum(['USER', 'GROUP']), ...paging }),
        ({ InstanceArn: arn, PrincipalId, PrincipalType, ...page }) => {
          ours(arn);
          const groups = state.users.get(PrincipalId)?.groups ?? [];
          const meant = [PrincipalId, ...(PrincipalType === 'USER' && state.answersForGroups ? groups : [])];
          const { items, ...rest } = pageOf(
            state.assignments.filter(({ principal }) => meant.includes(principal)),
            page,
            state.pageSize,
          );
          const assigned = items.map(({ account, permissionSet, principal }) => ({
            ...{ AccountId: account, PermissionSetArn: permissionSet, PrincipalId: principal },
            PrincipalType: state.users.has(principal) ? 'USER' : 'GROUP',
          }));
          return { AccountAssignments: assigned, ...rest };
        },
      ),
      DescribePermissionSet: operation(
        z.strictObject({ InstanceArn, PermissionSetArn }),
        ({ InstanceArn: arn, PermissionSetArn: set }) => {
          ours(arn);
          const { name } = setOf(set);
          return { PermissionSet: { Name: name, PermissionSetArn: set, SessionDuration: 'PT1H' } };
        },
      ),
      ListManagedPoliciesInPermissionSet: operation(ofSet, ({ InstanceArn: arn, PermissionSetArn: set, ...page }) => {
        ours(arn);
        const { items, ...rest } = pageOf(setOf(set).policies, page, state.pageSize);
        const policies = items.map((Arn) => ({ Arn, Name: Arn.split('/').at(-1) }));
        return { AttachedManagedPolicies: policies, ...rest };
      }),
    };
  }
}
