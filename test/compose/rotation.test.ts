import { randomUUID } from 'node:crypto';
import { type GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { OktaAppKeys } from '../../lambdas/adapters/connectors/okta/app-keys.ts';
import { APP_SCOPES } from '../../lambdas/adapters/connectors/okta/okta.ts';
import { SecretsManagerRotatingSecret } from '../../lambdas/adapters/secrets-manager/rotating-secret.ts';
import { parseRotationEvent, rotate } from '../../lambdas/app/workflow/rotation.ts';
import { examinedSystems, rotationServices } from '../../lambdas/compose/rotation.ts';
import { ENV } from '../../lambdas/contract/environment.ts';
import { type SecretSystem, SYSTEM_TAGS } from '../../lambdas/contract/tags.ts';
import type { RotationState } from '../../lambdas/ports/rotating-secret.ts';
import { Apps } from '../../local/entra/apps.ts';
import { LocalGraph } from '../../local/entra/graph.ts';
import { Tenant } from '../../local/entra/tenant.ts';
import { LocalGoogleIam, livingIn } from '../../local/google/iam.ts';
import { LocalOkta } from '../../local/okta/api.ts';
import { OrgApps } from '../../local/okta/apps.ts';
import { Org } from '../../local/okta/org.ts';
import { APP } from '../contracts/endpoints/okta.ts';
import { answersFor } from '../support/answers-for.ts';
import { STEPS } from '../support/database-rotation.ts';
import { keyedApp } from '../support/issuers/okta.ts';
import { ModelSecretsManager } from '../support/models/secrets-manager.ts';
import { aCall, TARGET } from '../support/rotation-world.ts';

const before = { ...process.env };
let stops: (() => void)[] = [];

afterEach(() => {
  process.env = { ...before };
  for (const stop of stops) stop();
  stops = [];
  jest.restoreAllMocks();
});

const stateOf = (...systems: RotationState['systems']): RotationState => ({
  ...{ name: TARGET, isRotationConfigured: true, isSourceOfTruth: false, systems, labels: {} },
});

describe('the system of a secret', () => {
  it.each(Object.keys(SYSTEM_TAGS) as SecretSystem[])('is refused where no setting names one: %s', async (kind) => {
    await expect(rotationServices().systemOf(stateOf({ kind, name: 'app' }))).rejects.toMatchObject({
      code: 'system-not-configured',
    });
  });

  it('is one: two tags are a mistake, whatever is configured', async () => {
    const [first, second] = [
      { kind: 'okta-app', name: '0oa1' },
      { kind: 'okta-app-key', name: '0oa1' },
    ] as const;
    await expect(rotationServices().systemOf(stateOf(first, second))).rejects.toMatchObject({ code: 'tag-malformed' });
  });
});

/** A vendor whose rotator replaces a credential of its own, and what is in the rotator's secret at first. */
interface Vendor {
  readonly tag: { readonly Key: string; readonly Value: string };
  readonly first: { readonly keyId: string; readonly key: string };
  /** How many credentials of the rotator open something. */
  readonly count: () => number;
}

async function okta(): Promise<Vendor> {
  const apps = new OrgApps();
  const app = apps.add({ countersignSecret: TARGET }, 'private_key_jwt');
  app.scopes = [...APP_SCOPES.read, ...APP_SCOPES.write];
  const org = new Org();
  const { options } = await keyedApp(TARGET);
  const post = async (_: string, body: unknown) => apps.addKey(app, body);
  const find = options.okta.find.bind(options.okta);
  const { id, key } = await new OktaAppKeys({ ...options, okta: Object.assign(options.okta, { post, find }) }).create();
  stops.push(answersFor({ [org.host]: new LocalOkta(org, APP, Date.now, apps).handle }));
  Object.assign(process.env, { [ENV.oktaOrg]: org.host, [ENV.oktaClient]: app.id, [ENV.oktaSecret]: TARGET });
  return {
    tag: { Key: SYSTEM_TAGS['okta-app-key'], Value: app.id },
    first: { keyId: id, key: key.reveal() },
    count: () => app.keys.filter(({ status }) => status === 'ACTIVE').length,
  };
}

async function google(): Promise<Vendor> {
  const cloud = new LocalGoogleIam();
  const account = cloud.add('rotator', `countersign:${TARGET}`);
  account.admins = [account.email];
  const { id, file } = await cloud.addKey(account);
  stops.push(answersFor({ 'iam.googleapis.com': cloud.handle, 'oauth2.googleapis.com': cloud.handle }));
  Object.assign(process.env, { [ENV.googleSecret]: TARGET });
  return {
    tag: { Key: SYSTEM_TAGS['google-account'], Value: account.email },
    first: { keyId: id, key: file },
    count: () => livingIn(account).length,
  };
}

async function entra(): Promise<Vendor> {
  const [tenant, apps] = [new Tenant(), new Apps()];
  const app = apps.add();
  const { keyId, value } = apps.addSecret(app, TARGET);
  const registration = {
    clientId: app.appId,
    clientSecret: randomUUID(),
    permissions: ['Application.ReadWrite.OwnedBy'],
  };
  const { handle } = new LocalGraph(tenant, registration, Date.now, apps);
  stops.push(answersFor({ 'login.microsoftonline.com': handle, 'graph.microsoft.com': handle }));
  Object.assign(process.env, { [ENV.entraTenant]: tenant.id, [ENV.entraClient]: app.appId, [ENV.entraSecret]: TARGET });
  return {
    tag: { Key: SYSTEM_TAGS['entra-app'], Value: app.appId },
    first: { keyId, key: value },
    count: () => app.secrets.length,
  };
}

describe.each([
  ['Okta', okta],
  ['Google', google],
  ['Entra', entra],
] as const)('the rotator of %s', (name, vendorOf) => {
  let model: ModelSecretsManager;
  let vendor: Vendor;

  beforeEach(async () => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    process.env['AWS_REGION'] = 'eu-central-1';
    vendor = await vendorOf();
    model = new ModelSecretsManager();
    model.add(TARGET, JSON.stringify(vendor.first)).tags.push(vendor.tag);
    // What the function itself reads, and what it rotates, is the same.
    jest
      .spyOn(SecretsManagerClient.prototype, 'send')
      .mockImplementation(((command: GetSecretValueCommand) => model.client.send(command)) as never);
  });

  const step = (name: string, version: string) => {
    const { systemOf } = rotationServices();
    const secret = new SecretsManagerRotatingSecret(model.client);
    return rotate({ secret, systemOf }, parseRotationEvent(aCall(name, version)));
  };
  const begin = (version: string, graceMinutes?: string): void => {
    const secret = model.secrets.get(TARGET);
    secret?.versions.set(version, { value: undefined, labels: new Set(), createdAt: new Date() });
    if (graceMinutes !== undefined) secret?.tags.push({ Key: 'countersign:grace-minutes', Value: graceMinutes });
    model.move(TARGET, 'AWSPENDING', version);
  };

  it.each([
    ['at once', 'second-version-of-the-secret-00001', undefined],
    ['at the end of a grant, whatever the grace is', 'at-once-version-of-the-secret-00001', '90'],
    ['with a grace', 'second-version-of-the-secret-00001', '90'],
  ])(
    'replaces its own credential %s, each step with a function that has just begun, and any step again',
    async (...[, version, grace]) => {
      begin(version, grace);
      // What has ended before anybody reads the next one does not keep the rest from being done.
      for (const name of STEPS) for (let attempt = 1; attempt <= 2; attempt += 1) await step(name, version);
      expect(model.labels(TARGET)[version]).toContain('AWSCURRENT');
      expect(vendor.count()).toBe(grace === '90' && !version.startsWith('at-once-') ? 2 : 1);
      const third = 'third-version-of-the-secret-000001';
      begin(third);
      for (const name of STEPS) await step(name, third);
      expect(model.labels(TARGET)[third]).toContain('AWSCURRENT');
    },
  );

  it('is looked at for the doctor, where a setting names it', async () => {
    const { rotator } = examinedSystems();
    expect(Object.keys(rotator)).toEqual([name === 'Google' ? 'google-workspace' : name.toLowerCase()]);
    expect(await Promise.all(Object.values(rotator).map((one) => one.flaw()))).toEqual([null]);
    process.env = { ...before };
    expect(examinedSystems().rotator).toEqual({});
  });

  it('signs in with what an administrator stored, as it is', async () => {
    model.add('rotator', vendor.first.key);
    Object.assign(process.env, {
      [ENV.oktaSecret]: 'rotator',
      [ENV.googleSecret]: 'rotator',
      [ENV.entraSecret]: 'rotator',
    });
    begin('second-version-of-the-secret-00001', '90');
    for (const name of STEPS) await step(name, 'second-version-of-the-secret-00001');
    expect(vendor.count()).toBe(2);
  });

  it('is refused where neither what it has nor what takes its place counts, and nothing has changed', async () => {
    const { keyId, key } = vendor.first;
    const other = await vendorOf();
    // The rotator of another tenant, org or project is none of this one.
    model.add(TARGET, JSON.stringify({ keyId, key })).tags.push(other.tag);
    begin('second-version-of-the-secret-00001');
    await expect(step('createSecret', 'second-version-of-the-secret-00001')).rejects.toMatchObject({
      code: 'credentials',
      retryable: true,
    });
    expect(other.count()).toBe(1);
  });
});
