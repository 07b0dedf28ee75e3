import { beforeEach, describe, expect, it } from '@jest/globals';
import { OktaLog } from '../../../../lambdas/adapters/connectors/okta/log.ts';
import { LOG_SCOPES, Okta } from '../../../../lambdas/adapters/connectors/okta/okta.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalOkta } from '../../../../local/okta/api.ts';
import { OrgLog } from '../../../../local/okta/log.ts';
import { Org } from '../../../../local/okta/org.ts';
import { APP, PRIVATE_KEY } from '../../../contracts/endpoints/okta.ts';

const JANE = '00ujane0000000000000';
const OPERATOR = '0oa2gjh63g214q0Hq0g4';
const ADMIN = { id: '00uadmin000000000000', type: 'User' };
const OURS = { id: OPERATOR, type: 'PublicClientApp' };

describe('the System Log of an Okta org', () => {
  let now: number;
  let events: OrgLog;
  let send: Send;
  let asked: URL[];
  let log: OktaLog;

  beforeEach(() => {
    now = Date.parse('2026-11-20T10:00:00.000Z');
    const org = new Org(() => now);
    events = new OrgLog(() => now);
    asked = [];
    send = new LocalOkta(org, { ...APP, scopes: LOG_SCOPES.read }, () => now, events).handle;
    const okta = new Okta({
      ...{ org: org.host, scopes: LOG_SCOPES, now: () => now },
      application: async () => ({ clientId: APP.clientId, privateKey: new Secret(PRIVATE_KEY) }),
      send: (url, request) => {
        if (url.pathname === '/api/v1/logs') asked.push(url);
        return send(url, request);
      },
    });
    log = new OktaLog(okta, { connectors: [OPERATOR], now: () => now });
  });

  const first = async (): Promise<string> => {
    const { place } = await log.since(null);
    now += 60_000;
    return place;
  };

  it('shows nothing of what was before the first look, and everything once afterwards', async () => {
    events.add('user.account.reset_password', { user: JANE, by: ADMIN });
    now += 1_000;
    const place = await first();
    const added = events.add('user.account.reset_password', { user: JANE, by: ADMIN });
    const page = await log.since(place);
    expect(page).toMatchObject({ isEnd: true });
    expect(page.changes).toEqual([
      {
        ...{ connector: 'okta', directoryId: JANE, kind: 'password-set', at: '2026-11-20T10:01:01.000Z' },
        ...{ by: { as: 'other', name: ADMIN.id }, entry: added.uuid },
      },
    ]);
    expect((await log.since(page.place)).changes).toEqual([]);
  });

  it('leaves the place where it was while nothing happens', async () => {
    const place = await first();
    expect((await log.since(place)).place).toBe(place);
  });

  it.each<[string, string]>([
    ['user.account.update_password', 'password-set'],
    ['user.mfa.factor.activate', 'factor-added'],
    ['user.mfa.factor.deactivate', 'factor-removed'],
    ['user.mfa.factor.reset_all', 'factor-removed'],
    ['user.account.unlock_by_admin', 'unlocked'],
    ['user.lifecycle.unsuspend', 'enabled'],
  ])('shows `%s` as `%s`', async (type, kind) => {
    const place = await first();
    events.add(type, { user: JANE, by: ADMIN });
    expect((await log.since(place)).changes).toMatchObject([{ kind }]);
  });

  it.each([
    ['our own service app', OURS, { as: 'connector', name: OPERATOR }],
    ['the owner', { id: JANE, type: 'User' }, { as: 'owner', name: null }],
    ['an administrator', ADMIN, { as: 'other', name: ADMIN.id }],
    [
      'another service app',
      { id: '0oa9gjh63g214q0Hq0g4', type: 'PublicClientApp' },
      { as: 'other', name: '0oa9gjh63g214q0Hq0g4' },
    ],
    ['Okta itself, which names nobody', { id: 'okta', type: 'SystemPrincipal' }, { as: 'unknown', name: null }],
    ['somebody whose id is an address', { id: 'a@b.example', type: 'User' }, { as: 'other', name: null }],
  ])('says that it was %s', async (_, by, who) => {
    const place = await first();
    events.add('user.account.reset_password', { user: JANE, by });
    expect((await log.since(place)).changes).toMatchObject([{ by: who }]);
  });

  it('shows no change of what failed, of nobody, and of what takes access away', async () => {
    const place = await first();
    events.add('user.account.reset_password', { user: JANE, by: ADMIN, outcome: { result: 'FAILURE' } });
    events.add('user.account.reset_password', { user: JANE, by: ADMIN, target: null });
    events.add('user.account.reset_password', { user: JANE, by: ADMIN, target: [{ id: 'x', type: 'AppInstance' }] });
    events.add('user.account.lock', { user: JANE, by: ADMIN });
    events.add('user.lifecycle.suspend', { user: JANE, by: ADMIN });
    expect((await log.since(place)).changes).toEqual([]);
  });

  it('shows what Okta kept late, by when it kept it', async () => {
    const place = await first();
    events.add('user.account.reset_password', { user: JANE, by: ADMIN, agoMs: 1_200_000 });
    expect((await log.since(place)).changes).toHaveLength(1);
  });

  it('is read page by page, each change once', async () => {
    let place = await first();
    for (let index = 0; index < 250; index += 1)
      events.add('user.mfa.factor.activate', { user: `${JANE}${index}`, by: ADMIN });
    const found: string[] = [];
    for (let isEnd = false; !isEnd; ) {
      const page = await log.since(place);
      found.push(...page.changes.map(({ entry }) => entry));
      ({ place, isEnd } = page);
    }
    expect([found.length, new Set(found).size, asked.length]).toEqual([250, 250, 4]);
  });

  it('is read again from before the last look where Okta forgot the cursor', async () => {
    const place = await first();
    events.add('user.account.reset_password', { user: JANE, by: ADMIN });
    events.isForgetful = true;
    const { changes } = await log.since(JSON.stringify({ ...(JSON.parse(place) as object), after: '7' }));
    expect(changes).toHaveLength(1);
    expect(asked.at(-1)?.searchParams.get('since')).toBe('2026-11-20T09:45:00.000Z');
  });

  it('is not taken for empty where it cannot be read', async () => {
    const place = await first();
    const local = send;
    const answering = (answer: () => Response): void => {
      send = async (url, request) => (url.pathname === '/api/v1/logs' ? answer() : local(url, request));
    };
    answering(() => Response.json([{ uuid: 1 }]));
    await expect(log.since(place)).rejects.toMatchObject({ code: 'unexpected' });
    for (const [status, code] of [
      [403, 'access-denied'],
      [503, 'unavailable'],
      // Last: Okta is left alone for a while afterwards.
      [429, 'throttled'],
    ] as const) {
      answering(() => Response.json({}, { status }));
      await expect(log.since(place)).rejects.toMatchObject({ code });
    }
  });
});
