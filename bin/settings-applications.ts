import { z } from 'zod';

// Directories outside AWS, in which applications sign in.

const secretArn = (value: string) =>
  z
    .string()
    .regex(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[^\s*?]+$/, 'is not the whole ARN of a secret')
    .describe(`ARN of the secret whose value is ${value}`);

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
});
