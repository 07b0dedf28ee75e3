import type { TrailCall } from '../../contract/trail.ts';
import type { ChangeKind } from '../../core/recovery/state/receipts.ts';
import { SESSION_CUT_OFF, timeOfSessionCutOff } from '../../core/values/session-cut-off.ts';

/*
 * IAM's calls, as CloudTrail tells of them (https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html): by the name of the user
 * or the role, which is not its id.
 */

/** Whoever has a name at IAM now. */
export interface TrailedIdentity {
  /** `AIDA…`, `AROA…` */
  readonly id: string;
  /** ARN of the secret to which a tag of the user gives its access keys; null for none. */
  readonly keysOf: string | null;
}

/** Asks IAM who has a name: `user/jane`, `role/deployer`. Undefined for nobody. Throws `AdapterError`. */
export type IdentityOf = (target: string) => Promise<TrailedIdentity | undefined>;

/** What a call says, as far as it is read. */
export interface IamCall {
  readonly eventName: string;
  readonly userIdentity?: unknown;
  readonly requestParameters?: unknown;
  readonly responseElements?: unknown;
}

/** `privilege`: it may do something else than before. Null: nothing of all this. */
type Said = ChangeKind | 'privilege' | null;
type Row = Said | ((call: IamCall) => Said);

const ROWS: Readonly<Record<TrailCall<'aws.iam'>, Row>> = {
  CreateLoginProfile: 'password-set',
  UpdateLoginProfile: 'password-set',
  DeleteLoginProfile: 'password-removed',
  ChangePassword: 'password-set',
  CreateAccessKey: 'key-added',
  UpdateAccessKey: byStatus,
  DeleteAccessKey: 'key-removed',
  CreateServiceSpecificCredential: 'key-added',
  ResetServiceSpecificCredential: 'key-added',
  UpdateServiceSpecificCredential: byStatus,
  UploadSSHPublicKey: 'key-added',
  UpdateSSHPublicKey: byStatus,
  UploadSigningCertificate: 'key-added',
  UpdateSigningCertificate: byStatus,
  EnableMFADevice: 'factor-added',
  DeactivateMFADevice: 'factor-removed',
  UpdateUser: (call) => (trailText(call.requestParameters, 'newUserName') === undefined ? null : 'renamed'),
  PutUserPolicy: policyKind,
  PutRolePolicy: policyKind,
  // Also of the policy that cuts sessions off: old ones live again.
  DeleteUserPolicy: 'privilege',
  DeleteRolePolicy: 'privilege',
  AttachUserPolicy: 'privilege',
  AttachRolePolicy: 'privilege',
  // What is taken away may have denied something.
  DetachUserPolicy: 'privilege',
  DetachRolePolicy: 'privilege',
  AddUserToGroup: 'privilege',
  RemoveUserFromGroup: 'privilege',
  UpdateAssumeRolePolicy: 'privilege',
  PutUserPermissionsBoundary: 'privilege',
  PutRolePermissionsBoundary: 'privilege',
  DeleteUserPermissionsBoundary: 'privilege',
  DeleteRolePermissionsBoundary: 'privilege',
};

/** What a call of IAM did; null for one that changes nothing of this kind. */
export function saidByIam(call: IamCall): Said {
  const { eventName } = call;
  const row = Object.hasOwn(ROWS, eventName) ? ROWS[eventName as TrailCall<'aws.iam'>] : null;
  return typeof row === 'function' ? row(call) : row;
}

/** Whose identity a call changed, by the name that it has afterwards; undefined where it says none. A call without a name is about whoever signed it. */
export function targetOfIam({ requestParameters, responseElements, userIdentity }: IamCall): string | undefined {
  const role = trailText(requestParameters, 'roleName');
  if (role !== undefined) return `role/${role}`;
  const answered = trailText(trailObject(responseElements, 'accessKey'), 'userName');
  const name = trailText(requestParameters, 'newUserName') ?? trailText(requestParameters, 'userName') ?? answered;
  const own = trailText(userIdentity, 'type') === 'IAMUser' ? trailText(userIdentity, 'userName') : undefined;
  const user = name ?? own;
  return user === undefined ? undefined : `user/${user}`;
}

/** The id of the user who signed a call; undefined for a role and everybody else. */
export const callerId = ({ userIdentity }: IamCall): string | undefined =>
  trailText(userIdentity, 'type') === 'IAMUser' ? trailText(userIdentity, 'principalId') : undefined;

/** An access key of a user whom a tag gives to a secret is that secret. */
export const isOfKey = (kind: Said): boolean => kind === 'key-added' || kind === 'key-removed';

/** A key that is made active again is a key more; so is one of which the call does not say it. */
function byStatus({ requestParameters }: IamCall): Said {
  return trailText(requestParameters, 'status') === 'Inactive' ? 'key-removed' : 'key-added';
}

/** The policy that cuts sessions off only takes access away. One under its name that says something else does not. */
function policyKind({ requestParameters }: IamCall): Said {
  const [name, text] = ['policyName', 'policyDocument'].map((one) => trailText(requestParameters, one));
  return name === SESSION_CUT_OFF && timeOfSessionCutOff(text ?? '') !== undefined ? null : 'privilege';
}

export const trailObject = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

export const trailText = (value: unknown, name: string): string | undefined => {
  const found = trailObject(value, name);
  return typeof found === 'string' ? found : undefined;
};
