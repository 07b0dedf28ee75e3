import { z } from 'zod';

/** The parameters of Secrets Manager that are emulated. */

const name = z.string().regex(/^[\w/+=.@-]{1,512}$/, 'this is no name of a secret');
const id = z.string().min(1).max(2048);
const token = z.string().min(32).max(64);
const value = z.string().min(1).max(65_536);
const label = z.string().min(1).max(256);
const tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));

export const create = z.strictObject({
  Name: name,
  ClientRequestToken: token,
  SecretString: value.optional(),
  Description: z.string().optional(),
  KmsKeyId: z.string().optional(),
  Tags: tags.default([]),
});

export const put = z.strictObject({
  SecretId: id,
  ClientRequestToken: token,
  SecretString: value,
  VersionStages: z.array(label).min(1).max(20).default(['AWSCURRENT']),
  /** Needed only if the function works through another account. */
  RotationToken: z.string().optional(),
});

export const get = z.strictObject({ SecretId: id, VersionId: token.optional(), VersionStage: label.optional() });

export const byId = z.strictObject({ SecretId: id });

export const listVersions = z.strictObject({ SecretId: id, IncludeDeprecated: z.boolean().default(false) });

/** Only the filter by the beginning of a name, which ignores the case of letters. */
export const list = z.strictObject({
  Filters: z.tuple([z.strictObject({ Key: z.literal('name'), Values: z.tuple([z.string().min(1).max(512)]) })]),
  MaxResults: z.int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

export const updateStage = z.strictObject({
  SecretId: id,
  VersionStage: label,
  MoveToVersionId: token.optional(),
  RemoveFromVersionId: token.optional(),
});

export const remove = z.strictObject({
  SecretId: id,
  ForceDeleteWithoutRecovery: z.boolean().default(false),
  RecoveryWindowInDays: z.int().min(7).max(30).optional(),
});

export const rotate = z.strictObject({
  SecretId: id,
  ClientRequestToken: token,
  RotationLambdaARN: z.string().optional(),
  RotateImmediately: z.boolean().default(true),
});

export const password = z.strictObject({
  PasswordLength: z.int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().max(4096).default(''),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
});

export const untag = z.strictObject({ SecretId: id, TagKeys: z.array(z.string().min(1).max(128)) });

export const tag = z.strictObject({ SecretId: id, Tags: tags });

export type Create = z.output<typeof create>;
export type Put = z.output<typeof put>;
export type Get = z.output<typeof get>;
export type ListVersions = z.output<typeof listVersions>;
export type List = z.output<typeof list>;
export type UpdateStage = z.output<typeof updateStage>;
export type Remove = z.output<typeof remove>;
export type Rotate = z.output<typeof rotate>;
export type Password = z.output<typeof password>;
