import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { settingsOf } from '../../bin/settings.ts';
import { parseSettings, readSettingsFile, SETTINGS, SETTINGS_FILE } from '../../bin/settings-file.ts';
import { SOURCES } from '../../lambdas/core/intake/sources.ts';
import { SMALL_POLICY } from '../support/policies.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Of these settings and a policy that is checked in no time, unless they name one. */
const settings = (file: Record<string, unknown>) =>
  settingsOf(parseSettings({ policy: join(folder, 'small.yaml'), ...file }));

const codeOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'accepted';
};

const CERTIFICATE = 'arn:aws:acm:eu-central-1:111122223333:certificate/one';
const ACL = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/countersign/one';
const SMS_VOICE = 'arn:aws:sms-voice:eu-central-1:111122223333';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  writeFileSync(join(folder, 'sources.json'), '{ }\n');
  writeFileSync(join(folder, 'wrong.json'), '{"jira":{}}');
  writeFileSync(join(folder, 'broken.json'), '{');
  writeFileSync(join(folder, 'policy.yaml'), 'name: empty\n');
  writeFileSync(join(folder, 'small.yaml'), SMALL_POLICY);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the file of settings', () => {
  const none = (): undefined => undefined;

  it('is not needed: then nothing is set', () => {
    expect(readSettingsFile(folder, none)).toEqual({});
  });

  it('is found beside cdk.json, and its paths count from its folder', () => {
    writeFileSync(join(folder, SETTINGS_FILE), JSON.stringify({ stack: 'Prod', policy: 'policy.yaml' }));
    expect(readSettingsFile(folder, none)).toEqual({ stack: 'Prod', policy: join(folder, 'policy.yaml') });
    rmSync(join(folder, SETTINGS_FILE));
  });

  it('may be another one, which must then be there', () => {
    const named = (file: string) => (name: string) => (name === 'config' ? file : undefined);
    writeFileSync(join(folder, 'test.json'), '{"stack":"Test"}');
    expect(readSettingsFile(folder, named('test.json'))).toEqual({ stack: 'Test' });
    expect(codeOf(() => readSettingsFile(folder, named('absent.json')))).toBe('settings-unreadable');
    expect(codeOf(() => readSettingsFile(folder, named('broken.json')))).toBe('settings-unreadable');
  });

  it('is the only place: a setting among the context of the CDK is refused, not ignored', () => {
    const context = (name: string) => (name === 'mailFrom' ? 'help@example.com' : undefined);
    expect(codeOf(() => readSettingsFile(folder, context))).toBe('setting-in-context');
  });

  it.each([
    [{ mailfrom: 'help@example.com' }, 'did you mean `mailFrom`?'],
    [{ rotationFunction: ['arn:r'] }, 'did you mean `rotationFunctions`?'],
    [{ colour: 'red' }, 'there is no setting `colour`'],
    [{ signingKeys: { peeple: 2 } }, 'did you mean `people`?'],
    [{ activeDirectory: { readersecret: 'x' } }, 'did you mean `readerSecret`?'],
    [{ openldap: { bases: 'x' } }, 'did you mean `base`?'],
    [{ directoryNetwork: { subnet: [] } }, 'did you mean `subnets`?'],
  ])('refuses an unknown name and says the nearest one: %j', (file, says) => {
    expect(() => parseSettings(file)).toThrow(says);
    expect(codeOf(() => parseSettings(file))).toBe('setting-unknown');
  });

  it.each([
    [{ userPool: 7 }],
    [{ audience: 'countersign' }],
    [{ policy: '' }],
    [{ signingKeys: { people: 10 } }],
    [{ signingKeys: 'people:2' }],
    [{ issuerAssurance: '4' }],
    [{ alertTo: ['the cellar'] }],
    [{ alertTo: ['http://chat.example.com'] }],
    [{ smsFrom: 'the help desk' }],
    [[]],
    [null],
  ])('refuses a value that is none: %j', (file) => {
    expect(codeOf(() => parseSettings(file))).toBe('setting-wrong');
  });

  it('has a schema for editors, which the shipped file names', () => {
    const shipped = JSON.parse(readFileSync(join(ROOT, SETTINGS_FILE), 'utf8')) as { readonly $schema: string };
    expect(JSON.parse(readFileSync(join(ROOT, shipped.$schema), 'utf8'))).toEqual(z.toJSONSchema(SETTINGS));
    expect(parseSettings(shipped)).toEqual({ stack: 'Countersign' });
  });
});

describe('the settings of ticket systems', () => {
  const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:tickets/jira-a1B2c3';
  const jira = { host: 'acme.atlassian.net', secret, field: 'customfield_10077' };

  it('go on with a signal of risk where a system does not answer, unless they say otherwise', () => {
    expect(settings({ tickets: { jira } }).messages.tickets).toEqual({ jira, unread: 'risk' });
    expect(settings({ tickets: { jira, unread: 'wait' } }).messages.tickets).toEqual({ jira, unread: 'wait' });
    expect(settings({ tickets: {} }).messages.tickets).toBeUndefined();
    expect(settings({}).messages.tickets).toBeUndefined();
  });

  it.each([
    [{ jira: { ...jira, host: '169.254.169.254' } }, 'is no host of atlassian.net'],
    [{ jira: { ...jira, host: 'acme.atlassian.net.evil.example' } }, 'is no host of atlassian.net'],
    [{ jira: { ...jira, host: 'https://acme.atlassian.net' } }, 'is no host of atlassian.net'],
    [{ zendesk: { host: 'acme.atlassian.net', secret } }, 'is no host of zendesk.com'],
    [{ servicenow: { host: 'acme.service-now.com', secret, field: 'state' } }, 'is no field'],
    [{ jira: { ...jira, field: 'status' } }, 'is no field'],
    [{ jira: { ...jira, secret: 'token' } }, 'is no whole ARN of a secret'],
    [{ jira: { ...jira, feild: 'customfield_10077' } }, '`tickets.jira` has no `feild`'],
  ])('refuse what is no site of the vendor: %j', (tickets, says) => {
    expect(() => settings({ tickets })).toThrow(says);
  });
});

describe('what a deployment can set', () => {
  it('is nothing that must be set', () => {
    const { stackName, rules, identity, connectors, messages, alertTo, signingKeys } = settingsOf(parseSettings({}));
    expect(stackName).toBe('Countersign');
    expect(JSON.parse(rules.policy)).toMatchObject({ name: 'default' });
    expect(rules.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(rules)).toEqual(['policy', 'digest', 'shipped']);
    expect(Object.keys(JSON.parse(rules.shipped ?? ''))).toEqual(expect.arrayContaining(['default', 'low-friction']));
    expect(identity).toEqual({
      approverGroups: ['identity', 'security', 'platform'],
      desks: ['service', 'night', 'plant', 'outsourced'],
    });
    expect([connectors, messages, alertTo, signingKeys]).toEqual([{}, {}, undefined, undefined]);
  });

  it('goes to the part of the stack that needs it', () => {
    const { identity, connectors, alertTo } = settings({
      issuer: 'https://login.example.com',
      audience: ['countersign', 'cli'],
      signInOrigins: ['https://token.example.com'],
      groupsClaim: 'roles',
      userPool: 'us-east-1_a',
      rotationFunctions: ['arn:a', 'arn:b'],
      secretKeys: ['arn:k'],
      alertTo: ['soc@example.com', 'https://chat.example.com/hook'],
    });
    expect(identity).toMatchObject({
      issuer: {
        url: 'https://login.example.com',
        audience: ['countersign', 'cli'],
        origins: ['https://token.example.com'],
      },
      groupsClaim: 'roles',
    });
    expect(connectors).toEqual({
      userPoolId: 'us-east-1_a',
      rotationFunctions: ['arn:a', 'arn:b'],
      secretKeys: ['arn:k'],
    });
    expect(alertTo).toHaveLength(2);
  });

  it('is a tenant, the application that works there, and where its secret is', () => {
    const client = {
      clientId: '6f1967b7-15e8-4935-ac26-d50770ed07a7',
      secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:entra-a1B2c3',
    };
    const entra = { tenant: '84841066-274d-4ec0-a5c1-276be684bdd3', reader: client, operator: client };
    expect(settings({ entra, groupTiers: { admins: 'critical' } }).connectors).toEqual({
      ...{ entra, groupTiers: 'admins=critical' },
    });
    expect(settings({ entra: { ...entra, diskKeys: true } }).connectors).toEqual({
      entra: { ...entra, diskKeys: true },
    });
    for (const wrong of [
      { diskKeys: 'yes' },
      { tenant: 'contoso.example' },
      { reader: { ...client, clientId: 'countersign' } },
      { operator: { ...client, secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:*' } },
      { operator: { ...client, password: 'canary' } },
      { reader: undefined },
      { password: 'canary' },
    ])
      expect(() => settings({ entra: { ...entra, ...wrong } })).toThrow(/^setting-(wrong|unknown)/);
  });

  it('is an org under Okta’s own name, two service apps, and where their keys are', () => {
    const app = {
      clientId: '0oa1gjh63g214q0Hq0g4',
      secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:okta-a1B2c3',
    };
    const okta = { org: 'acme.okta.com', reader: app, operator: app };
    expect(settings({ okta, groupTiers: { admins: 'critical' } }).connectors).toEqual({
      ...{ okta, groupTiers: 'admins=critical' },
    });
    for (const wrong of [
      { org: 'https://acme.okta.com' },
      { org: 'login.acme.example' },
      { org: 'acme.okta.com.evil.example' },
      { org: 'acme-admin.okta.com' },
      { reader: { ...app, clientId: 'countersign' } },
      { operator: { ...app, secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:*' } },
      { operator: undefined },
      { token: 'canary' },
    ])
      expect(() => settings({ okta: { ...okta, ...wrong } })).toThrow(/^setting-(wrong|unknown)/);
  });

  it('is which tiers groups of the user pool give, and no pattern that says none', () => {
    const groupTiers = { 'admin*': 'privileged', root: 'critical' };
    const { connectors } = settings({ userPool: 'us-east-1_a', groupTiers });
    expect(connectors).toMatchObject({ groupTiers: 'admin*=privileged,root=critical' });
    const spaced = settings({ userPool: 'us-east-1_a', groupTiers: { 'Mail Admins': 'critical' } });
    expect(spaced.connectors).toMatchObject({ groupTiers: 'Mail Admins=critical' });
    for (const wrong of [' root', 'root ', ' ', ''])
      expect(() => settings({ userPool: 'us-east-1_a', groupTiers: { [wrong]: 'critical' } })).toThrow('groupTiers');
    expect(() => settings({ userPool: 'us-east-1_a', groupTiers: { admins: 'high' } })).toThrow('`groupTiers.admins`');
    expect(() => settings({ userPool: 'us-east-1_a', groupTiers: { 'a=b': 'critical' } })).toThrow('groupTiers');
    expect(() => settings({ groupTiers })).toThrow(
      '`groupTiers` is set with `userPool`, `entra`, `okta`, `googleWorkspace`, `iamIdentities` or `identityCenter`',
    );
  });

  it('is an LDAP directory over TLS, with the whole ARNs of two credentials, and the network from which it is reached', () => {
    const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-a1B2c3`;
    const place = { urls: ['ldaps://dc1.example.com:3269'], base: 'DC=example,DC=com' };
    const activeDirectory = { ...place, readerSecret: secret('reader'), operatorSecret: secret('operator') };
    const directoryNetwork = { subnets: ['subnet-0a'], securityGroups: ['sg-0b'] };
    const groupTiers = { 'Mail Admins': 'critical' };
    expect(settings({ activeDirectory: { ...activeDirectory, groupTiers }, directoryNetwork }).connectors).toEqual({
      ldap: { 'active-directory': { ...activeDirectory, groupTiers: 'Mail Admins=critical' } },
      network: directoryNetwork,
    });
    for (const over of [
      { urls: ['ldap://dc1.example.com'] },
      { urls: [] },
      { urls: ['ldaps://dc1.example.com/x'] },
      { readerSecret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:reader' },
      { operatorSecret: 'password' },
      { base: '' },
    ])
      expect(() => settings({ openldap: { ...activeDirectory, ...over } })).toThrow('`openldap.');
  });

  it('is which directories are followed, of those that the deployment has', () => {
    const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-a1B2c3`;
    const place = { urls: ['ldaps://dc1.example.com'], base: 'DC=example,DC=com' };
    const activeDirectory = { ...place, readerSecret: secret('reader'), operatorSecret: secret('operator') };
    const population = (over: object) => settings({ activeDirectory, population: over }).connectors.population;
    expect(population({ from: ['activeDirectory', 'activeDirectory'] })).toEqual({
      ...{ from: ['active-directory'], environment: 'production' },
    });
    expect(population({ from: ['activeDirectory'], environment: 'staging' })).toMatchObject({ environment: 'staging' });
    expect(() => population({ from: ['openldap'] })).toThrow('`population` names `openldap`, which is not set');
    const url = 'https://hr.example.com/export?format=csv';
    const files = { activeDirectory: { url, secret: secret('hr') } };
    expect(population({ files })).toEqual({
      ...{ from: [], environment: 'production' },
      files: { 'active-directory': { url, secret: secret('hr'), scheme: 'bearer' } },
    });
    const counted = { url, secret: secret('hr'), scheme: 'basic', counted: true };
    expect(population({ files: { activeDirectory: counted } })?.files).toEqual({ 'active-directory': counted });
    expect(() => population({ files: { userPool: counted } })).toThrow('names `userPool`, which is not set');
    expect(() => population({ from: ['activeDirectory'], files })).toThrow('`activeDirectory` itself and by a file');
    for (const over of [
      { url: 'http://hr.example.com/x' },
      { url: 'https://hr.example.com' },
      { url: 'https://name:word@hr.example.com/x' },
      { url: 'https://hr.example.com/x#y' },
      { secret: 'password' },
      { scheme: 'digest' },
    ])
      expect(() => population({ files: { activeDirectory: { ...counted, ...over } } })).toThrow('population');
    for (const wrong of [
      { from: [] },
      { from: ['entra'] },
      {},
      { files: {} },
      { from: ['activeDirectory'], environment: 'A b' },
    ])
      expect(() => population(wrong)).toThrow('population');
  });

  it('is which PostgreSQL servers have roles of service accounts, with the whole ARN of the credential of each administrator', () => {
    const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1B2c3';
    const postgres = [
      { host: 'db.example.com', secret },
      { host: 'db.example.com', port: 5433, secret },
    ];
    expect(settings({ postgres }).connectors).toEqual({
      postgres: [{ host: 'db.example.com', port: 5432, secret }, postgres[1]],
    });
    for (const over of [
      { host: 'DB' },
      { host: 'https://db' },
      { port: 0 },
      { secret: 'password' },
      { secretKey: 'x' },
    ])
      expect(() => settings({ postgres: [{ host: 'db.example.com', secret, ...over }] })).toThrow('`postgres.0.');
    expect(() => settings({ postgres: [postgres[0], { ...postgres[0], port: 5432 }] })).toThrow(
      'names one server twice',
    );
    expect(() => settings({ postgres: [] })).toThrow('`postgres`');
    expect(() => settings({ postgres: [{ host: 'db.example.com', secrt: secret }] })).toThrow('did you mean `secret`?');
  });

  it('is which HTTP APIs have keys of service accounts, by a description', () => {
    const maps = {
      url: 'https://api.example.com',
      secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:maps-a1B2c3',
      create: { path: '/v1/keys', body: { label: '{name}' }, id: '/id', key: '/data/0/a~1b' },
      list: { path: '/v1/keys?limit=100', items: '', id: '/id', name: '/label' },
      revoke: { method: 'DELETE', path: '/v1/keys/{id}' },
      test: { path: '/v1/me' },
    };
    const iamUsers = ['arn:aws:iam::123456789012:user/ci', 'arn:aws:iam::123456789012:user/services/*'];
    expect(settings({ keyApis: { maps }, iamUsers }).connectors).toEqual({ keyApis: { maps }, iamUsers });
    for (const user of [
      '*',
      'arn:aws:iam::*:user/ci',
      'arn:aws:iam::123456789012:user/*',
      'arn:aws:iam::123456789012:role/x',
    ])
      expect(() => settings({ iamUsers: [user] })).toThrow('`iamUsers.0` is not the ARN of an IAM user');
    const iamIdentities = ['arn:aws:iam::123456789012:user/people/*', 'arn:aws:iam::123456789012:role/deploy'];
    expect(settings({ iamIdentities, groupTiers: { root: 'critical' } }).connectors).toMatchObject({ iamIdentities });
    for (const one of ['*', 'arn:aws:iam::*:role/ci', 'arn:aws:iam::123456789012:role/*', 'arn:aws:iam::1:user/x'])
      expect(() => settings({ iamIdentities: [one] })).toThrow(
        '`iamIdentities.0` is not the ARN of an IAM user or role',
      );
    for (const over of [
      { url: 'http://api.example.com' },
      { url: 'https://api.example.com/v1' },
      { secret: 'token' },
      { create: { ...maps.create, body: { label: 'key' } } },
      { create: { ...maps.create, path: '//elsewhere.example.com' } },
      { create: { ...maps.create, key: 'data' } },
      { list: { ...maps.list, id: '/~2' } },
      { revoke: { method: 'DELETE', path: '/v1/keys' } },
      { revoke: { method: 'GET', path: '/v1/keys/{id}' } },
    ])
      expect(() => settings({ keyApis: { maps: { ...maps, ...over } } })).toThrow('`keyApis.maps.');
    expect(() => settings({ keyApis: { 'A name': maps } })).toThrow('is no name in lower case');
  });

  it('is where consumers of secrets say whether they are well', () => {
    const probes = { 'prod/payments/db': 'https://payments.example.com:8443/health/db' };
    expect(settings({ probes }).connectors).toEqual({ probes });
    for (const url of ['http://payments.example.com', 'https://', 'https://a@b', 'https://a.example?x=1'])
      expect(() => settings({ probes: { 'prod/payments/db': url } })).toThrow('`probes.prod/payments/db`');
    expect(() => settings({ probes: { 'a name': 'https://a.example' } })).toThrow('is no name of a secret');
  });

  it('is how many signing keys families have, and how many sign nothing any more', () => {
    const file = { signingKeys: { people: 2, registry: 3 }, retiredSigningKeys: { registry: 1 } };
    expect(settings(file).signingKeys).toEqual({
      people: { keys: 2, retired: 0 },
      registry: { keys: 3, retired: 1 },
    });
    for (const retiredSigningKeys of [{ people: 2 }, { workflow: 1 }])
      expect(() => settings({ signingKeys: { people: 2 }, retiredSigningKeys })).toThrow('no key to sign with');
  });

  it('takes the field mapping of sources as it stands', () => {
    expect(settings({ sources: join(folder, 'sources.json') }).rules.sources).toBe('{ }\n');
    expect(() => settings({ sources: join(folder, 'broken.json') })).toThrow(SyntaxError);
    expect(() => settings({ sources: join(folder, 'wrong.json') })).toThrow('`/jira/scheme`');
  });

  it('asks no ticket system for a requester whom the mapping names by an address: it knows its own users', () => {
    const { scheme, mapping } = SOURCES.jira;
    const sources = join(folder, 'by-address.json');
    writeFileSync(
      sources,
      JSON.stringify({ jira: { scheme, ...mapping, requester: { from: ['/m'], as: 'address' } } }),
    );
    const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:desk-a1B2c3';
    const asking = (tickets: object) => () => settings({ sources, tickets });
    expect(asking({ jira: { host: 'acme.atlassian.net', secret } })).toThrow('`as` `ticket-user`');
    expect(asking({ zendesk: { host: 'acme.zendesk.com', secret } })).not.toThrow();
  });

  it('takes the vendors as they stand, and refuses one that is not reached by TLS', () => {
    const vendors = join(folder, 'vendors.json');
    const of = (startUrl: string) => JSON.stringify({ idv: { name: 'Example ID', startUrl } });
    writeFileSync(vendors, of('https://idv.example.com/{challenge}'));
    expect(settings({ vendors }).rules.vendors).toBe(of('https://idv.example.com/{challenge}'));
    writeFileSync(vendors, of('http://idv.example.com/{challenge}'));
    expect(() => settings({ vendors })).toThrow('`/idv/startUrl`');
  });

  it('refuses a policy that does not compile', () => {
    expect(() => settings({ policy: join(folder, 'policy.yaml') })).toThrow(/policy\.yaml/);
  });

  it('refuses half an issuer, and one that is not reached by TLS', () => {
    expect(() => settings({ issuer: 'https://login.example.com' })).toThrow('together or not at all');
    expect(() => settings({ audience: ['a'] })).toThrow('together or not at all');
    expect(() => settings({ clientId: 'a' })).toThrow('are set with `issuer`');
    expect(() => settings({ signInOrigins: ['https://a.example'] })).toThrow('are set with `issuer`');
    for (const origin of ['http://a.example', 'https://a.example/', 'https://a.example/path', 'a.example'])
      expect(() => parseSettings({ signInOrigins: [origin] })).toThrow('is not `https://` and a host');
    const issuer = { issuer: 'https://login.example.com', audience: ['a'] };
    expect(() => settings({ ...issuer, scopes: 'email' })).toThrow('does not have `openid`');
    expect(() => settings({ issuer: 'http://login.example.com', audience: ['a'] })).toThrow('does not begin with');
  });

  it('takes where messages come from and where the page is, and refuses a page without TLS', () => {
    const messages = {
      ...{ mailFrom: 'help@example.com', mailroom: 'mailroom@example.com', smsFrom: '+12025550100' },
      ...{ voiceFrom: `${SMS_VOICE}:phone-number/phone-1`, publicUrl: 'https://recover.example.com' },
    };
    expect(settings(messages).messages).toEqual(messages);
    const others = { smsFrom: 'Countersign', voiceFrom: `${SMS_VOICE}:pool/pool-1` };
    expect(parseSettings(others)).toEqual(others);
    for (const voiceFrom of ['+12025550142', 'phone-1', `${SMS_VOICE}:sender-id/X/US`, `${SMS_VOICE}:phone-number/*`])
      expect(() => settings({ voiceFrom })).toThrow('is not the ARN of a telephone number or of a pool');
    for (const publicUrl of ['http://recover.example.com', 'https://recover.example.com/', 'recover.example.com'])
      expect(() => settings({ publicUrl })).toThrow('is not `https://` and a host');
  });

  it('takes a domain of one’s own, which is then the address of the page', () => {
    const domain = { name: 'recover.example.com', certificate: CERTIFICATE };
    expect(settings({ domain })).toMatchObject({ domain, messages: { publicUrl: 'https://recover.example.com' } });
    const publicUrl = 'https://proxy.example.com';
    expect(() => settings({ domain, publicUrl })).toThrow('`publicUrl` is not set with `domain`');
  });

  it.each([
    [{ name: 'https://recover.example.com' }, 'is no host name'],
    [{ name: 'Recover.example.com' }, 'is no host name'],
    [{ name: 'recover.example.com.' }, 'is no host name'],
    [{ name: '*.example.com' }, 'is no host name'],
    [{ name: 'localhost' }, 'is no host name'],
    [{ certificate: 'arn:aws:iam::111122223333:server-certificate/one' }, 'is not the ARN of a certificate of ACM'],
    [{ hostedZone: 'example.com' }, 'is no id of a hosted zone'],
    [{ certificat: CERTIFICATE }, 'did you mean `certificate`?'],
  ])('refuses a domain that is none: %j', (part, says) => {
    const domain = { name: 'recover.example.com', certificate: CERTIFICATE, ...part };
    expect(() => settings({ domain })).toThrow(says);
  });

  it('takes an edge with a domain, whose certificate is then where CloudFront looks for it', () => {
    const edge = { acl: ACL, secret: 2 };
    const domain = { name: 'recover.example.com', certificate: CERTIFICATE };
    const near = { ...domain, certificate: CERTIFICATE.replace('eu-central-1', 'us-east-1') };
    expect(settings({ edge, domain: near }).domain).toEqual({ ...near, edge });
    expect(() => settings({ edge })).toThrow('`edge` is set with `domain`');
    expect(() => settings({ edge, domain })).toThrow('the certificate of `domain` is in us-east-1');
  });

  it.each([
    [{ acl: undefined }, 'edge.acl'],
    [{ acl: ACL.replace('us-east-1', 'eu-central-1') }, 'is not the ARN of a web ACL of WAF for CloudFront'],
    [{ acl: ACL.replace('global', 'regional') }, 'is not the ARN of a web ACL of WAF for CloudFront'],
    [{ countries: ['Germany'] }, 'is no country of two capital letters'],
    [{ countries: [] }, 'edge.countries'],
    [{ logBucket: 's3://logs' }, 'is no name of a bucket'],
    [{ secret: 0 }, 'edge.secret'],
    [{ countrys: ['DE'] }, 'did you mean `countries`?'],
  ])('refuses an edge that is none: %j', (part, says) => {
    expect(() => settings({ edge: { acl: ACL, ...part } })).toThrow(says);
  });

  it.each([[4], [81], [20.5], ['20']])('refuses caps of %j', (caps) => {
    expect(codeOf(() => settings({ caps }))).toBe('setting-wrong');
  });

  it('refuses a mailroom without mail, and one that is no address', () => {
    expect(() => settings({ mailroom: 'mailroom@example.com' })).toThrow('is set with `mailFrom`');
    const mailFrom = 'help@example.com';
    expect(() => settings({ mailFrom, mailroom: 'the cellar' })).toThrow('is no mail address');
  });

  const desk = { name: 'IT desk', phone: '+1 202-555-0111', hours: '08:00 to 18:00 UTC', address: 'ground floor' };
  it('takes the organisation and its desk, or only one of them', () => {
    const organisation = 'Example Corp';
    expect(JSON.parse(settings({ organisation, desk }).helpDesk ?? '')).toEqual({ organisation, ...desk });
    expect(JSON.parse(settings({ organisation }).helpDesk ?? '')).toEqual({ organisation });
    expect(JSON.parse(settings({ desk: { phone: '112' } }).helpDesk ?? '')).toEqual({ phone: '112' });
    expect(settings({})).not.toHaveProperty('helpDesk');
  });

  it.each([
    [{ organisation: 'Example\nCorp' }, 'is no line of at most 120 characters'],
    [{ organisation: 'proC elpmaxE\u202e' }, 'is no line of at most 120 characters'],
    [{ organisation: 'x'.repeat(121) }, 'is no line of at most 120 characters'],
    [{ desk: { phone: 'javascript:alert(1)' } }, 'is no telephone number'],
    [{ desk: { ...desk, hours: '' } }, 'is no line of at most 120 characters'],
    [{ desk: { telephone: '112' } }, '`desk` has no `telephone`'],
  ])('refuses a desk that is none: %j', (part, says) => {
    expect(() => settings(part)).toThrow(says);
  });

  const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:chat/slack-a1B2c3';
  const slack = { secret: SECRET, workspace: 'T0HELPDESK', channels: { 'approver:identity': 'C0APPROVE' } };
  const teams = { secret: SECRET, audiences: ['verifier', 'reviewer'] };

  it('takes the chats in which staff hear what waits for them', () => {
    const { chats } = settings({ slack, teams }).messages;
    expect(chats).toEqual({ slack: { ...slack, direct: true }, teams });
    expect(settings({ slack: { ...slack, direct: false } }).messages.chats).toMatchObject({ slack: { direct: false } });
    expect(settings({}).messages).not.toHaveProperty('chats');
  });

  const window = { days: [1, 2, 3, 4, 5], from: '20:00', to: '07:00' };
  it('takes the hours in which staff are left alone', () => {
    const quietHours = { zone: 'Europe/Berlin', windows: [window] };
    expect(JSON.parse(settings({ quietHours }).messages.quietHours ?? '')).toEqual(quietHours);
  });

  it.each([
    [{ zone: 'Berlin' }, 'is no time zone'],
    [{ windows: [] }, 'quietHours.windows'],
    [{ windows: [{ ...window, from: '8pm' }] }, 'is no time as `HH:MM`'],
    [{ windows: [{ ...window, to: '20:00' }] }, 'begins when it ends'],
    [{ windows: [{ ...window, days: [0] }] }, 'quietHours.windows'],
  ])('refuses hours that are none: %j', (part, says) => {
    expect(() => settings({ quietHours: { zone: 'UTC', windows: [window], ...part } })).toThrow(says);
  });

  it.each([
    [{ slack: { ...slack, channels: { 'approver:nobody': 'C0APPROVE' } } }, 'a group that the policy does not have'],
    [{ teams: { ...teams, audiences: ['approver:nobody'] } }, 'a group that the policy does not have'],
    [{ slack: { ...slack, channels: { agents: 'C0APPROVE' } } }, 'is no audience'],
    [{ slack: { ...slack, channels: { verifier: '#general' } } }, 'is no id of a channel'],
    [{ slack: { ...slack, workspace: 'helpdesk' } }, 'is no id of a workspace'],
    [{ slack: { ...slack, secret: 'xoxb-1' } }, 'is no whole ARN of a secret'],
    [{ slack: { ...slack, secret: SECRET.replace('-a1B2c3', '*') } }, 'is no whole ARN of a secret'],
    [{ slack: { ...slack, token: 'xoxb-1' } }, 'token'],
    [{ teams: { ...teams, audiences: [] } }, 'teams.audiences'],
    [
      { teams: { secret: 'https://contoso.webhook.office.com/x', audiences: ['verifier'] } },
      'is no whole ARN of a secret',
    ],
  ])('refuses a chat that is none: %j', (part, says) => {
    expect(() => settings(part)).toThrow(says);
  });
});
