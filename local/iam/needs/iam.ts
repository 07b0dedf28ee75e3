import type { StoredUser } from '../../aws/iam/user.ts';
import { userArn } from '../../aws/iam/user.ts';
import type { Context } from '../encryption-context.ts';
import { type Input, type Need, type Needs, need, textIn } from './need.ts';

/** Operations on IAM users and their access keys. IAM decides before a user is looked for: a missing one has its name and no tags. */
export function iamNeeds(
  userOf: (name: string) => StoredUser | undefined,
  holderOf: (keyId: string) => StoredUser | undefined,
): Needs {
  const on = (action: string, user: StoredUser | undefined, name: string): readonly Need[] => [
    need(`iam:${action}`, user?.arn ?? userArn(name), user === undefined ? {} : tagsOf(user)),
  ];
  const named = (action: string) => (input: Input) => {
    const name = textIn(input, 'UserName');
    return on(action, userOf(name), name);
  };
  return {
    CreateAccessKey: named('CreateAccessKey'),
    ListAccessKeys: named('ListAccessKeys'),
    UpdateAccessKey: named('UpdateAccessKey'),
    DeleteAccessKey: named('DeleteAccessKey'),
    ListUserTags: named('ListUserTags'),
    GetAccessKeyLastUsed: (input) => on('GetAccessKeyLastUsed', holderOf(textIn(input, 'AccessKeyId')), 'nobody'),
  };
}

const tagsOf = ({ tags }: StoredUser): Context =>
  Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]));
