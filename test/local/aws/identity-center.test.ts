import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CenterUser } from '../../../local/aws/identity-center/state.ts';
import { CenterStore, LocalIdentityStore, LocalSsoAdmin } from '../../../local/aws/identity-center.ts';
import type { Operations } from '../../../local/aws/protocol/operations.ts';
import { identityStoreNeeds, ssoNeeds } from '../../../local/iam/needs/identity-center.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const ACCOUNT = '222222222222';

describe('the stand-in of IAM Identity Center', () => {
  let store: CenterStore;
  let jane: CenterUser;
  let people: Operations;
  let admin: Operations;
  beforeEach(() => {
    store = new CenterStore();
    jane = store.addUser('Jane');
    people = new LocalIdentityStore(store).operations;
    admin = new LocalSsoAdmin(store).operations;
  });

  const ask = (of: Operations, operation: string, input: object): Promise<unknown> => {
    const asked = of[operation];
    if (asked === undefined) throw new Error(`no ${operation}`);
    return asked(input);
  };
  const inStore = (operation: string, input: object) =>
    ask(people, operation, { IdentityStoreId: store.identityStoreId, ...input });
  const inInstance = (operation: string, input: object = {}) =>
    ask(admin, operation, { InstanceArn: store.instanceArn, ...input });
  const named = (AttributeValue: string, AttributePath = 'userName') => ({
    AlternateIdentifier: { UniqueAttribute: { AttributePath, AttributeValue } },
  });

  it('finds a user by a name in any case, and shows status, address and where else the user is', async () => {
    expect(await inStore('GetUserId', named('jane'))).toMatchObject({ UserId: jane.id });
    expect(await inStore('DescribeUser', { UserId: jane.id })).toMatchObject({
      ...{ UserId: jane.id, UserStatus: 'ENABLED', Emails: [{ Value: 'Jane@example.com', Primary: true }] },
    });
    Object.assign(jane, { status: 'DISABLED', external: 'scim-1', mails: [] });
    expect(await inStore('DescribeUser', { UserId: jane.id })).toMatchObject({
      ...{ UserStatus: 'DISABLED', Emails: [], ExternalIds: [{ Id: 'scim-1' }] },
    });
  });

  it('gives its lists in pages, and only tokens of its own lead to the next one', async () => {
    jane.groups = ['a', 'b', 'c'].map((name) => store.addGroup(name));
    const asked = { MemberId: { UserId: jane.id } };
    const first = (await inStore('ListGroupMembershipsForMember', asked)) as {
      readonly GroupMemberships: readonly unknown[];
      readonly NextToken: string;
    };
    expect(first.GroupMemberships).toHaveLength(2);
    const rest = await inStore('ListGroupMembershipsForMember', { ...asked, NextToken: first.NextToken });
    expect(rest).toMatchObject({ GroupMemberships: [{ GroupId: jane.groups[2] }] });
    expect(rest).not.toHaveProperty('NextToken');
    await expect(inStore('ListGroupMembershipsForMember', { ...asked, NextToken: 'x' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('answers for the groups of a user, or only for the user: AWS does not say which', async () => {
    const [group, set] = [
      store.addGroup('platform'),
      store.addPermissionSet('Read', 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
    ];
    jane.groups = [group];
    store.assign(group, set, ACCOUNT);
    const of = (PrincipalId: string, PrincipalType: string) =>
      inInstance('ListAccountAssignmentsForPrincipal', { PrincipalId, PrincipalType });
    const assignment = { AccountId: ACCOUNT, PermissionSetArn: set, PrincipalId: group, PrincipalType: 'GROUP' };
    expect(await of(jane.id, 'USER')).toEqual({ AccountAssignments: [] });
    expect(await of(group, 'GROUP')).toEqual({ AccountAssignments: [assignment] });
    store.answersForGroups = true;
    expect(await of(jane.id, 'USER')).toEqual({ AccountAssignments: [assignment] });
    expect(await inInstance('DescribePermissionSet', { PermissionSetArn: set })).toMatchObject({
      PermissionSet: { Name: 'Read' },
    });
    expect(await inInstance('ListManagedPoliciesInPermissionSet', { PermissionSetArn: set })).toEqual({
      AttachedManagedPolicies: [{ Arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', Name: 'ReadOnlyAccess' }],
    });
    expect(await inInstance('DescribeInstance')).toMatchObject({ OwnerAccountId: store.owner });
  });

  it('refuses what is not there, what it does not know, and calls that are too many', async () => {
    const missing = { name: 'ResourceNotFoundException', status: 400 };
    await expect(inStore('GetUserId', named('nobody'))).rejects.toMatchObject(missing);
    await expect(inStore('DescribeUser', { UserId: NOBODY })).rejects.toMatchObject(missing);
    await expect(inStore('DescribeGroup', { GroupId: NOBODY })).rejects.toMatchObject(missing);
    await expect(inStore('DescribeUser', { UserId: jane.id, IdentityStoreId: 'd-0000000000' })).rejects.toMatchObject(
      missing,
    );
    const PermissionSetArn = `${store.instanceArn.replace(':instance/', ':permissionSet/')}/ps-0000000000000000`;
    await expect(inInstance('DescribePermissionSet', { PermissionSetArn })).rejects.toMatchObject(missing);
    await expect(inStore('GetUserId', named('jane', 'emails.value'))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    store.throttled = 1;
    await expect(inInstance('DescribeInstance')).rejects.toMatchObject({ name: 'ThrottlingException', status: 400 });
    expect(await inInstance('DescribeInstance')).toBeDefined();
  });

  it('knows of each operation which rights it needs, and on what', () => {
    expect(Object.keys(identityStoreNeeds).sort()).toEqual(Object.keys(people).sort());
    expect(Object.keys(ssoNeeds).sort()).toEqual(Object.keys(admin).sort());
    const asked = { IdentityStoreId: store.identityStoreId, UserId: jane.id };
    expect(identityStoreNeeds['DescribeUser']?.(asked).map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `identitystore:DescribeUser arn:aws:identitystore::${store.owner}:identitystore/${store.identityStoreId}`,
      `identitystore:DescribeUser arn:aws:identitystore:::user/${jane.id}`,
    ]);
  });
});
