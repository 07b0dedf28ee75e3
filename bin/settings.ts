import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compilePolicy, shippedPolicies } from '../lambdas/adapters/policy/compiler.ts';
import { parseSources } from '../lambdas/app/intake/sources.ts';
import { parseVendors } from '../lambdas/app/proving/vendors.ts';
import type { ChatSettings } from '../lambdas/contract/chats.ts';
import { KEY_FAMILIES, type KeyFamily } from '../lambdas/contract/functions.ts';
import type { CountersignStackProps } from '../lib/countersign-stack.ts';
import type { Issuer } from '../lib/identity.ts';
import type { KeyCounts } from '../lib/signing-keys.ts';
import { helpDeskOf } from './settings-desk.ts';
import type { SettingsFile } from './settings-file.ts';
import { SettingsInvalid } from './settings-invalid.ts';
import { groupTiersText, ldapOf } from './settings-ldap.ts';
import { populationOf } from './settings-population.ts';
import { postgresOf } from './settings-postgres.ts';
import { askedByAddress, ticketsOf } from './settings-tickets.ts';

export interface Settings
  extends Pick<
    CountersignStackProps,
    'rules' | 'helpDesk' | 'identity' | 'connectors' | 'messages' | 'domain' | 'caps' | 'signingKeys' | 'alertTo'
  > {
  readonly stackName: string;
}

const DEFAULT_POLICY = fileURLToPath(new URL('../policies/default.yaml', import.meta.url));

/**
 * The props of the stack that the settings ask for; `settings-file.ts` says what each means. Throws `SettingsInvalid` for settings that do
 * not go together, and `PolicyInvalid` for the policy.
 */
export function settingsOf(file: SettingsFile): Settings {
  const { mailFrom, mailroom, smsFrom, voiceFrom, domain, leavesPasskeysOf } = file;
  if (mailroom !== undefined && mailFrom === undefined)
    throw wrong('`mailroom` is set with `mailFrom`, from which it gets its letters');
  const [issuer, signingKeys] = [issuerOf(file), signingKeysOf(file)];
  const [publicUrl, edge] = [addressOf(file), edgeOf(file)];
  const { policy, rules } = rulesOf(file);
  return {
    stackName: file.stack ?? 'Countersign',
    rules,
    ...given('helpDesk', helpDeskOf(file.organisation, file.desk)),
    identity: {
      approverGroups: policy.groups,
      desks: (policy.desks ?? []).filter((desk) => desk !== 'none'),
      ...given('issuer', issuer),
      ...given('groupsClaim', file.groupsClaim),
      ...given('issuerAssurance', file.issuerAssurance),
    },
    messages: {
      ...given('mailFrom', mailFrom),
      ...given('mailroom', mailroom),
      ...given('smsFrom', smsFrom),
      ...given('voiceFrom', voiceFrom),
      ...given('publicUrl', publicUrl),
      ...given('leavesPasskeysOf', leavesPasskeysOf),
      ...given('chats', chatsOf(file, policy.groups)),
      ...given('quietHours', file.quietHours && JSON.stringify(file.quietHours)),
      ...given('tickets', ticketsOf(file.tickets)),
    },
    ...given('domain', domain && { ...domain, ...given('edge', edge) }),
    ...given('caps', file.caps),
    ...given('signingKeys', signingKeys),
    ...given('alertTo', file.alertTo),
    connectors: {
      ...given('userPoolId', file.userPool),
      ...given('entra', file.entra),
      ...given('okta', file.okta),
      ...given('googleWorkspace', file.googleWorkspace),
      ...given('iamIdentities', file.iamIdentities),
      ...given('identityCenter', file.identityCenter),
      ...given('byHand', file.byHand),
      ...given('groupTiers', groupTiersOf(file)),
      ...given('rotationFunctions', file.rotationFunctions),
      ...given('secretKeys', file.secretKeys),
      ...ldapOf(file),
      ...given('population', populationOf(file.population, Object.keys(file))),
      ...given('postgres', postgresOf(file.postgres)),
      ...given('keyApis', file.keyApis),
      ...given('iamUsers', file.iamUsers),
      ...given('probes', file.probes),
    },
  };
}

/** As the functions read them; undefined without a chat. */
function chatsOf({ slack, teams }: SettingsFile, groups: readonly string[]): ChatSettings | undefined {
  if (slack === undefined && teams === undefined) return undefined;
  for (const named of [...Object.keys(slack?.channels ?? {}), ...(teams?.audiences ?? [])]) {
    const group = /^approver:(.*)$/.exec(named)?.[1];
    if (group !== undefined && !groups.includes(group))
      throw wrong(`\`${named}\` is an audience of a group that the policy does not have`);
  }
  return {
    ...(slack !== undefined && { slack: { ...slack, direct: slack.direct ?? true } }),
    ...given('teams', teams),
  };
}

/** Last, because checking a policy takes a second. */
function rulesOf({ policy: named = DEFAULT_POLICY, sources, vendors, tickets }: SettingsFile) {
  const others = {
    ...given('sources', sources === undefined ? undefined : readChecked(sources, mappingFor(tickets))),
    ...given('vendors', vendors === undefined ? undefined : readChecked(vendors, parseVendors)),
  };
  const { policy, json, digest } = compilePolicy(readFileSync(named, 'utf8'), named);
  return { policy, rules: { policy: json, digest, shipped: shippedPolicies(), ...others } };
}

/** Reads the mapping of the sources. Throws also where it does not go with the ticket systems that are asked. */
const mappingFor =
  (tickets: SettingsFile['tickets']) =>
  (value: unknown): void => {
    const [vendor] = askedByAddress(tickets, parseSources(value));
    if (vendor !== undefined)
      throw wrong(
        `\`tickets.${vendor}\` is asked for whom a ticket was opened, so \`sources\` names the requester of \`${vendor}\` \`as\` \`ticket-user\``,
      );
  };

const wrong = (says: string): SettingsInvalid => new SettingsInvalid('setting-wrong', says);

/** What stands before the domain. Its certificate is where CloudFront looks for it. */
function edgeOf({ edge, domain }: SettingsFile): SettingsFile['edge'] {
  if (edge !== undefined && domain === undefined) throw wrong('`edge` is set with `domain`, before which it stands');
  if (edge !== undefined && domain?.certificate.split(':')[3] !== 'us-east-1')
    throw wrong('with `edge` the certificate of `domain` is in us-east-1, where CloudFront looks for it');
  return edge;
}

/** The address of the page, where it is not the API's own. */
function addressOf({ domain, publicUrl }: SettingsFile): string | undefined {
  if (domain === undefined) return publicUrl;
  if (publicUrl !== undefined) throw wrong('`publicUrl` is not set with `domain`, which is the address');
  return `https://${domain.name}`;
}

function issuerOf({ issuer: url, audience, clientId, scopes, signInOrigins }: SettingsFile): Issuer | undefined {
  if (scopes !== undefined && !scopes.split(' ').includes('openid')) throw wrong('`scopes` does not have `openid`');
  if (url === undefined && audience === undefined && (clientId ?? scopes ?? signInOrigins) !== undefined)
    throw wrong('`clientId`, `scopes` and `signInOrigins` are set with `issuer`');
  if (url === undefined && audience === undefined) return undefined;
  if (url === undefined || audience === undefined)
    throw wrong('`issuer` and `audience` are set together or not at all');
  const signIn = { ...given('clientId', clientId), ...given('scopes', scopes), ...given('origins', signInOrigins) };
  return { url, audience, ...signIn };
}

/** As the functions read them. */
function groupTiersOf({
  groupTiers,
  userPool,
  entra,
  okta,
  googleWorkspace,
  iamIdentities,
  identityCenter,
}: SettingsFile): string | undefined {
  if (groupTiers === undefined) return undefined;
  if ([userPool, entra, okta, googleWorkspace, iamIdentities, identityCenter].every((one) => one === undefined))
    throw wrong(
      '`groupTiers` is set with `userPool`, `entra`, `okta`, `googleWorkspace`, `iamIdentities` or `identityCenter`, whose groups it names',
    );
  return groupTiersText(groupTiers);
}

function signingKeysOf({ signingKeys, retiredSigningKeys = {} }: SettingsFile): KeyCounts | undefined {
  if (signingKeys === undefined && Object.keys(retiredSigningKeys).length === 0) return undefined;
  const keys = signingKeys ?? {};
  for (const family of KEY_FAMILIES)
    if ((retiredSigningKeys[family] ?? 0) >= (keys[family] ?? 1))
      throw wrong(`\`retiredSigningKeys\` leaves the family \`${family}\` no key to sign with`);
  const counted = Object.entries(keys) as [KeyFamily, number][];
  return Object.fromEntries(
    counted.map(([family, count]) => [family, { keys: count, retired: retiredSigningKeys[family] ?? 0 }]),
  );
}

/** The file's text; throws when the function that reads it would reject it. */
function readChecked(path: string, parse: (value: unknown) => unknown): string {
  const text = readFileSync(path, 'utf8');
  parse(JSON.parse(text));
  return text;
}

/** `{ name: value }`, or nothing without a value. */
const given = <Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
