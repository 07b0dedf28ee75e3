import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { STOP_KEY } from '../../lambdas/adapters/keyed/stop-tokens.ts';
import type { LocalAws } from '../aws/server.ts';
import { functionArn, NAMES } from '../start/environment.ts';
import { secretNames, userNames } from './accounts.ts';
import { madeOwnKey, madePassword, madeSignalKey, madeWebhookKey, secretValue } from './credentials.ts';

/** Ticket systems with a webhook in the demo. */
export const DEMO_SOURCES = ['jira', 'zendesk', 'servicenow'] as const;
export type DemoSource = (typeof DEMO_SOURCES)[number];

export type WebhookKeys = Readonly<Record<DemoSource, string>>;

/** Systems that report signals in the demo: the identity provider. */
export const DEMO_SIGNAL_SOURCES = ['idp'] as const;
export type SignalKeys = Readonly<Record<(typeof DEMO_SIGNAL_SOURCES)[number], string>>;

/** Identity-verification vendors of the demo. */
export const DEMO_VENDORS = ['idv'] as const;
export type VendorKeys = Readonly<Record<(typeof DEMO_VENDORS)[number], string>>;

/** Keys that only the functions use. */
const OWN_KEYS = [`${NAMES.stopPrefix}${STOP_KEY}`, NAMES.pseudonymKey, NAMES.codeKey, NAMES.wordKey];

/** The keys of everybody who signs deliveries. */
export interface SigningKeys {
  readonly webhookKeys: WebhookKeys;
  readonly signalKeys: SignalKeys;
  readonly vendorKeys: VendorKeys;
}

/**
 * Makes the directory entries of the demo accounts if they are missing: users with a password and an authenticator app, secrets that our
 * function rotates, and the keys of ticket systems and signal sources. Returns those keys. The clients take endpoint and credentials from
 * the environment.
 */
export async function makeWorld(aws: LocalAws, { isEmpty }: { readonly isEmpty: boolean }): Promise<SigningKeys> {
  const cognito = new CognitoIdentityProviderClient({});
  const secrets = new SecretsManagerClient({});
  try {
    for (const name of userNames()) await makeUser(cognito, aws, name);
    for (const name of secretNames()) await makeSecret(secrets, name);
    const keyOf = (prefix: string, make: (source: string) => string) => async (source: string) =>
      [source, await keyIn(secrets, `${prefix}${source}`, make(source))] as const;
    for (const name of OWN_KEYS) await keyIn(secrets, name, madeOwnKey());
    // On the first day no ticket system has a key: these open nothing.
    const webhookKeys = DEMO_SOURCES.map(
      isEmpty
        ? async (source) => [source, madeWebhookKey(source)] as const
        : keyOf(NAMES.webhookPrefix, madeWebhookKey),
    );
    const signalKeys = DEMO_SIGNAL_SOURCES.map(keyOf(NAMES.signalPrefix, madeSignalKey));
    const vendorKeys = DEMO_VENDORS.map(keyOf(NAMES.vendorPrefix, madeSignalKey));
    return {
      webhookKeys: Object.fromEntries(await Promise.all(webhookKeys)) as WebhookKeys,
      signalKeys: Object.fromEntries(await Promise.all(signalKeys)) as SignalKeys,
      vendorKeys: Object.fromEntries(await Promise.all(vendorKeys)) as VendorKeys,
    };
  } finally {
    cognito.destroy();
    secrets.destroy();
  }
}

async function makeUser(client: CognitoIdentityProviderClient, aws: LocalAws, name: string): Promise<void> {
  const user = { UserPoolId: NAMES.userPool, Username: name };
  const attributes = { email: `${name}@example.com`, email_verified: 'true' };
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const made = await unlessThere(
    client.send(new AdminCreateUserCommand({ ...user, UserAttributes, MessageAction: 'SUPPRESS' })),
    'UsernameExistsException',
  );
  if (!made) return;
  await client.send(new AdminSetUserPasswordCommand({ ...user, Password: madePassword(), Permanent: true }));
  aws.cognito.enrolSoftwareToken(NAMES.userPool, name);
}

async function makeSecret(client: SecretsManagerClient, name: string): Promise<void> {
  const Tags = [{ Key: 'countersign:governed', Value: 'true' }];
  await unlessThere(
    client.send(new CreateSecretCommand({ Name: name, SecretString: secretValue(name), Tags })),
    'ResourceExistsException',
  );
  const rotation = { RotationLambdaARN: functionArn('rotateSecret'), RotateImmediately: false };
  await client.send(new RotateSecretCommand({ SecretId: name, ...rotation }));
}

/** The existing key, or this one. */
async function keyIn(client: SecretsManagerClient, Name: string, made: string): Promise<string> {
  if (
    await unlessThere(
      client.send(new CreateSecretCommand({ Name, KmsKeyId: NAMES.custodyKey, SecretString: made })),
      'ResourceExistsException',
    )
  )
    return made;
  return (await client.send(new GetSecretValueCommand({ SecretId: Name }))).SecretString ?? '';
}

/** Whether it was made now. */
async function unlessThere(making: Promise<unknown>, there: string): Promise<boolean> {
  try {
    await making;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === there) return false;
    throw error;
  }
}
