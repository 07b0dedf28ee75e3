import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '../../bin/settings.ts';

const settings = (context: Record<string, unknown>) => readSettings((name) => context[name]);

const SMS_VOICE = 'arn:aws:sms-voice:eu-central-1:111122223333';

describe('what a deployment can set', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
    writeFileSync(join(folder, 'sources.json'), '{ }\n');
    writeFileSync(join(folder, 'wrong.json'), '{"jira":{}}');
    writeFileSync(join(folder, 'broken.json'), '{');
    writeFileSync(join(folder, 'policy.yaml'), 'name: empty\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is nothing that must be set', () => {
    const { stackName, rules, identity, connectors } = settings({});
    expect(stackName).toBe('Countersign');
    expect(JSON.parse(rules.policy)).toMatchObject({ name: 'default' });
    expect(Object.keys(rules)).toEqual(['policy']);
    expect(identity).toEqual({
      approverGroups: ['identity', 'security', 'platform'],
      desks: ['service', 'night', 'plant', 'outsourced'],
    });
    expect(connectors).toEqual({});
  });

  it('reads lists with commas between', () => {
    const { identity, connectors } = settings({
      issuer: 'https://login.example.com',
      audience: 'countersign, cli',
      groupsClaim: 'roles',
      userPool: 'us-east-1_a',
      rotationFunctions: 'arn:a,arn:b',
      secretKeys: 'arn:k',
    });
    expect(identity).toMatchObject({
      issuer: { url: 'https://login.example.com', audience: ['countersign', 'cli'] },
      groupsClaim: 'roles',
    });
    expect(connectors).toEqual({
      userPoolId: 'us-east-1_a',
      rotationFunctions: ['arn:a', 'arn:b'],
      secretKeys: ['arn:k'],
    });
  });

  it('reads which tiers groups of the user pool give, and takes no pattern that says none', () => {
    const groupTiers = 'admin*=privileged, root=critical';
    expect(settings({ userPool: 'us-east-1_a', groupTiers }).connectors).toMatchObject({ groupTiers });
    expect(() => settings({ userPool: 'us-east-1_a', groupTiers: 'admins=high' })).toThrow('`admins=high`');
    expect(() => settings({ groupTiers })).toThrow('`groupTiers` is set with `userPool`');
  });

  it('reads how many signing keys families have, and how many sign nothing any more', () => {
    expect(settings({}).signingKeys).toBeUndefined();
    expect(settings({ signingKeys: 'people:2, registry:3', retiredSigningKeys: 'registry:1' }).signingKeys).toEqual({
      people: { keys: 2, retired: 0 },
      registry: { keys: 3, retired: 1 },
    });
    for (const wrong of ['people', 'people:0', 'people:10', 'nobody:2', 'people:two'])
      expect(() => settings({ signingKeys: wrong })).toThrow('is not a family of functions and a number of keys');
    for (const retired of ['people:2', 'workflow:1'])
      expect(() => settings({ signingKeys: 'people:2', retiredSigningKeys: retired })).toThrow('no key to sign with');
  });

  it('takes the field mapping of sources as it stands', () => {
    expect(settings({ sources: join(folder, 'sources.json') }).rules.sources).toBe('{ }\n');
    expect(() => settings({ sources: join(folder, 'broken.json') })).toThrow(SyntaxError);
    expect(() => settings({ sources: join(folder, 'wrong.json') })).toThrow('`/jira/scheme`');
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
    expect(() => settings({ audience: 'a' })).toThrow('together or not at all');
    expect(() => settings({ issuer: 'http://login.example.com', audience: 'a' })).toThrow('does not begin with');
  });

  it('takes where messages come from and where the page is, and refuses a page without TLS', () => {
    expect(settings({}).messages).toEqual({});
    const messages = { mailFrom: 'help@example.com', publicUrl: 'https://recover.example.com' };
    expect(settings(messages).messages).toEqual(messages);
    const posting = { ...messages, mailroom: 'mailroom@example.com' };
    expect(settings(posting).messages).toEqual(posting);
    for (const voiceFrom of [`${SMS_VOICE}:phone-number/phone-1`, `${SMS_VOICE}:pool/pool-1`])
      expect(settings({ voiceFrom }).messages).toEqual({ voiceFrom });
    for (const voiceFrom of ['+12025550142', 'phone-1', `${SMS_VOICE}:sender-id/X/US`, `${SMS_VOICE}:phone-number/*`])
      expect(() => settings({ voiceFrom })).toThrow('is not the ARN of a telephone number or of a pool');
    for (const publicUrl of ['http://recover.example.com', 'https://recover.example.com/', 'recover.example.com'])
      expect(() => settings({ publicUrl })).toThrow('is not `https://` and a host');
  });

  it('refuses a mailroom without mail, and one that is no address', () => {
    expect(() => settings({ mailroom: 'mailroom@example.com' })).toThrow('is set with `mailFrom`');
    const mailFrom = 'help@example.com';
    expect(() => settings({ mailFrom, mailroom: 'the cellar' })).toThrow('is not a mail address');
  });

  it('refuses what is no text', () => {
    expect(() => settings({ userPool: 7 })).toThrow('context `userPool` is not a text');
  });
});
