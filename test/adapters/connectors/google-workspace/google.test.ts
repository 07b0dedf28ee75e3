import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { GOOGLE_SCOPES, Google } from '../../../../lambdas/adapters/connectors/google-workspace/google.ts';
import { Patience } from '../../../../lambdas/adapters/https/patience.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalGoogle } from '../../../../local/google/api.ts';
import { Workspace } from '../../../../local/google/workspace.ts';
import { KEY_FILE, SERVICE_ACCOUNT } from '../../../contracts/endpoints/google-workspace.ts';

const JANE = 'jane@example.com';
const shape = z.object({ id: z.string() });
const path = `/users/${JANE}?fields=id`;

describe('Google’s Directory API', () => {
  let now: number;
  let workspace: Workspace;
  let local: Send;
  let send: Send;
  let keyFile: string;
  let asked: { readonly url: URL; readonly request: RequestInit }[];
  let google: Google;

  beforeEach(() => {
    now = Date.parse('2026-11-20T10:00:00.000Z');
    workspace = new Workspace();
    workspace.addUser(JANE);
    asked = [];
    keyFile = KEY_FILE;
    local = new LocalGoogle(workspace, SERVICE_ACCOUNT, () => now).handle;
    send = local;
    google = new Google({
      now: () => now,
      patience: new Patience({ now: () => now, random: () => 0.5, sleep: async () => {} }),
      account: async () => ({ subject: workspace.subject, keyFile: new Secret(keyFile) }),
      send: (url, request) => {
        asked.push({ url, request });
        return send(url, request);
      },
    });
  });

  const find = () => google.find(path, shape);
  const tokens = () => asked.filter(({ url }) => url.pathname === '/token');
  /** Answers the calls so, and lets the token endpoint as it is. */
  const answering = (answer: () => Response): void => {
    send = async (url, request) => (url.pathname.startsWith('/admin/') ? answer() : local(url, request));
  };
  const refusing = (status: number, reason: string) => () =>
    Response.json(
      { error: { code: status, message: 'canary', errors: [{ domain: 'global', reason, message: 'canary' }] } },
      { status },
    );

  it('signs in once, and again a minute before the token ends', async () => {
    await find();
    now += 3_530_000;
    await find();
    expect(tokens()).toHaveLength(1);
    now += 10_000;
    await find();
    expect(tokens()).toHaveLength(2);
  });

  it('reads with a token that can change nothing, and asks Google alone for it, whatever the key file says', async () => {
    await find();
    await google.run(`/users/${JANE}/signOut`);
    const claims = tokens().map(({ url, request }) => {
      const assertion = new URLSearchParams(String(request.body)).get('assertion') ?? '';
      const said = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()) as Record<
        string,
        unknown
      >;
      return [url.href, said['scope'], said['sub'], said['aud']];
    });
    const at = 'https://oauth2.googleapis.com/token';
    expect(claims).toEqual([
      [at, GOOGLE_SCOPES.read.join(' '), workspace.subject, at],
      [at, GOOGLE_SCOPES.write.join(' '), workspace.subject, at],
    ]);
    const bearers = asked.flatMap(({ request }) => new Headers(request.headers).get('authorization') ?? []);
    expect(new Set(bearers).size).toBe(2);
  });

  it('throws a token away that is refused, and reads the key again', async () => {
    await find();
    answering(() => Response.json({}, { status: 401 }));
    await expect(find()).rejects.toMatchObject({ code: 'credentials', retryable: true });
    send = local;
    await find();
    expect(tokens()).toHaveLength(2);
  });

  it.each<[number, string, string, boolean]>([
    [400, 'invalid', 'invalid-request', false],
    [403, 'forbidden', 'access-denied', false],
    [409, 'duplicate', 'conflict', true],
    [412, 'conditionNotMet', 'conflict', true],
    [503, 'backendError', 'unavailable', true],
  ])('that answers %d, `%s`, is `%s`, and is not quoted', async (status, reason, code, retryable) => {
    answering(refusing(status, reason));
    const error = await google.run(`/users/${JANE}/signOut`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, retryable });
    expect(String(error)).not.toContain('canary');
  });

  it.each(['quotaExceeded', 'rateLimitExceeded', 'userRateLimitExceeded'])(
    'is left alone for a while where a quota is used up (%s)',
    async (reason) => {
      answering(refusing(403, reason));
      await expect(find()).rejects.toMatchObject({ code: 'throttled', retryable: true });
      const calls = asked.length;
      await expect(find()).rejects.toMatchObject({ code: 'throttled', retryable: true });
      expect(asked).toHaveLength(calls);
      now += 40_000;
      send = local;
      expect(await find()).toBeDefined();
    },
  );

  it('says nothing with an answer of another shape, or of a list without an end', async () => {
    answering(() => Response.json({ id: 7 }));
    await expect(find()).rejects.toMatchObject({ code: 'unexpected', retryable: false });
    answering(() => Response.json({ id: 'x', nextPageToken: 'more' }));
    await expect(google.list('/groups?userKey=1', shape)).rejects.toMatchObject({
      code: 'list-endless',
      retryable: false,
    });
  });

  it.each<[string, () => string]>([
    ['no JSON', () => 'canary'],
    ['another kind of credential', () => JSON.stringify({ ...JSON.parse(KEY_FILE), type: 'authorized_user' })],
    ['the account of another host', () => JSON.stringify({ ...JSON.parse(KEY_FILE), client_email: 'a@evil.example' })],
    ['no key', () => JSON.stringify({ ...JSON.parse(KEY_FILE), private_key: 'canary' })],
    [
      'a key of another kind',
      () =>
        JSON.stringify({
          ...JSON.parse(KEY_FILE),
          private_key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
            type: 'pkcs8',
            format: 'pem',
          }),
        }),
    ],
  ])('is not asked with %s, which no error shows; a new key is used at once', async (_, broken) => {
    keyFile = broken();
    const error = (await find().catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code: 'credentials', retryable: true, cause: undefined });
    expect(String(error)).not.toContain('canary');
    expect(asked).toEqual([]);
    keyFile = KEY_FILE;
    expect(await find()).toBeDefined();
  });
});
