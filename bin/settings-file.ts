import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { nearest } from '../lambdas/adapters/policy/nearest.ts';
import { KEY_FAMILIES } from '../lambdas/contract/functions.ts';
import { BY_HAND_SETTING, ENTRA, GOOGLE_WORKSPACE, IDENTITY_CENTER_SETTING, OKTA } from './settings-applications.ts';
import { DESK_NAMES, DESK_SETTINGS } from './settings-desk.ts';
import { DOMAIN, EDGE } from './settings-domain.ts';
import { SettingsInvalid } from './settings-invalid.ts';
import { IAM_IDENTITIES_SETTING, IAM_USERS_SETTING, KEY_APIS_SETTING } from './settings-key-apis.ts';
import { GROUP_TIERS, LDAP_NAMES, LDAP_SETTINGS } from './settings-ldap.ts';
import { POSTGRES_NAMES, POSTGRES_SETTING, PROBES_SETTING } from './settings-postgres.ts';
import { OUTSIDE_SETTINGS, TICKET_NAMES } from './settings-tickets.ts';

/** The file of a deployment's settings, beside `cdk.json`; `-c config=PATH` names another. */
export const SETTINGS_FILE = 'countersign.config.json';

const text = (description: string) => z.string().min(1).describe(description).optional();
const texts = (description: string) => z.array(z.string().min(1)).min(1).describe(description).optional();
const address = z.string().regex(/^[\x21-\x3f\x41-\x7e]{1,64}@[^\s@]{1,253}$/, 'is no mail address');
const counts = (least: number) => z.partialRecord(z.enum(KEY_FAMILIES), z.int().min(least).max(9)).optional();

const isOrigin = (text: string): boolean =>
  text.startsWith('https://') && URL.canParse(text) && new URL(text).origin === text;

/** Every setting of a deployment. Paths are relative to the folder of the file. */
export const SETTINGS = z.strictObject({
  $schema: text('path of this schema, for editors'),
  stack: text('name of the stack, and the beginning of every name in it; `Countersign`'),
  policy: text('path of the policy; `policies/default.yaml`'),
  sources: text('path of the field mapping of ticket sources, JSON; the built-in defaults'),
  vendors: text('path of the identity-verification vendors that the requester’s page sends people to, JSON; none'),
  issuer: z
    .string()
    .regex(/^https:\/\//, 'does not begin with `https://`')
    .describe('OpenID Connect issuer of the people who work with it; a Cognito user pool is made')
    .optional(),
  audience: texts('audiences of the issuer’s tokens; set with `issuer`'),
  clientId: text('the issuer’s public client with which people sign in; the first audience'),
  scopes: text('what people ask the issuer for, separated by spaces; `openid`'),
  signInOrigins: z
    .array(z.string().refine(isOrigin, 'is not `https://` and a host'))
    .min(1)
    .describe('origins that a browser calls to sign in; that of the issuer')
    .optional(),
  groupsClaim: text('token claim that lists a person’s groups; `cognito:groups`'),
  issuerAssurance: z
    .enum(['1', '2', '3'])
    .describe('what every token of the issuer is worth at least; what each token says of itself')
    .optional(),
  userPool: text('id of the Cognito user pool whose people are recovered; none'),
  entra: ENTRA.describe('the Microsoft Entra tenant whose people are recovered; none').optional(),
  okta: OKTA.describe('the Okta org whose people are recovered; none').optional(),
  googleWorkspace: GOOGLE_WORKSPACE.describe('the Google Workspace whose people are recovered; none').optional(),
  iamIdentities: IAM_IDENTITIES_SETTING,
  identityCenter: IDENTITY_CENTER_SETTING,
  byHand: BY_HAND_SETTING,
  groupTiers: GROUP_TIERS.describe(
    'tiers that groups of the pool, the tenant, the org and the workspace give their members, by pattern (`*` stands for any characters). For a pool without it `admin`, `admins`, `administrator` and `administrators`, alone or before `-`, `.`, `:`, `/` or `_`, are privileged; for tenant and org they always are, also at the end of a name, and this is added',
  ).optional(),
  ...LDAP_SETTINGS,
  postgres: POSTGRES_SETTING,
  keyApis: KEY_APIS_SETTING,
  iamUsers: IAM_USERS_SETTING,
  probes: PROBES_SETTING,
  rotationFunctions: texts('ARNs of rotation functions of governed secrets, beside our own'),
  secretKeys: texts('ARNs of the keys of governed secrets that our rotation function rotates'),
  mailFrom: address
    .describe('address of an identity verified in SES, from which codes and notices come; none')
    .optional(),
  mailroom: address
    .describe('mail address of the mailroom, which prints letters; none. Set with `mailFrom`')
    .optional(),
  smsFrom: z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|[A-Za-z0-9]{1,11})$/,
      'is neither a telephone number (`+…`) nor a sender id of at most 11 letters',
    )
    .describe(
      'telephone number or sender id, registered for the countries of your people, that text messages come from; none is sent',
    )
    .optional(),
  voiceFrom: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:(phone-number|pool)\/[\w-]+$/,
      'is not the ARN of a telephone number or of a pool',
    )
    .describe(
      'ARN of a telephone number of AWS End User Messaging that can call, or of a pool of them; nobody is called',
    )
    .optional(),
  ...OUTSIDE_SETTINGS,
  ...DESK_SETTINGS,
  publicUrl: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(:\d+)?$/, 'is not `https://` and a host')
    .describe(
      'address of a proxy of your own, under which people reach the requester’s page; the API’s own. Not with `domain`',
    )
    .optional(),
  caps: z
    .int()
    .min(5)
    .max(80)
    .describe(
      'most executions at once of each public function, and as many that only the functions that end grants can take; ten times as many and 102 must fit into the account’s quota; none: a new account can reserve none',
    )
    .optional(),
  edge: EDGE.describe(
    'CloudFront with WAF before page, console and API: whatever does not come through it is refused; set with `domain`, whose certificate is then in us-east-1',
  ).optional(),
  domain: DOMAIN.describe(
    'domain of one’s own for page, console and API; passkeys belong to it for ever, so set it before the first one',
  ).optional(),
  leavesPasskeysOf: z
    .string()
    .refine(isOrigin, 'is not `https://` and a host')
    .describe(
      'earlier address of the page, whose passkeys may be lost: a deployment that changes the address is refused without it; none',
    )
    .optional(),
  alertTo: z
    .array(z.union([address, z.string().regex(/^https:\/\/[^\s]+$/)], 'is neither a mail address nor `https://…`'))
    .min(1)
    .describe('mail addresses and `https://` endpoints that get every alert from the first deployment on; nobody')
    .optional(),
  signingKeys: counts(1).describe('number of signing keys of each family that has more than one'),
  retiredSigningKeys: counts(0).describe('how many of the oldest of them sign nothing any more; none'),
});

export type SettingsFile = Omit<z.output<typeof SETTINGS>, '$schema'>;

/** Checks the settings. Throws `SettingsInvalid` with the first problem, unknown names before what is missing; for one it says the nearest name. */
export function parseSettings(value: unknown): SettingsFile {
  const parsed = SETTINGS.safeParse(value);
  if (parsed.success) {
    const { $schema, ...settings } = parsed.data;
    return settings;
  }
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') throw unknownName(issue.keys[0] ?? '', path);
  const says = issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message;
  throw new SettingsInvalid('setting-wrong', `\`${path}\` ${says ?? 'is wrong'}`);
}

/** The names that are known at each place; a place that is none of these has families of signing keys. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(SETTINGS.shape),
  domain: Object.keys(DOMAIN.shape),
  edge: Object.keys(EDGE.shape),
  entra: Object.keys(ENTRA.shape),
  okta: Object.keys(OKTA.shape),
  googleWorkspace: Object.keys(GOOGLE_WORKSPACE.shape),
  ...LDAP_NAMES,
  postgres: POSTGRES_NAMES,
  ...TICKET_NAMES,
  ...DESK_NAMES,
};

function unknownName(name: string, path: string): SettingsInvalid {
  // Of a list, each has the same names.
  const near = nearest(name, NAMES[path.replace(/\.\d+$/, '')] ?? KEY_FAMILIES);
  const says = path === '' ? `there is no setting \`${name}\`` : `\`${path}\` has no \`${name}\``;
  return new SettingsInvalid('setting-unknown', near === undefined ? says : `${says}, did you mean \`${near}\`?`);
}

/**
 * The settings in a file, with their paths made absolute. Without the file nothing is set, unless `-c config` names it. Throws
 * `SettingsInvalid`; also for a setting among the CDK's context, where it would be silently without effect.
 */
export function readSettingsFile(folder: string, contextOf: (name: string) => unknown): SettingsFile {
  const inContext = Object.keys(SETTINGS.shape).find((name) => contextOf(name) !== undefined);
  if (inContext !== undefined)
    throw new SettingsInvalid('setting-in-context', `\`${inContext}\` is set in \`${SETTINGS_FILE}\`, not by \`-c\``);
  const named = contextOf('config');
  const file = resolve(folder, typeof named === 'string' ? named : SETTINGS_FILE);
  if (named === undefined && !existsSync(file)) return {};
  const settings = parseSettings(jsonIn(file));
  const paths = (['policy', 'sources', 'vendors'] as const).flatMap((name) => {
    const path = settings[name];
    return path === undefined ? [] : [[name, resolve(dirname(file), path)]];
  });
  return { ...settings, ...Object.fromEntries(paths) };
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingsInvalid('settings-unreadable', `\`${file}\` is no JSON file: ${why}`);
  }
}
