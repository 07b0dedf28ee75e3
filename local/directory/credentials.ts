import { randomBytes } from 'node:crypto';

/** A password of the demo: made for each data folder, valid only in the fakes. */

export const madePassword = (): string => `Aa1!${randomBytes(18).toString('base64url')}`;

/** A value that the rotation function can rotate: a user name with a password, or an opaque text for an API key. */
export const secretValue = (name: string): string =>
  name.endsWith('api-key')
    ? randomBytes(32).toString('hex')
    : JSON.stringify({ username: name.split('/').at(-2), password: madePassword() });

/** A key in the form of each vendor's webhook settings. */
export const madeWebhookKey = (source: string): string =>
  source === 'servicenow' ? madeSignalKey() : randomBytes(32).toString('base64url');

/** A key in the form of Standard Webhooks. */
export const madeSignalKey = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** A key like those that the stack lets Secrets Manager make. */
export const madeOwnKey = (): string => randomBytes(48).toString('base64url');
