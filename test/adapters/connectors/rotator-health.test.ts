import { describe, expect, it } from '@jest/globals';
import { Graph } from '../../../lambdas/adapters/connectors/entra/graph.ts';
import { askedOfEntraRotator } from '../../../lambdas/adapters/connectors/entra/health.ts';
import { GOOGLE_IAM_API, Google } from '../../../lambdas/adapters/connectors/google-workspace/google.ts';
import { askedOfGoogleRotator } from '../../../lambdas/adapters/connectors/google-workspace/health.ts';
import { askedOfOktaRotator } from '../../../lambdas/adapters/connectors/okta/health.ts';
import { APP_SCOPES, Okta, SCOPES } from '../../../lambdas/adapters/connectors/okta/okta.ts';
import { RotatorHealth } from '../../../lambdas/adapters/connectors/rotator-health.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { Apps } from '../../../local/entra/apps.ts';
import { LocalGraph } from '../../../local/entra/graph.ts';
import { Tenant } from '../../../local/entra/tenant.ts';
import { LocalGoogleIam } from '../../../local/google/iam.ts';
import { LocalOkta } from '../../../local/okta/api.ts';
import { OrgApps } from '../../../local/okta/apps.ts';
import { Org } from '../../../local/okta/org.ts';
import { REGISTRATION } from '../../contracts/endpoints/entra.ts';
import { APP, PRIVATE_KEY } from '../../contracts/endpoints/okta.ts';

const OWNED = 'Application.ReadWrite.OwnedBy';
const CHANGES_APPS: readonly string[] = [...APP_SCOPES.read, ...APP_SCOPES.write];

async function entra(permissions: readonly string[], secret = REGISTRATION.clientSecret) {
  const [tenant, apps] = [new Tenant(), new Apps()];
  const { handle: send } = new LocalGraph(tenant, { ...REGISTRATION, permissions }, Date.now, apps);
  const own = { tenant: tenant.id, clientId: REGISTRATION.clientId, clientSecret: new Secret(secret) };
  return new RotatorHealth(askedOfEntraRotator(new Graph({ application: async () => own, send }))).flaw();
}

async function okta(scopes: readonly string[], clientId = APP.clientId) {
  const [org, apps] = [new Org(), new OrgApps()];
  const { handle: send } = new LocalOkta(org, { ...APP, scopes }, Date.now, apps);
  const own = { clientId, privateKey: new Secret(PRIVATE_KEY) };
  const as = (asked: typeof SCOPES | typeof APP_SCOPES) =>
    new Okta({ org: org.host, scopes: asked, application: async () => own, send });
  return new RotatorHealth(askedOfOktaRotator(as(APP_SCOPES), as(SCOPES))).flaw();
}

async function google(isKnown: boolean) {
  const cloud = new LocalGoogleIam();
  const rotator = cloud.add('rotator');
  const { id, file } = await cloud.addKey(rotator);
  if (!isKnown) rotator.keys = rotator.keys.filter((key) => key.id !== id);
  const account = async () => ({ keyFile: new Secret(file) });
  return new RotatorHealth(
    askedOfGoogleRotator(new Google({ api: GOOGLE_IAM_API, account, send: cloud.handle })),
  ).flaw();
}

describe('whoever replaces credentials of others', () => {
  it('is well with what its page asks for', async () => {
    expect(await Promise.all([entra([OWNED]), okta(CHANGES_APPS), google(true)])).toEqual([null, null, null]);
  });

  it('is not well without a permission or a scope', async () => {
    expect(await entra([])).toBe('access-denied');
    for (const missing of CHANGES_APPS)
      expect(await okta(CHANGES_APPS.filter((scope) => scope !== missing))).toBe('access-denied');
  });

  it('is not well with the credential of another', async () => {
    expect(await entra([OWNED], 'canary-other')).toBe('credentials');
    expect(await okta(CHANGES_APPS, '0oa9gjh63g214q0Hq0g4')).toBe('credentials');
    expect(await google(false)).toBe('credentials');
  });

  it.each(['User.RevokeSessions.All', 'User.EnableDisableAccount.All', 'UserAuthenticationMethod.ReadWrite.All'])(
    'is not well with `%s` of the operator of Entra',
    async (more) => {
      expect(await entra([OWNED, more])).toBe('may-more');
    },
  );

  it('is not well with the scopes of the operator of Okta', async () => {
    expect(await okta([...CHANGES_APPS, ...SCOPES.write])).toBe('may-more');
  });

  it('says nothing of itself while the vendor does not answer', async () => {
    const late = new AdapterError('unavailable', { retryable: true });
    const asked = new RotatorHealth({ mayWork: () => Promise.reject(late), mayMore: async () => false });
    await expect(asked.flaw()).rejects.toBe(late);
  });
});
