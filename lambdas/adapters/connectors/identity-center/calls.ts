import * as z from 'zod/mini';
import type { IdentityCenterSettings } from '../../../contract/identity-center.ts';
import type { Named } from '../../../core/registry/scope.ts';
import type { AwsJson } from '../../aws/json-api.ts';

/** A user of the identity store, as far as a recovery asks. */
export interface CenterUser {
  /** Never used again, and the same under every name (https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_User.html). */
  readonly id: string;
  readonly isDisabled: boolean;
  /** Another directory provisions the user: the password is there. */
  readonly isElsewhere: boolean;
  /** The address to which AWS sends the mail of a reset; null for none. */
  readonly mail: string | null;
}

/** A permission set in an account of the organization. */
export interface Assignment {
  readonly account: string;
  readonly permissionSet: string;
}

const idShape = z.object({ UserId: z.string().check(z.minLength(1)) });
const userShape = z.object({
  UserId: z.string(),
  UserStatus: z.nullish(z.string()),
  ExternalIds: z.nullish(z.array(z.unknown())),
  Emails: z.nullish(z.array(z.object({ Value: z.nullish(z.string()), Primary: z.nullish(z.boolean()) }))),
});
const membershipShape = z.object({ GroupId: z.string() });
const groupShape = z.object({ DisplayName: z.nullish(z.string()) });
const assignmentShape = z.object({ AccountId: z.string(), PermissionSetArn: z.string() });
const permissionSetShape = z.object({ PermissionSet: z.object({ Name: z.string() }) });
const policyShape = z.object({ Arn: z.string() });
const instanceShape = z.object({ IdentityStoreId: z.string(), OwnerAccountId: z.string() });

/** The two services of IAM Identity Center. */
export interface CenterServices {
  readonly store: AwsJson;
  readonly admin: AwsJson;
}

/**
 * What is read of an instance of IAM Identity Center: `identitystore` (https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/) and
 * `sso-admin` (https://docs.aws.amazon.com/singlesignon/latest/APIReference/). None of these operations changes anything. Throws `AdapterError`.
 */
export class CenterCalls {
  readonly #services: CenterServices;
  readonly #store: { readonly IdentityStoreId: string };
  readonly #instance: { readonly InstanceArn: string };

  constructor(services: CenterServices, { instanceArn, identityStoreId }: IdentityCenterSettings) {
    this.#services = services;
    this.#store = { IdentityStoreId: identityStoreId };
    this.#instance = { InstanceArn: instanceArn };
  }

  /** The id of whoever has the name now; undefined for nobody. */
  async idOf(name: string): Promise<string | undefined> {
    const UniqueAttribute = { AttributePath: 'userName', AttributeValue: name };
    const asked = { ...this.#store, AlternateIdentifier: { UniqueAttribute } };
    return (await this.#services.store.find('GetUserId', asked, idShape))?.UserId;
  }

  async user(id: string): Promise<CenterUser | undefined> {
    const found = await this.#services.store.find('DescribeUser', { ...this.#store, UserId: id }, userShape);
    if (found === undefined) return undefined;
    const mails = found.Emails ?? [];
    return {
      id: found.UserId,
      isDisabled: found.UserStatus === 'DISABLED',
      isElsewhere: (found.ExternalIds ?? []).length > 0,
      mail: (mails.find(({ Primary }) => Primary === true) ?? mails[0])?.Value ?? null,
    };
  }

  /** A group that is gone since the list was read has nothing that it could give. */
  async groupsOf(user: string): Promise<readonly Named[]> {
    const { store } = this.#services;
    const asked = { ...this.#store, MemberId: { UserId: user } };
    const members = { list: 'GroupMemberships', shape: membershipShape };
    const memberships = await store.all('ListGroupMembershipsForMember', asked, members);
    const groups: Named[] = [];
    for (const { GroupId: id } of memberships) {
      const group = await store.find('DescribeGroup', { ...this.#store, GroupId: id }, groupShape);
      if (group !== undefined) groups.push({ id, name: group.DisplayName ?? id });
    }
    return groups;
  }

  /**
   * The assignments of the user and of these groups. Whether the answer for a user has those of the groups too, AWS does not say: each is asked, and
   * an assignment that comes twice is one.
   */
  async assignmentsOf(user: string, groups: readonly Named[]): Promise<readonly Assignment[]> {
    const principals = [{ PrincipalId: user, PrincipalType: 'USER' }, ...groups.map(asPrincipal)];
    const found = new Map<string, Assignment>();
    for (const principal of principals)
      for (const one of await this.#services.admin.all(
        'ListAccountAssignmentsForPrincipal',
        { ...this.#instance, ...principal },
        { list: 'AccountAssignments', shape: assignmentShape },
      ))
        found.set(`${one.AccountId} ${one.PermissionSetArn}`, {
          ...{ account: one.AccountId, permissionSet: one.PermissionSetArn },
        });
    return [...found.values()];
  }

  async nameOf(permissionSet: string): Promise<string> {
    const asked = { ...this.#instance, PermissionSetArn: permissionSet };
    return (await this.#services.admin.ask('DescribePermissionSet', asked, permissionSetShape)).PermissionSet.Name;
  }

  /** ARNs of the policies of AWS that a permission set has. */
  async policiesIn(permissionSet: string): Promise<readonly string[]> {
    const asked = { ...this.#instance, PermissionSetArn: permissionSet };
    const members = { list: 'AttachedManagedPolicies', shape: policyShape };
    const policies = await this.#services.admin.all('ListManagedPoliciesInPermissionSet', asked, members);
    return policies.map(({ Arn }) => Arn);
  }

  /** The identity store of the instance, and the account that owns it: of an organization's instance the management account. */
  async instance(): Promise<{ readonly store: string; readonly owner: string }> {
    const found = await this.#services.admin.ask('DescribeInstance', this.#instance, instanceShape);
    return { store: found.IdentityStoreId, owner: found.OwnerAccountId };
  }
}

const asPrincipal = ({ id }: Named) => ({ PrincipalId: id, PrincipalType: 'GROUP' });
