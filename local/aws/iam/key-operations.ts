import { z } from 'zod';
import { AccessKeyId, listed, named, operation, UserName } from './shapes.ts';
import { dateOf, type IamStore } from './store.ts';
import { addKey, keyIn, noSuch, type StoredKey } from './user.ts';

/** Access keys of users: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html and its neighbours. */
export const keyOperations = (store: IamStore) => ({
  CreateAccessKey: operation(named, ({ UserName: name }) => {
    const key = store.users.change(name, (user) => addKey(user, store.now()));
    return { AccessKey: { ...shown(name, key), SecretAccessKey: key.secret } };
  }),
  ListAccessKeys: operation(listed, ({ UserName: name }) => {
    store.users.get(name);
    const member = (store.users.shown(name)?.keys ?? []).map((key) => shown(name, key));
    return { AccessKeyMetadata: { member }, IsTruncated: false };
  }),
  UpdateAccessKey: operation(updateKey, ({ UserName: name, AccessKeyId: id, Status }) =>
    store.users.change(name, (user) => {
      keyIn(user, id).status = Status;
    }),
  ),
  DeleteAccessKey: operation(oneKey, ({ UserName: name, AccessKeyId: id }) =>
    store.users.change(name, (user) => {
      const gone = keyIn(user, id);
      user.keys = user.keys.filter((key) => key !== gone);
    }),
  ),
  GetAccessKeyLastUsed: operation(lastUsed, ({ AccessKeyId: id }) => {
    const user = store.userOf(id);
    if (user === undefined) throw noSuch(`The Access Key with id ${id} cannot be found.`);
    return { UserName: user.name, AccessKeyLastUsed: lastUseOf(keyIn(user, id)) };
  }),
});

const shown = (name: string, { id, status, createdAt }: StoredKey) => ({
  ...{ UserName: name, AccessKeyId: id, Status: status, CreateDate: dateOf(createdAt) },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html */
const lastUseOf = ({ lastUsed: used }: StoredKey) =>
  used === null
    ? { ServiceName: 'N/A', Region: 'N/A' }
    : { LastUsedDate: dateOf(used.at), ServiceName: used.service, Region: used.region };

const oneKey = z.strictObject({ UserName, AccessKeyId });
const updateKey = z.strictObject({ UserName, AccessKeyId, Status: z.enum(['Active', 'Inactive']) });
const lastUsed = z.strictObject({ AccessKeyId });
