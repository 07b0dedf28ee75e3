import { join } from 'node:path';
import { ENV } from '../../lambdas/contract/environment.ts';
import { KEY_FAMILIES, type KeyFamily } from '../../lambdas/contract/functions.ts';
import type { HelpDesk } from '../../lambdas/contract/help-desk.ts';
import type { KeyCounts } from '../../lib/signing-keys.ts';
import { arnOf, STACK_INSTANCE } from '../aws/arns.ts';
import { roleArn } from '../iam/physical.ts';
import { CLIENT, SCOPES } from '../serve/sign-in/provider.ts';

/** Local names of the resources; on AWS the stack chooses them. */
export const NAMES = {
  ledger: 'countersign-ledger',
  workspace: 'countersign-workspace',
  stateMachine: `countersign-recovery-${STACK_INSTANCE}`,
  dataKey: 'countersign-data',
  custodyKey: 'countersign-custody',
  topic: 'countersign-alerts',
  bus: 'countersign',
  scheduleGroup: 'countersign-revocations',
  userPool: 'us-east-1_Countersi',
  webhookPrefix: 'countersign/webhooks/',
  signalPrefix: 'countersign/signals/',
  boxPrefix: 'countersign/boxes/',
  vendorPrefix: 'countersign/vendors/',
  stopPrefix: `countersign-${STACK_INSTANCE}/stop/`,
  pseudonymKey: `countersign-${STACK_INSTANCE}/keys/pseudonyms`,
  codeKey: `countersign-${STACK_INSTANCE}/keys/codes`,
  wordKey: `countersign-${STACK_INSTANCE}/keys/words`,
} as const;

export const ALERT_TOPIC = arnOf('sns', NAMES.topic);

/** The sender of codes and notices. */
export const MAIL_FROM = 'countersign@example.com';

/** Address of the mailroom; here letters appear in the outbox. */
export const MAILROOM = 'mailroom@example.com';

/** The telephone number that texts come from. */
export const SMS_FROM = '+12025550100';

/** The telephone number that calls come from. */
export const VOICE_ORIGIN = arnOf('sms-voice', 'phone-number/phone-countersign');

/** The organisation of the demo people, and their desk. */
const HELP_DESK: HelpDesk = {
  organisation: 'Example Corp',
  name: 'Example Corp service desk',
  phone: '+1 202-555-0111',
  hours: 'Monday to Friday, 08:00 to 18:00 UTC',
  address: '1 Example Street, ground floor',
};

/** The ARN of a function, by its name in the contract. */
export const functionArn = (name: string): string => arnOf('lambda', `function:${name}`);

/** Id of the signing key of a family, or of a further one by its name in the template, e.g. `people2`. */
export const signingKeyOf = (name: string): string => `countersign-signing-${name}`;

/** The signing keys of each family, oldest first. */
export const signingKeysOf = (family: KeyFamily, counts: KeyCounts = {}): readonly string[] =>
  Array.from({ length: counts[family]?.keys ?? 1 }, (_, index) =>
    signingKeyOf(index === 0 ? family : `${family}${index + 1}`),
  );

type Variables = Readonly<Record<string, string>>;

/** The variables that the stack would set on the functions. */
export function functionVariables(policyFile: string, counts?: KeyCounts): Variables {
  return {
    [ENV.ledgerTable]: NAMES.ledger,
    [ENV.workspaceTable]: NAMES.workspace,
    [ENV.stateMachineArn]: arnOf('states', `stateMachine:${NAMES.stateMachine}`),
    [ENV.alertTopicArn]: ALERT_TOPIC,
    [ENV.eventBusName]: NAMES.bus,
    [ENV.keyId]: NAMES.custodyKey,
    [ENV.ledgerKeys]: JSON.stringify(
      Object.fromEntries(
        KEY_FAMILIES.map((family) => [family, signingKeysOf(family, counts).map((id) => arnOf('kms', `key/${id}`))]),
      ),
    ),
    [ENV.policyFile]: policyFile,
    [ENV.webhookSecretPrefix]: NAMES.webhookPrefix,
    [ENV.signalSecretPrefix]: NAMES.signalPrefix,
    [ENV.boxPrefix]: NAMES.boxPrefix,
    [ENV.vendorSecretPrefix]: NAMES.vendorPrefix,
    [ENV.stopKeyPrefix]: NAMES.stopPrefix,
    [ENV.pseudonymKey]: NAMES.pseudonymKey,
    [ENV.codeKey]: NAMES.codeKey,
    [ENV.wordKey]: NAMES.wordKey,
    [ENV.mailFrom]: MAIL_FROM,
    [ENV.mailroom]: MAILROOM,
    [ENV.smsFrom]: SMS_FROM,
    [ENV.voiceFrom]: VOICE_ORIGIN,
    [ENV.connectors]: 'secrets-manager cognito',
    [ENV.userPoolId]: NAMES.userPool,
    [ENV.helpDesk]: JSON.stringify(HELP_DESK),
    [ENV.scheduleGroup]: NAMES.scheduleGroup,
    [ENV.scheduleRoleArn]: roleArn('scheduler'),
    [ENV.connectorRoles]: ['execute', 'revoke', 'sweeper', 'rotateSecret'].map(roleArn).join(' '),
    [ENV.revokeFunctionArn]: functionArn('revoke'),
    [ENV.groupsClaim]: 'cognito:groups',
    // The SDK's notice that it will need a newer Node some day does not concern the pinned releases.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** Tells the functions the public address (by name, because browsers make no passkey for an IP address) and the issuer at that address. */
export function enterAddress(url: string, audience: string): void {
  process.env[ENV.publicUrl] = url.replace('127.0.0.1', 'localhost');
  process.env[ENV.issuer] = url;
  process.env[ENV.audience] = audience;
  process.env[ENV.signInClient] = CLIENT;
  process.env[ENV.signInScopes] = SCOPES;
  process.env[ENV.signInOrigins] = url;
}

/**
 * Puts the variables into this process's environment, and removes everything by which the person's own AWS configuration could direct an
 * SDK client elsewhere: profiles, session tokens, endpoints of single services, configuration files. Call it before a client is made.
 */
export function enterEnvironment(variables: Variables, folder: string): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  const nothing = join(folder, 'no-aws-configuration');
  Object.assign(process.env, variables, {
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
}
