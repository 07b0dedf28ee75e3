import { z } from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import {
  GroupName,
  listed,
  Marker,
  MaxItems,
  named,
  operation,
  Path,
  pageOf,
  RoleName,
  Tags,
  UserName,
} from './shapes.ts';
import { dateOf, type IamStore } from './store.ts';
import { madeRole, madeUser, noSuch, type StoredIdentity, type StoredUser, type Tag, userArn } from './user.ts';

/** Users, roles and groups, and the tags of the first two (https://docs.aws.amazon.com/IAM/latest/APIReference/). A list of users has no tags. */
export const identityOperations = (store: IamStore) => ({
  CreateUser: operation(createUser, ({ UserName: name, Path: path = '/', Tags: tags }) => {
    const user = madeUser(name, path, tagsIn(tags));
    store.users.add(user);
    return { User: { ...userOf(user), CreateDate: dateOf(store.now()) } };
  }),
  GetUser: operation(named, ({ UserName: name }) => {
    const user = store.users.read(name);
    const used = user.lastUsedAt === null ? {} : { PasswordLastUsed: dateOf(user.lastUsedAt) };
    const times = { CreateDate: dateOf(store.now()), ...used };
    return { User: { ...userOf(user), ...times, ...boundaryOf(user), Tags: { member: user.tags } } };
  }),
  ListUsers: operation(z.strictObject({ Marker, MaxItems }), (asked) => {
    const users = [...store.users.names].flatMap((name) => store.users.shown(name) ?? []);
    const { member, page } = pageOf(users.map(userOf), asked);
    return { Users: { member }, ...page };
  }),
  UpdateUser: operation(z.strictObject({ UserName, NewUserName: UserName }), ({ UserName: name, NewUserName }) => {
    const user = store.users.get(name);
    const renamed = { ...user, name: NewUserName, arn: userArn(NewUserName, user.path) };
    store.users.remove(name);
    store.users.add(renamed);
  }),
  DeleteUser: operation(named, ({ UserName: name }) => {
    const { keys, login, devices, policies, attached, groups } = store.users.get(name);
    const left = [keys, devices, Object.keys(policies), attached, groups].some((some) => some.length > 0);
    if (left || login !== null)
      throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete what belongs to it first.', {
        status: 409,
      });
    store.users.remove(name);
  }),
  TagUser: operation(z.strictObject({ UserName, Tags }), ({ UserName: name, Tags: given }) =>
    store.users.change(name, (user) => retag(user, tagsIn(given))),
  ),
  ListUserTags: operation(listed, ({ UserName: name }) => ({
    Tags: { member: store.users.get(name).tags },
    IsTruncated: false,
  })),
  CreateRole: operation(createRole, ({ RoleName: name, Path: path = '/', Tags: tags }) => {
    const role = madeRole(name, path, tagsIn(tags));
    store.roles.add(role);
    return { Role: roleOf(role) };
  }),
  GetRole: operation(z.strictObject({ RoleName }), ({ RoleName: name }) => {
    const role = store.roles.read(name);
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html: empty where there is none.
    const RoleLastUsed = role.lastUsedAt === null ? {} : { LastUsedDate: dateOf(role.lastUsedAt), Region: 'us-east-1' };
    return { Role: { ...roleOf(role), ...boundaryOf(role), RoleLastUsed, Tags: { member: role.tags } } };
  }),
  TagRole: operation(z.strictObject({ RoleName, Tags }), ({ RoleName: name, Tags: given }) =>
    store.roles.change(name, (role) => retag(role, tagsIn(given))),
  ),
  CreateGroup: operation(z.strictObject({ GroupName }), ({ GroupName: name }) => {
    store.groups.set(name, store.groups.get(name) ?? []);
    return { Group: { GroupName: name, Path: '/' } };
  }),
  AddUserToGroup: operation(member, ({ GroupName: group, UserName: name }) => {
    if (!store.groups.has(group)) throw noSuch(`The group with name ${group} cannot be found.`);
    store.users.change(name, (user) => {
      user.groups = [...user.groups.filter((one) => one !== group), group];
    });
  }),
  RemoveUserFromGroup: operation(member, ({ GroupName: group, UserName: name }) =>
    store.users.change(name, (user) => {
      user.groups = user.groups.filter((one) => one !== group);
    }),
  ),
  ListGroupsForUser: operation(listed, ({ UserName: name }) => ({
    Groups: { member: store.users.read(name).groups.map((one) => ({ GroupName: one, Path: '/' })) },
    IsTruncated: false,
  })),
});

const userOf = ({ name, path, id, arn }: StoredUser) => ({ Path: path, UserName: name, UserId: id, Arn: arn });
const roleOf = ({ name, path, id, arn }: StoredIdentity) => ({ Path: path, RoleName: name, RoleId: id, Arn: arn });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html */
const boundaryOf = ({ boundary }: StoredIdentity) =>
  boundary === null
    ? {}
    : {
        PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: boundary },
      };

const tagsIn = (tags: z.output<typeof Tags> | undefined): readonly Tag[] => Object.values(tags?.member ?? {});

function retag(one: StoredIdentity, given: readonly Tag[]): void {
  one.tags = [...one.tags.filter(({ Key }) => !given.some((tag) => tag.Key === Key)), ...given];
}

const member = z.strictObject({ GroupName, UserName });
const createUser = z.strictObject({ UserName, Path: Path.optional(), Tags: Tags.optional() });
const createRole = z.strictObject({
  ...{ RoleName, Path: Path.optional(), Tags: Tags.optional() },
  AssumeRolePolicyDocument: z.string().min(1),
});
