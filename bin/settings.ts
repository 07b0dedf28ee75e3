import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseGroupTiers } from '../lambdas/adapters/connectors/cognito/group-tiers.ts';
import { compilePolicy } from '../lambdas/adapters/policy/compiler.ts';
import { parseSources } from '../lambdas/app/intake/sources.ts';
import { parseVendors } from '../lambdas/app/proving/vendors.ts';
import { KEY_FAMILIES, type KeyFamily } from '../lambdas/contract/functions.ts';
import type { CountersignStackProps } from '../lib/countersign-stack.ts';
import type { Issuer } from '../lib/identity.ts';
import type { KeyCounts } from '../lib/signing-keys.ts';

export interface Settings
  extends Pick<CountersignStackProps, 'rules' | 'identity' | 'connectors' | 'messages' | 'signingKeys'> {
  readonly stackName: string;
}

const DEFAULT_POLICY = fileURLToPath(new URL('../policies/default.yaml', import.meta.url));

/**
 * Reads what a deployment can set from the CDK context (`cdk.json`, or `-c name=value`):
 *
 * | name | |
 * |---|---|
 * | `stack` | name of the stack, and the beginning of every name in it; `Countersign` |
 * | `policy` | path of the policy; `policies/default.yaml` |
 * | `sources` | path of the field mapping of ticket sources, JSON; the built-in defaults |
 * | `vendors` | path of the identity-verification vendors that the requester's page sends people to, JSON; none |
 * | `issuer`, `audience` | OpenID Connect issuer of the people who work with it, and the audiences of their tokens (commas between); a Cognito user pool is made |
 * | `clientId`, `scopes`, `signInOrigins` | the issuer's public client with which people sign in (the first audience), what they ask it for (`openid`), and the origins that a browser calls to do so (that of the issuer; commas between) |
 * | `groupsClaim` | token claim that lists a person's groups; `cognito:groups` |
 * | `issuerAssurance` | what every token of the issuer is worth at least: `1`, `2` (two factors) or `3`; what each token says of itself |
 * | `userPool` | id of the Cognito user pool whose people are recovered; none |
 * | `groupTiers` | the tiers that groups of that pool give their members, as `PATTERN=TIER` (commas between; `*` stands for any characters); `admin*=privileged` |
 * | `rotationFunctions` | ARNs of rotation functions of governed secrets, beside our own (commas between) |
 * | `secretKeys` | ARNs of the keys of governed secrets that our rotation function rotates (commas between) |
 * | `mailFrom` | address of an identity that is verified in SES, from which codes and notices come; none |
 * | `mailroom` | mail address of the mailroom, which gets notices that go by post as letters to print; none. Set with `mailFrom` |
 * | `voiceFrom` | ARN of a telephone number of AWS End User Messaging that can call, or of a pool of them, from which codes and notices are spoken; none |
 * | `signingKeys` | number of signing keys of families that have more than one, e.g. `people:2` (commas between); see *rotate a signing key* in `docs/runbook.md` |
 * | `retiredSigningKeys` | how many of the oldest of them sign nothing any more, e.g. `people:1`; none |
 * | `publicUrl` | `https://` address under which people reach the requester's page; the API's own |
 *
 * Throws an `Error` that says what is wrong, and `PolicyInvalid` for the policy.
 */
export function readSettings(contextOf: (name: string) => unknown): Settings {
  const text = (name: string): string | undefined => textIn(contextOf(name), name);
  const list = (name: string): readonly string[] | undefined =>
    text(name)
      ?.split(',')
      .map((part) => part.trim());
  const file = text('policy') ?? DEFAULT_POLICY;
  const { policy, json } = compilePolicy(readFileSync(file, 'utf8'), file);
  const [sources, vendors] = [text('sources'), text('vendors')];
  return {
    stackName: text('stack') ?? 'Countersign',
    rules: {
      policy: json,
      ...given('sources', sources === undefined ? undefined : readChecked(sources, parseSources)),
      ...given('vendors', vendors === undefined ? undefined : readChecked(vendors, parseVendors)),
    },
    identity: {
      approverGroups: policy.groups,
      desks: (policy.desks ?? []).filter((desk) => desk !== 'none'),
      ...given(
        'issuer',
        issuerOf(text('issuer'), list('audience'), signInOf(text('clientId'), text('scopes'), list('signInOrigins'))),
      ),
      ...given('groupsClaim', text('groupsClaim')),
      ...given('issuerAssurance', levelOf(text('issuerAssurance'))),
    },
    messages: {
      ...given('mailFrom', text('mailFrom')),
      ...given('mailroom', mailroomOf(text('mailroom'), text('mailFrom'))),
      ...given('voiceFrom', voiceFromOf(text('voiceFrom'))),
      ...given('publicUrl', publicUrlOf(text('publicUrl'))),
    },
    ...given('signingKeys', signingKeysOf(list('signingKeys'), list('retiredSigningKeys'))),
    connectors: {
      ...given('userPoolId', text('userPool')),
      ...given('groupTiers', groupTiersOf(text('groupTiers'), text('userPool'))),
      ...given('rotationFunctions', list('rotationFunctions')),
      ...given('secretKeys', list('secretKeys')),
    },
  };
}

function textIn(value: unknown, name: string): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new Error(`context \`${name}\` is not a text`);
  return value;
}

function levelOf(text: string | undefined): '1' | '2' | '3' | undefined {
  if (text === undefined || text === '1' || text === '2' || text === '3') return text;
  throw new Error(`the assurance \`${text}\` is not \`1\`, \`2\` or \`3\``);
}

type SignInSettings = Pick<Issuer, 'clientId' | 'scopes' | 'origins'>;

function signInOf(
  clientId: string | undefined,
  scopes: string | undefined,
  origins: readonly string[] | undefined,
): SignInSettings {
  if (scopes !== undefined && !scopes.split(' ').includes('openid')) throw new Error('`scopes` does not have `openid`');
  for (const origin of origins ?? [])
    if (!URL.canParse(origin) || new URL(origin).origin !== origin || !origin.startsWith('https://'))
      throw new Error(`the origin \`${origin}\` is not \`https://\` and a host`);
  return { ...given('clientId', clientId), ...given('scopes', scopes), ...given('origins', origins) };
}

function issuerOf(
  url: string | undefined,
  audience: readonly string[] | undefined,
  signIn: SignInSettings,
): Issuer | undefined {
  if (url === undefined && audience === undefined && Object.keys(signIn).length > 0)
    throw new Error('`clientId`, `scopes` and `signInOrigins` are set with `issuer`');
  if (url === undefined && audience === undefined) return undefined;
  if (url === undefined || audience === undefined)
    throw new Error('`issuer` and `audience` are set together or not at all');
  if (!url.startsWith('https://')) throw new Error(`the issuer \`${url}\` does not begin with \`https://\``);
  return { url, audience, ...signIn };
}

function mailroomOf(address: string | undefined, mailFrom: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  if (mailFrom === undefined) throw new Error('`mailroom` is set with `mailFrom`, from which it gets its letters');
  if (!/^[\x21-\x3f\x41-\x7e]{1,64}@[^\s@]{1,253}$/.test(address))
    throw new Error(`the mailroom \`${address}\` is not a mail address`);
  return address;
}

function publicUrlOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(text))
    throw new Error(`the address \`${text}\` is not \`https://\` and a host`);
  return text;
}

function groupTiersOf(text: string | undefined, userPool: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (userPool === undefined) throw new Error('`groupTiers` is set with `userPool`, whose groups it names');
  parseGroupTiers(text);
  return text;
}

/** By its ARN, because IAM allows calls by ARN only. */
function voiceFromOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:(phone-number|pool)\/[\w-]+$/.test(text))
    throw new Error(`the origin of calls \`${text}\` is not the ARN of a telephone number or of a pool`);
  return text;
}

function signingKeysOf(many: readonly string[] = [], retired: readonly string[] = []): KeyCounts | undefined {
  const [keys, gone] = [countsIn(many), countsIn(retired)];
  if (keys.size + gone.size === 0) return undefined;
  for (const [family, count] of gone)
    if (count >= (keys.get(family) ?? 1))
      throw new Error(`\`retiredSigningKeys\` leaves the family \`${family}\` no key to sign with`);
  return Object.fromEntries(
    [...keys].map(([family, count]) => [family, { keys: count, retired: gone.get(family) ?? 0 }]),
  );
}

const countsIn = (parts: readonly string[]): ReadonlyMap<KeyFamily, number> =>
  new Map(
    parts.map((part) => {
      const [name, count] = part.split(':');
      const family = KEY_FAMILIES.find((one) => one === name);
      if (family === undefined || !/^[1-9]$/.test(count ?? ''))
        throw new Error(`\`${part}\` is not a family of functions and a number of keys, as in \`people:2\``);
      return [family, Number(count)] as const;
    }),
  );

/** The file's text; throws when the function that reads it would reject it. */
function readChecked(path: string, parse: (value: unknown) => unknown): string {
  const text = readFileSync(path, 'utf8');
  parse(JSON.parse(text));
  return text;
}

/** `{ name: value }`, or nothing without a value. */
const given = <Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
