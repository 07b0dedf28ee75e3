import { randomBytes, randomInt } from 'node:crypto';
import { ACCOUNT_ID } from '../arns.ts';
import { AwsError } from '../protocol/aws-error.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** An access key, as it is stored; its secret is shown once. */
export interface StoredKey {
  readonly id: string;
  readonly secret: string;
  status: 'Active' | 'Inactive';
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  lastUsed: { readonly at: number; readonly service: string; readonly region: string } | null;
}

export interface StoredUser {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  tags: readonly Tag[];
  keys: readonly StoredKey[];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_KEYS = 2;

/** Users have no region. */
export const userArn = (name: string, path = '/'): string => `arn:aws:iam::${ACCOUNT_ID}:user${path}${name}`;

export const madeUser = (name: string, path: string, tags: readonly Tag[]): StoredUser => ({
  ...{ name, id: `AIDA${letters(17)}`, arn: userArn(name, path), tags, keys: [] },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html */
export function addKey(user: StoredUser, now: number): StoredKey {
  if (user.keys.length >= MOST_KEYS)
    throw new AwsError('LimitExceeded', `Cannot exceed quota for AccessKeysPerUser: ${MOST_KEYS}`, { status: 409 });
  const id = `AKIA${letters(16)}`;
  const key: StoredKey = {
    ...{ id, secret: randomBytes(30).toString('base64'), status: 'Active', createdAt: now, lastUsed: null },
  };
  user.keys = [...user.keys, key];
  return key;
}

export function keyIn(user: StoredUser, id: string): StoredKey {
  const key = user.keys.find((one) => one.id === id);
  if (key === undefined) throw noSuch(`The Access Key with id ${id} cannot be found.`);
  return key;
}

export const noSuch = (message: string): AwsError => new AwsError('NoSuchEntity', message, { status: 404 });

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const letters = (count: number): string =>
  Array.from({ length: count }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
