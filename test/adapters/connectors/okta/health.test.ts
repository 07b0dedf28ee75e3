import { describe, expect, it } from '@jest/globals';
import { OktaHealth } from '../../../../lambdas/adapters/connectors/okta/health.ts';
import { SCOPES } from '../../../../lambdas/adapters/connectors/okta/okta.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { LocalOkta } from '../../../../local/okta/api.ts';
import { Org } from '../../../../local/okta/org.ts';
import { APP, oktaAt } from '../../../contracts/endpoints/okta.ts';

const org = new Org();
const flawWith = (scopes: readonly string[], over: object = {}, send?: Send): Promise<string | null> =>
  new OktaHealth(oktaAt(org, send ?? new LocalOkta(org, { ...APP, scopes, ...over }).handle)).flaw();

describe('the app that reads', () => {
  it('is well with its scopes and no more', async () => {
    expect(await flawWith(SCOPES.read)).toBeNull();
  });

  it('is not well when it could change users', async () => {
    expect(await flawWith(APP.scopes)).toBe('reader-can-change');
  });

  it.each(SCOPES.read)('is not well without the scope `%s`', async (missing) => {
    expect(await flawWith(SCOPES.read.filter((scope) => scope !== missing))).toBe('access-denied');
  });

  it('is not well without its role, or with the key of another app', async () => {
    const { handle } = new LocalOkta(org, { ...APP, scopes: SCOPES.read });
    const roleless: Send = async (url, request) =>
      url.pathname.startsWith('/api/')
        ? Response.json({ errorCode: 'E0000006' }, { status: 403 })
        : handle(url, request);
    expect(await flawWith(SCOPES.read, {}, roleless)).toBe('access-denied');
    expect(await flawWith(SCOPES.read, { clientId: '0oa9gjh63g214q0Hq0g4' })).toBe('credentials');
  });

  it('says nothing of itself while Okta does not answer', async () => {
    const silent: Send = async () => new Response(null, { status: 503 });
    await expect(flawWith(SCOPES.read, {}, silent)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
