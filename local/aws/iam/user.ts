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

/** What users and roles have alike. */
export interface StoredIdentity {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  tags: readonly Tag[];
  /** Texts of inline policies by name. */
  policies: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  attached: readonly string[];
  /** ARN of the permissions boundary; null: none. */
  boundary: string | null;
  /** When the password, or the role, was last used, in milliseconds since 1970; null: never. */
  lastUsedAt: number | null;
}

export interface StoredUser extends StoredIdentity {
  keys: readonly StoredKey[];
  /** The password for the console; null: none. */
  login: { readonly password: string; readonly mustChange: boolean; readonly createdAt: number } | null;
  /** Serial numbers of devices that are enabled for the user. */
  devices: readonly string[];
  /** Names of groups. */
  groups: readonly string[];
}

export type StoredRole = StoredIdentity;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_KEYS = 2;

/** Users and roles have no region. */
export const userArn = (name: string, path = '/'): string => `arn:aws:iam::${ACCOUNT_ID}:user${path}${name}`;
export const iamRoleArn = (name: string, path = '/'): string => `arn:aws:iam::${ACCOUNT_ID}:role${path}${name}`;

const blank = (name: string, path: string, tags: readonly Tag[]) => ({
  ...{ name, path, tags, policies: {}, attached: [], boundary: null, lastUsedAt: null },
});

export const madeUser = (name: string, path: string, tags: readonly Tag[]): StoredUser => ({
  ...{ ...blank(name, path, tags), id: `AIDA${letters(17)}`, arn: userArn(name, path) },
  ...{ keys: [], login: null, devices: [], groups: [] },
});

export const madeRole = (name: string, path: string, tags: readonly Tag[]): StoredRole => ({
  ...{ ...blank(name, path, tags), id: `AROA${letters(17)}`, arn: iamRoleArn(name, path) },
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
