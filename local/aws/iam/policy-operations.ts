import { z } from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import { GroupName, Marker, operation, PolicyName, RoleName, UserName } from './shapes.ts';
import type { IamStore, Identities } from './store.ts';
import { noSuch, type StoredIdentity } from './user.ts';

/** Characters of all inline policies of one, without white space (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const MOST = { user: 2_048, role: 10_240 } as const;

/** Inline policies of users and roles, and which managed ones are attached. A policy is given back with `%` escapes, as IAM does. */
export const policyOperations = (store: IamStore) => ({
  PutUserPolicy: operation(z.strictObject({ UserName, PolicyName, PolicyDocument }), (asked) =>
    put(store.users, asked.UserName, { ...asked, most: MOST.user }),
  ),
  GetUserPolicy: operation(z.strictObject({ UserName, PolicyName }), ({ UserName: name, PolicyName: policy }) => ({
    UserName: name,
    ...textOf(store.users, name, policy),
  })),
  DeleteUserPolicy: operation(z.strictObject({ UserName, PolicyName }), ({ UserName: name, PolicyName: policy }) =>
    remove(store.users, name, policy),
  ),
  PutRolePolicy: operation(z.strictObject({ RoleName, PolicyName, PolicyDocument }), (asked) => {
    assertOurs(store.roles.get(asked.RoleName));
    put(store.roles, asked.RoleName, { ...asked, most: MOST.role });
  }),
  GetRolePolicy: operation(z.strictObject({ RoleName, PolicyName }), ({ RoleName: name, PolicyName: policy }) => ({
    RoleName: name,
    ...textOf(store.roles, name, policy),
  })),
  DeleteRolePolicy: operation(z.strictObject({ RoleName, PolicyName }), ({ RoleName: name, PolicyName: policy }) =>
    remove(store.roles, name, policy),
  ),
  ListUserPolicies: operation(z.strictObject({ UserName, Marker }), ({ UserName: name }) =>
    inlineIn(store.users.read(name)),
  ),
  ListRolePolicies: operation(z.strictObject({ RoleName, Marker }), ({ RoleName: name }) =>
    inlineIn(store.roles.read(name)),
  ),
  PutUserPermissionsBoundary: operation(
    z.strictObject({ UserName, PermissionsBoundary: PolicyArn }),
    ({ UserName: name, PermissionsBoundary: arn }) => bound(store.users, name, arn),
  ),
  DeleteUserPermissionsBoundary: operation(z.strictObject({ UserName }), ({ UserName: name }) =>
    bound(store.users, name, null),
  ),
  PutRolePermissionsBoundary: operation(
    z.strictObject({ RoleName, PermissionsBoundary: PolicyArn }),
    ({ RoleName: name, PermissionsBoundary: arn }) => bound(store.roles, name, arn),
  ),
  AttachUserPolicy: operation(z.strictObject({ UserName, PolicyArn }), ({ UserName: name, PolicyArn: arn }) =>
    attach(store.users, name, arn),
  ),
  DetachUserPolicy: operation(z.strictObject({ UserName, PolicyArn }), ({ UserName: name, PolicyArn: arn }) =>
    detach(store.users, name, arn),
  ),
  AttachRolePolicy: operation(z.strictObject({ RoleName, PolicyArn }), ({ RoleName: name, PolicyArn: arn }) =>
    attach(store.roles, name, arn),
  ),
  AttachGroupPolicy: operation(z.strictObject({ GroupName, PolicyArn }), ({ GroupName: name, PolicyArn: arn }) => {
    store.groups.set(name, [...groupIn(store, name), arn]);
  }),
  ListAttachedUserPolicies: operation(z.strictObject({ UserName, Marker }), ({ UserName: name }) =>
    attachedIn(store.users.read(name).attached),
  ),
  ListAttachedRolePolicies: operation(z.strictObject({ RoleName, Marker }), ({ RoleName: name }) =>
    attachedIn(store.roles.read(name).attached),
  ),
  ListAttachedGroupPolicies: operation(z.strictObject({ GroupName, Marker }), ({ GroupName: name }) =>
    attachedIn(groupIn(store, name)),
  ),
});

function groupIn({ groups }: IamStore, name: string): readonly string[] {
  const group = groups.get(name);
  if (group === undefined) throw noSuch(`The group with name ${name} cannot be found.`);
  return group;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html: names alone. */
const inlineIn = ({ policies }: StoredIdentity) => ({
  PolicyNames: { member: Object.keys(policies).sort() },
  IsTruncated: false,
});

const bound = <Stored extends StoredIdentity>(identities: Identities<Stored>, name: string, arn: string | null): void =>
  identities.change(name, (one) => {
    one.boundary = arn;
  });

const attachedIn = (arns: readonly string[]) => ({
  AttachedPolicies: { member: arns.map((arn) => ({ PolicyName: arn.split('/').at(-1) ?? '', PolicyArn: arn })) },
  IsTruncated: false,
});

function put<Stored extends StoredIdentity>(
  identities: Identities<Stored>,
  name: string,
  { PolicyName: policy, PolicyDocument: text, most }: { PolicyName: string; PolicyDocument: string; most: number },
): void {
  const others = Object.entries(identities.get(name).policies).filter(([one]) => one !== policy);
  const size = [...others.map(([, one]) => one), text].join('').replace(/\s/g, '').length;
  if (size > most)
    throw new AwsError('LimitExceeded', `Maximum policy size of ${most} bytes exceeded for ${name}`, { status: 409 });
  assertPolicy(text);
  identities.change(name, (one) => {
    one.policies = { ...one.policies, [policy]: text };
  });
}

function textOf<Stored extends StoredIdentity>(identities: Identities<Stored>, name: string, policy: string) {
  const text = identities.read(name).policies[policy];
  if (text === undefined) throw noSuch(`The policy with name ${policy} cannot be found.`);
  return { PolicyName: policy, PolicyDocument: encodeURIComponent(text) };
}

function remove<Stored extends StoredIdentity>(identities: Identities<Stored>, name: string, policy: string): void {
  const { [policy]: gone, ...policies } = identities.get(name).policies;
  if (gone === undefined) throw noSuch(`The policy with name ${policy} cannot be found.`);
  identities.change(name, (one) => {
    one.policies = policies;
  });
}

const attach = <Stored extends StoredIdentity>(identities: Identities<Stored>, name: string, arn: string): void =>
  identities.change(name, (one) => {
    one.attached = [...one.attached.filter((other) => other !== arn), arn];
  });

function detach<Stored extends StoredIdentity>(identities: Identities<Stored>, name: string, arn: string): void {
  if (!identities.get(name).attached.includes(arn)) throw noSuch(`Policy ${arn} was not found.`);
  identities.change(name, (one) => {
    one.attached = one.attached.filter((other) => other !== arn);
  });
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html: `UnmodifiableEntity` for roles of services. */
function assertOurs({ path, name }: StoredIdentity): void {
  if (/^\/aws-(service-role|reserved)\//.test(path))
    throw new AwsError('UnmodifiableEntity', `Cannot perform the operation on the protected role '${name}'`);
}

const document = z.looseObject({
  Version: z.enum(['2008-10-17', '2012-10-17']).optional(),
  Statement: z.union([
    z.looseObject({ Effect: z.enum(['Allow', 'Deny']) }),
    z.array(z.looseObject({ Effect: z.enum(['Allow', 'Deny']) })),
  ]),
});

function assertPolicy(text: string): void {
  try {
    document.parse(JSON.parse(text));
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
  }
}

const PolicyDocument = z.string().regex(/^[\t\n\r\u0020-\u00ff]{1,131072}$/);
const PolicyArn = z.string().regex(/^arn:aws:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/);
