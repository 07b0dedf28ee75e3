import { randomBytes } from 'node:crypto';

/** Passwords and keys of the demo: made anew for every data folder, good for nothing but the fakes. */

export const madePassword = (): string => `Aa1!${randomBytes(18).toString('base64url')}`;

/** A value that the rotation function can rotate: a user name and a password, or an opaque text for an API key. */
export const secretValue = (name: string): string =>
  name.endsWith('api-key')
    ? randomBytes(32).toString('hex')
    : JSON.stringify({ username: name.split('/').at(-2), password: madePassword() });

/** As each vendor's webhook settings show it. */
export const madeWebhookKey = (source: string): string =>
  source === 'servicenow' ? madeSignalKey() : randomBytes(32).toString('base64url');

/** As Standard Webhooks writes keys. */
export const madeSignalKey = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** As the stack has Secrets Manager make it. */
export const madeOwnKey = (): string => randomBytes(48).toString('base64url');
