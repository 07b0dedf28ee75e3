import { beforeEach, describe, expect, it } from '@jest/globals';
import { OktaCalls } from '../../../../lambdas/adapters/connectors/okta/calls.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { LocalOkta } from '../../../../local/okta/api.ts';
import { Org, type OrgUser } from '../../../../local/okta/org.ts';
import { APP, oktaAt } from '../../../contracts/endpoints/okta.ts';

describe('the calls for one user', () => {
  let org: Org;
  let jane: OrgUser;
  let send: Send;
  let bodies: unknown[];
  let calls: OktaCalls;
  beforeEach(() => {
    org = new Org();
    jane = org.addUser('jane@acme.example');
    bodies = [];
    const { handle } = new LocalOkta(org, APP);
    send = async (url, request) => {
      const answer = await handle(url, request);
      if (url.pathname.endsWith('/reset_password')) bodies.push(answer);
      return answer;
    };
    calls = new OktaCalls(
      oktaAt(org, (url, request) => send(url, request)),
      { settleMs: 0 },
    );
  });

  it('never read the link that a reset makes', async () => {
    await calls.shut(jane.id);
    expect(jane.status).toBe('RECOVERY');
    expect(bodies).toMatchObject([{ bodyUsed: false }]);
  });

  it('know the authenticator of codes while it is on, and none without the feature', async () => {
    expect(await calls.codeAuthenticator()).toBe(org.codes?.id);
    if (org.codes !== null) org.codes.status = 'INACTIVE';
    expect(await calls.codeAuthenticator()).toBeUndefined();
    org.codes = null;
    expect(await calls.codeAuthenticator()).toBeUndefined();
  });

  it('remove the codes of one-time passwords with their push factor, and miss nothing that is gone', async () => {
    for (const kind of ['push', 'token:software:totp']) org.register(jane, kind);
    expect(await calls.removeFactors(jane.id)).toHaveLength(2);
    expect(jane.factors).toEqual([]);
  });

  it('do not take a code for removed that Okta keeps', async () => {
    await calls.giveCode(jane.id, org.codes?.id ?? '', 60);
    const api = send;
    send = async (url, request) =>
      request.method === 'DELETE' ? Response.json({ errorCode: 'E0000001' }, { status: 400 }) : api(url, request);
    await expect(calls.removeCodes(jane.id)).rejects.toMatchObject({ code: 'invalid-request', retryable: false });
  });
});
