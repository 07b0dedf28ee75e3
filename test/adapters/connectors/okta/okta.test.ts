import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { Okta } from '../../../../lambdas/adapters/connectors/okta/okta.ts';
import { Patience } from '../../../../lambdas/adapters/https/patience.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalOkta } from '../../../../local/okta/api.ts';
import { Org } from '../../../../local/okta/org.ts';
import type { ServiceApp } from '../../../../local/okta/sign-in.ts';
import { APP, PRIVATE_KEY } from '../../../contracts/endpoints/okta.ts';

const LOGIN = 'jane@acme.example';
const shape = z.object({ id: z.string() });
const path = `/users/${LOGIN}`;

describe('Okta’s management API', () => {
  let now: number;
  let org: Org;
  let local: Send;
  let send: Send;
  let privateKey: string;
  let asked: { readonly url: URL; readonly request: RequestInit }[];
  let okta: Okta;

  const apiOf = (app: ServiceApp): Send => new LocalOkta(org, app, () => now).handle;

  beforeEach(() => {
    now = Date.parse('2026-11-20T10:00:00.000Z');
    org = new Org(() => now);
    org.addUser(LOGIN);
    asked = [];
    privateKey = PRIVATE_KEY;
    local = apiOf(APP);
    send = local;
    okta = new Okta({
      ...{ org: org.host, now: () => now },
      patience: new Patience({ now: () => now, random: () => 0.5, sleep: async () => {} }),
      application: async () => ({ clientId: APP.clientId, privateKey: new Secret(privateKey) }),
      send: (url, request) => {
        asked.push({ url, request });
        return send(url, request);
      },
    });
  });

  const find = () => okta.find(path, shape);
  const tokens = () => asked.filter(({ url }) => url.pathname === '/oauth2/v1/token');

  /** Answers the calls so, and lets the token endpoint as it is. */
  const answering = (answer: () => Response): void => {
    send = async (url, request) => (url.pathname.startsWith('/api/') ? answer() : local(url, request));
  };

  it('signs in once, and again a minute before the token ends, each time with a proof that was never seen', async () => {
    await find();
    now += 3_530_000;
    await find();
    expect(tokens()).toHaveLength(1);
    now += 10_000;
    await find();
    expect(tokens()).toHaveLength(2);
    const proofs = tokens().map(({ request }) => new URLSearchParams(String(request.body)).get('client_assertion'));
    expect(new Set(proofs).size).toBe(2);
  });

  it('reads with a token that can change nothing, and takes the other one with the first change', async () => {
    const scopes = () => tokens().map(({ request }) => new URLSearchParams(String(request.body)).get('scope'));
    await find();
    expect(scopes()).toEqual(['okta.users.read okta.groups.read okta.roles.read okta.authenticators.read']);
    await okta.run('DELETE', `/users/${org.find(LOGIN)?.id}/sessions?oauthTokens=true&forgetDevices=true`);
    expect(scopes().at(-1)).toBe('okta.users.manage');
  });

  it('waits for the operators while the key is no key, and takes a new one at once', async () => {
    privateKey = 'no key';
    await expect(find()).rejects.toMatchObject({ code: 'credentials', retryable: true });
    expect(tokens()).toEqual([]);
    privateKey = PRIVATE_KEY;
    expect(await find()).toEqual({ id: org.find(LOGIN)?.id });
  });

  it('signs in anew after a token was refused: the next attempt works', async () => {
    await find();
    local = apiOf(APP);
    send = local;
    await expect(find()).rejects.toMatchObject({ code: 'credentials', retryable: true });
    expect(await find()).toEqual({ id: org.find(LOGIN)?.id });
  });

  it('says that a scope is missing, which no retry brings', async () => {
    send = apiOf({ ...APP, scopes: APP.scopes.filter((scope) => scope !== 'okta.roles.read') });
    await expect(find()).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });

  const refusals = [
    [400, 'E0000001', 'invalid-request', false],
    [403, 'E0000006', 'access-denied', false],
    [403, 'E0000038', 'user-not-recoverable', false],
    [403, 'E0000032', 'user-not-recoverable', false],
    [403, 'E0000016', 'user-not-recoverable', false],
    [404, 'E0000007', 'not-found', false],
    [409, 'E0000157', 'conflict', true],
    [503, 'E0000009', 'unavailable', true],
  ] as const;
  it.each(refusals)(
    'says what a status %d with %s means, and never in Okta’s words',
    async (status, errorCode, code, retryable) => {
      answering(() => Response.json({ errorCode, errorSummary: 'canary in a summary' }, { status }));
      const error = await okta.list(path, shape).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code, retryable });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    },
  );

  it('repeats no code that Okta does not have', async () => {
    answering(() => Response.json({ errorCode: 'canary 1234' }, { status: 400 }));
    await expect(find()).rejects.toThrow('Okta says `no code`');
  });

  it('leaves Okta alone until the rate limit ends, and a little longer, by chance', async () => {
    const headers = { 'x-rate-limit-reset': '1795168830', date: 'Fri, 20 Nov 2026 10:00:00 GMT' };
    answering(() => Response.json({ errorCode: 'E0000047' }, { status: 429, headers }));
    await expect(find()).rejects.toMatchObject({ code: 'throttled', retryable: true, afterSeconds: 30 });
    const before = asked.length;
    send = local;
    now += 30_000;
    expect(await find()).toEqual({ id: org.find(LOGIN)?.id });
    now -= 10_000;
    await expect(find()).rejects.toMatchObject({ code: 'throttled' });
    expect(asked).toHaveLength(before + 1);
  });

  it('refuses an answer of another shape, and names the place and never the value', async () => {
    answering(() => Response.json({ id: 12345 }));
    await expect(find()).rejects.toMatchObject({
      ...{ code: 'unexpected', retryable: false, message: expect.stringContaining('at: id') },
    });
  });

  it('reads a list to its last page', async () => {
    const groups = Array.from({ length: 450 }, (_, index) => `group-${index}`);
    Object.assign(org.find(LOGIN) ?? {}, { groups });
    const named = z.object({ profile: z.object({ name: z.string() }) });
    const listed = await okta.list(`${path}/groups?limit=200`, named);
    expect(listed.map(({ profile }) => profile.name)).toEqual(groups);
  });

  it('refuses a list without an end, and sends its token to no other host', async () => {
    const linking = (link: string) => () => Response.json([], { headers: { link: `<${link}>; rel="next"` } });
    answering(linking('https://acme.okta.com/api/v1/again'));
    await expect(okta.list('/users', shape)).rejects.toMatchObject({ code: 'list-endless' });
    for (const link of ['https://acme.okta.com.evil.example/x', 'http://acme.okta.com/x', 'nowhere']) {
      asked = [];
      answering(linking(link));
      await expect(okta.list('/users', shape)).rejects.toMatchObject({ code: 'unexpected' });
      expect(asked.map(({ url }) => url.origin)).toEqual(['https://acme.okta.com']);
    }
  });

  it('counts what is gone already as removed, and tells what is refused now', async () => {
    const factor = `/users/${org.find(LOGIN)?.id}/factors/none?removeRecoveryEnrollment=true`;
    expect(await okta.remove(factor)).toBeUndefined();
    answering(() => Response.json({ errorCode: 'E0000001' }, { status: 400 }));
    expect(await okta.remove(factor)).toEqual({ status: 400, code: 'E0000001' });
  });
});
