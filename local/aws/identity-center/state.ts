import { randomBytes, randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../arns.ts';
import { AwsError } from '../protocol/aws-error.ts';

/** A user of the identity store. */
export interface CenterUser {
  readonly id: string;
  name: string;
  status: 'ENABLED' | 'DISABLED';
  /** The id in another directory, which provisions the user; absent: none does. */
  external?: string;
  mails: readonly string[];
  /** Ids of groups. */
  groups: readonly string[];
}

interface PermissionSet {
  readonly name: string;
  /** ARNs of policies of AWS. */
  policies: readonly string[];
}

interface CenterAssignment {
  readonly account: string;
  readonly permissionSet: string;
  /** Id of a user or of a group. */
  readonly principal: string;
}

/** One instance of IAM Identity Center, as both of its services see it. */
export interface CenterState {
  readonly instanceArn: string;
  readonly identityStoreId: string;
  /** The management account of the organization. */
  readonly owner: string;
  readonly users: Map<string, CenterUser>;
  readonly groups: Map<string, string>;
  readonly permissionSets: Map<string, PermissionSet>;
  assignments: readonly CenterAssignment[];
  /** Most items of a page. */
  pageSize: number;
  /** Whether the assignments of a user have those of the user's groups: AWS does not say. */
  answersForGroups: boolean;
  /** How many of the next calls are throttled. */
  throttled: number;
}

/** Throws as AWS throttles, where a test wants it. */
export function throttling(state: CenterState): void {
  if (state.throttled === 0) return;
  state.throttled -= 1;
  throw new AwsError('ThrottlingException', 'Rate exceeded', { members: { Reason: 'KMS_THROTTLING' } });
}

/** The instance, as its administrators fill it. */
export class CenterStore implements CenterState {
  readonly instanceArn = 'arn:aws:sso:::instance/ssoins-7223b1f2c3d4e5f6';
  readonly identityStoreId = 'd-9067642ac7';
  readonly owner = ACCOUNT_ID;
  readonly users = new Map<string, CenterUser>();
  readonly groups = new Map<string, string>();
  readonly permissionSets = new Map<string, PermissionSet>();
  assignments: readonly CenterAssignment[] = [];
  pageSize = 2;
  answersForGroups = false;
  throttled = 0;

  addUser(name: string, over: Partial<CenterUser> = {}): CenterUser {
    const id = over.id ?? `${randomBytes(5).toString('hex')}-${randomUUID()}`;
    const mails = [`${name}@example.com`];
    const user: CenterUser = { id, name, status: 'ENABLED', mails, groups: [], ...over };
    this.users.set(id, user);
    return user;
  }

  addGroup(name: string): string {
    const id = randomUUID();
    this.groups.set(id, name);
    return id;
  }

  addPermissionSet(name: string, ...policies: readonly string[]): string {
    const arn = `arn:aws:sso:::permissionSet/ssoins-7223b1f2c3d4e5f6/ps-${randomBytes(8).toString('hex')}`;
    this.permissionSets.set(arn, { name, policies });
    return arn;
  }

  assign(principal: string, permissionSet: string, account: string): void {
    this.assignments = [...this.assignments, { account, permissionSet, principal }];
  }
}
