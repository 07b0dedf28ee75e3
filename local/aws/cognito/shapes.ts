import { z } from 'zod';

/** The parameters of Cognito user pools that are emulated. */

const pool = z.string().min(1).max(55);
const username = z
  .string()
  .max(128)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);
const attributes = z.array(
  z.strictObject({ Name: z.string().min(1).max(32), Value: z.string().max(2048).default('') }),
);
const password = z.string().min(1).max(256);

export const createPool = z.strictObject({ PoolName: z.string().min(1).max(128) });

export const createClient = z.strictObject({
  UserPoolId: pool,
  ClientName: z.string().min(1).max(128),
  /** Both emulated flows always work, whatever this says. */
  ExplicitAuthFlows: z.array(z.enum(['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'])).optional(),
});

export const user = z.strictObject({ UserPoolId: pool, Username: username });

/** Neither a role nor a precedence is emulated. */
export const createGroup = z.strictObject({ UserPoolId: pool, GroupName: username });

export const membership = z.strictObject({ UserPoolId: pool, Username: username, GroupName: username });

export const listGroups = z.strictObject({
  UserPoolId: pool,
  Username: username,
  Limit: z.int().min(0).max(60).default(60),
  NextToken: z.string().min(1).optional(),
});

export const createUser = z.strictObject({
  UserPoolId: pool,
  Username: username,
  UserAttributes: attributes.default([]),
  TemporaryPassword: password.optional(),
  /** Nothing is sent, so no other action is accepted. */
  MessageAction: z.literal('SUPPRESS'),
});

export const setPassword = z.strictObject({
  UserPoolId: pool,
  Username: username,
  Password: password,
  Permanent: z.boolean().default(false),
});

const preference = z
  .strictObject({ Enabled: z.boolean().default(false), PreferredMfa: z.boolean().default(false) })
  .optional();

export const setFactors = z.strictObject({
  UserPoolId: pool,
  Username: username,
  SMSMfaSettings: preference,
  SoftwareTokenMfaSettings: preference,
  EmailMfaSettings: preference,
});

/** The older setting for SMS, and nothing else. */
export const setSettings = z.strictObject({
  UserPoolId: pool,
  Username: username,
  MFAOptions: z
    .array(z.strictObject({ DeliveryMedium: z.literal('SMS'), AttributeName: z.literal('phone_number') }))
    .max(1),
});

export const listUsers = z.strictObject({
  UserPoolId: pool,
  Limit: z.int().min(1).max(60).default(60),
  PaginationToken: z.string().optional(),
  /** `name = "value"` and `name ^= "value"`, like the service; names are every attribute and `username`. */
  Filter: z
    .string()
    .regex(/^\s*"?[\w:]+"?\s*\^?=\s*"[^"]*"\s*$/)
    .optional(),
});

export const initiateAuth = z.discriminatedUnion('AuthFlow', [
  z.strictObject({
    UserPoolId: pool,
    ClientId: z.string(),
    AuthFlow: z.literal('ADMIN_USER_PASSWORD_AUTH'),
    AuthParameters: z.strictObject({ USERNAME: z.string(), PASSWORD: z.string() }),
  }),
  z.strictObject({
    UserPoolId: pool,
    ClientId: z.string(),
    AuthFlow: z.literal('REFRESH_TOKEN_AUTH'),
    AuthParameters: z.strictObject({ REFRESH_TOKEN: z.string() }),
  }),
]);

export type CreateUser = z.output<typeof createUser>;
export type SetFactors = z.output<typeof setFactors>;
export type ListGroups = z.output<typeof listGroups>;
export type Membership = z.output<typeof membership>;
export type ListUsers = z.output<typeof listUsers>;
export type InitiateAuth = z.output<typeof initiateAuth>;
