import { z } from 'zod';
import { addKey, keyIn, madeUser, noSuch, type StoredKey, type StoredUser } from './iam/user.ts';
import { Late } from './late.ts';
import { AwsError } from './protocol/aws-error.ts';
import { operationsOf } from './protocol/operations.ts';
import type { QueryService } from './protocol/query.ts';
import { type StateDirectory, StateFile } from './state-file.ts';

export interface IamOptions {
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** Milliseconds for which lists of keys, and which key opens something, may be from before a change; by default none. */
  readonly lagMs?: number;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
const operation = operationsOf('ValidationError');

/** IAM users, their tags and their access keys (https://docs.aws.amazon.com/IAM/latest/APIReference/): eventually consistent, as IAM is. */
export class LocalIam implements QueryService {
  readonly version = '2010-05-08';
  readonly namespace = 'https://iam.amazonaws.com/doc/2010-05-08/';
  readonly #file: StateFile<readonly StoredUser[]>;
  readonly #users: Map<string, StoredUser>;
  readonly #late: Late<StoredUser>;
  readonly #now: () => number;

  constructor({ directory, now, lagMs = 0 }: IamOptions) {
    this.#now = now;
    this.#file = new StateFile(directory, 'iam');
    this.#users = new Map((this.#file.load() ?? []).map((user) => [user.name, user]));
    this.#late = new Late(lagMs, now);
    this.#late.compare(this.#users);
  }

  readonly operations = {
    CreateUser: operation(createUser, ({ UserName, Path = '/', Tags }) => {
      if (this.#users.has(UserName))
        throw new AwsError('EntityAlreadyExists', `User with name ${UserName} already exists.`, { status: 409 });
      const user = madeUser(UserName, Path, Object.values(Tags?.member ?? {}));
      this.#users.set(UserName, user);
      this.#save();
      return { User: { Path, UserName, UserId: user.id, Arn: user.arn, CreateDate: dateOf(this.#now()) } };
    }),
    DeleteUser: operation(named, ({ UserName }) => {
      if (this.#user(UserName).keys.length > 0)
        throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete access keys first.', { status: 409 });
      this.#users.delete(UserName);
      this.#save();
    }),
    TagUser: operation(tagUser, ({ UserName, Tags }) =>
      this.#change(UserName, (user) => {
        const given = Object.values(Tags.member);
        user.tags = [...user.tags.filter(({ Key }) => !given.some((one) => one.Key === Key)), ...given];
      }),
    ),
    ListUserTags: operation(listed, ({ UserName }) => ({
      Tags: { member: this.#user(UserName).tags },
      IsTruncated: false,
    })),
    CreateAccessKey: operation(named, ({ UserName }) => {
      const key = this.#change(UserName, (user) => addKey(user, this.#now()));
      return { AccessKey: { ...shown(UserName, key), SecretAccessKey: key.secret } };
    }),
    ListAccessKeys: operation(listed, ({ UserName }) => {
      this.#user(UserName);
      const member = (this.#shown(UserName)?.keys ?? []).map((key) => shown(UserName, key));
      return { AccessKeyMetadata: { member }, IsTruncated: false };
    }),
    UpdateAccessKey: operation(updateKey, ({ UserName, AccessKeyId, Status }) =>
      this.#change(UserName, (user) => {
        keyIn(user, AccessKeyId).status = Status;
      }),
    ),
    DeleteAccessKey: operation(oneKey, ({ UserName, AccessKeyId }) =>
      this.#change(UserName, (user) => {
        const gone = keyIn(user, AccessKeyId);
        user.keys = user.keys.filter((key) => key !== gone);
      }),
    ),
    GetAccessKeyLastUsed: operation(lastUsed, ({ AccessKeyId }) => {
      const user = this.userOf(AccessKeyId);
      if (user === undefined) throw noSuch(`The Access Key with id ${AccessKeyId} cannot be found.`);
      return { UserName: user.name, AccessKeyLastUsed: lastUseOf(keyIn(user, AccessKeyId)) };
    }),
  };

  /** A user as stored. */
  peek(name: string): StoredUser | undefined {
    return this.#users.get(name);
  }

  userOf(keyId: string): StoredUser | undefined {
    return [...this.#users.values()].find(({ keys }) => keys.some(({ id }) => id === keyId));
  }

  /** The active key of this id and whose it is, as a service sees it that asks IAM a little late. */
  activeKey(id: string): { readonly user: StoredUser; readonly key: StoredKey } | undefined {
    for (const name of new Set([...this.#users.keys(), ...this.#late.keys])) {
      const user = this.#shown(name);
      const key = user?.keys.find((one) => one.id === id);
      if (user !== undefined && key?.status === 'Active') return { user, key };
    }
    return undefined;
  }

  noteUse(keyId: string, service: string, region: string): void {
    const key = this.userOf(keyId)?.keys.find(({ id }) => id === keyId);
    if (key !== undefined) key.lastUsed = { at: this.#now(), service, region };
  }

  #shown(name: string): StoredUser | undefined {
    return this.#late.shown(name, this.#users.get(name));
  }

  #user(name: string): StoredUser {
    const user = this.#users.get(name);
    if (user === undefined) throw noSuch(`The user with name ${name} cannot be found.`);
    return user;
  }

  #change<Result>(name: string, change: (user: StoredUser) => Result): Result {
    const result = change(this.#user(name));
    this.#save();
    return result;
  }

  #save(): void {
    this.#late.compare(this.#users);
    this.#file.save([...this.#users.values()]);
  }
}

/** To the second, as IAM writes it. */
const dateOf = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

const shown = (UserName: string, { id, status, createdAt }: StoredKey) => ({
  ...{ UserName, AccessKeyId: id, Status: status, CreateDate: dateOf(createdAt) },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html */
const lastUseOf = ({ lastUsed: used }: StoredKey) =>
  used === null
    ? { ServiceName: 'N/A', Region: 'N/A' }
    : { LastUsedDate: dateOf(used.at), ServiceName: used.service, Region: used.region };

const UserName = z.string().regex(/^[\w+=,.@-]{1,64}$/);
const AccessKeyId = z.string().regex(/^\w{16,128}$/);
const tag = z.strictObject({
  Key: z.string().regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u),
  Value: z.string().max(256),
});
const Tags = z.strictObject({ member: z.record(z.string().regex(/^\d+$/), tag) });
const named = z.strictObject({ UserName });
const listed = z.strictObject({ UserName, Marker: z.string().optional() });
const createUser = z.strictObject({
  UserName,
  Path: z
    .string()
    .regex(/^\/([\x21-\x7e]+\/)?$/)
    .optional(),
  Tags: Tags.optional(),
});
const tagUser = z.strictObject({ UserName, Tags });
const oneKey = z.strictObject({ UserName, AccessKeyId });
const updateKey = z.strictObject({ UserName, AccessKeyId, Status: z.enum(['Active', 'Inactive']) });
const lastUsed = z.strictObject({ AccessKeyId });
