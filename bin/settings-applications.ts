import { z } from 'zod';
import { CONNECTORS } from '../lambdas/contract/connectors.ts';

// Directories outside AWS, in which applications sign in.

const secretArn = (value: string) =>
  z
    .string()
    .regex(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[^\s*?]+$/, 'is not the whole ARN of a secret')
    .describe(`ARN of the secret whose value is ${value}`);

const RECEIPTS = z
  .boolean()
  .describe('whether the reader also reads the log, which is reconciled with the ledger; no')
  .optional();

const entraClient = (does: string) =>
  z
    .strictObject({
      clientId: z.guid('is no client id').describe('client id'),
      secret: secretArn('the client secret'),
    })
    .describe(does);

export const ENTRA = z.strictObject({
  tenant: z.guid('is no id of a tenant').describe('id of the tenant'),
  reader: entraClient('the application that reads'),
  operator: entraClient('the application that gives and removes passes'),
  rotator: entraClient(
    'the application that makes and removes secrets and certificates of applications that it owns; none',
  ).optional(),
  receipts: RECEIPTS,
  diskKeys: z
    .boolean()
    .describe('whether keys of disks (BitLocker) are released, and replaced by Intune afterwards; no')
    .optional(),
});

const oktaApp = (does: string) =>
  z
    .strictObject({
      clientId: z
        .string()
        .regex(/^0oa[A-Za-z0-9]{17}$/, 'is no client id of an app')
        .describe('client id'),
      secret: secretArn('the private key, a JSON Web Key'),
    })
    .describe(does);

export const OKTA = z.strictObject({
  org: z
    .string()
    // A domain of one's own can be pointed at another org.
    .regex(
      /^(?!.*-admin\.)[a-z0-9][a-z0-9-]{0,62}\.(okta|oktapreview|okta-emea|okta-gov)\.com$/,
      'is no host of an org, such as `acme.okta.com`',
    )
    .describe('host of the org, Okta’s own and no custom domain'),
  reader: oktaApp('the service app that reads'),
  operator: oktaApp('the service app that resets, gives codes and takes away'),
  rotator: oktaApp('the service app that makes and removes client secrets and keys of other apps; none').optional(),
  receipts: RECEIPTS,
});

const keyFile = { secret: secretArn('the key file of the service account, JSON') };

const serviceAccount = (does: string) =>
  z
    .strictObject({
      subject: z
        .string()
        .regex(/^[\x21-\x3f\x41-\x7e]{1,64}@[a-z0-9.-]{1,253}$/, 'is no mail address')
        .describe('mail address of the administrator in whose name it calls'),
      ...keyFile,
    })
    .describe(does);

export const GOOGLE_WORKSPACE = z.strictObject({
  domain: z
    .string()
    .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'is no domain in lower case')
    .describe('primary domain of the organization'),
  reader: serviceAccount('the service account that reads'),
  operator: serviceAccount('the service account that resets, gives codes and takes away'),
  rotator: z
    .strictObject(keyFile)
    .describe('the service account that makes and deletes keys of other service accounts; none')
    .optional(),
});

/** The setting of an instance of IAM Identity Center. */
export const IDENTITY_CENTER_SETTING = z
  .strictObject({
    instanceArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:sso:::instance\/(sso)?ins-[a-zA-Z0-9-.]{16}$/, 'is not the ARN of an instance')
      .describe('ARN of the instance'),
    identityStoreId: z
      .string()
      .regex(/^d-[0-9a-f]{10}$/, 'is no id of an identity store, such as `d-1234567890`')
      .describe('id of its identity store'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is no region')
      .describe('region of the instance; that of the stack')
      .optional(),
    actions: z
      .array(z.enum(CONNECTORS['identity-center'].actions))
      .min(1)
      .refine((actions) => new Set(actions).size === actions.length, 'names an action twice')
      .describe('what people do there by hand, confirmed by a second person; `reset-password` and `reset-mfa`')
      .optional(),
  })
  .describe('the instance of IAM Identity Center whose users are recovered by hand; none')
  .optional();

/** The setting of directories without an API. */
export const BY_HAND_SETTING = z
  .record(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is no name in lower case'),
    z
      .array(z.enum(CONNECTORS['by-hand'].actions))
      .min(1)
      .refine((actions) => new Set(actions).size === actions.length, 'names an action twice'),
  )
  .refine((directories) => Object.keys(directories).length > 0, 'lists no directory')
  .refine((directories) => JSON.stringify(directories).length <= 2_000, 'is longer than 2,000 characters')
  .describe(
    'directories that have no API, by the name before the slash of their targets, and what people do there by hand, confirmed by a second person; none',
  )
  .optional();
