import { beforeEach, describe, expect, it } from '@jest/globals';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { EntraLog } from '../../../../lambdas/adapters/connectors/entra/log.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { Audits } from '../../../../local/entra/audits.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant } from '../../../../local/entra/tenant.ts';

const JANE = '11111111-0000-4000-8000-000000000001';
const ADMIN = '22222222-0000-4000-8000-000000000002';
const OPERATOR = '6f1967b7-15e8-4935-ac26-d50770ed07a7';
const byAdmin = { user: { id: ADMIN }, app: null };
const byApp = (appId: string | null) => ({ user: null, app: { appId } });

const MINUTE = 60_000;

describe('the audit log of an Entra tenant', () => {
  let now: number;
  let audits: Audits;
  let send: Send;
  let asked: URL[];
  let log: EntraLog;

  beforeEach(() => {
    now = Date.parse('2026-11-20T10:00:00.000Z');
    const tenant = new Tenant(() => now);
    audits = new Audits(() => now);
    asked = [];
    const registration = { clientId: 'reader', clientSecret: 'canary', permissions: ['AuditLog.Read.All'] };
    send = new LocalGraph(tenant, registration, () => now, audits).handle;
    const graph = new Graph({
      now: () => now,
      application: async () => ({ tenant: tenant.id, clientId: 'reader', clientSecret: new Secret('canary') }),
      send: (url, request) => {
        if (url.pathname.endsWith('directoryAudits')) asked.push(url);
        return send(url, request);
      },
    });
    log = new EntraLog(graph, { connectors: [OPERATOR], now: () => now });
  });

  const first = async (): Promise<string> => {
    const { place } = await log.since(null);
    now += MINUTE;
    return place;
  };

  it('shows nothing of what was before the first look, and everything once afterwards', async () => {
    audits.add('Reset user password', { user: JANE, by: byAdmin });
    now += MINUTE;
    const place = await first();
    const added = audits.add('Reset user password', { user: JANE, by: byAdmin });
    const page = await log.since(place);
    expect(page.isEnd).toBe(true);
    expect(page.changes).toEqual([
      {
        ...{ connector: 'entra', directoryId: JANE, kind: 'password-set', at: '2026-11-20T10:02:00.000Z' },
        ...{ by: { as: 'other', name: ADMIN }, entry: added.id },
      },
    ]);
    now += MINUTE;
    expect((await log.since(page.place)).changes).toEqual([]);
  });

  it('shows what appears late, in spite of what was read meanwhile', async () => {
    let place = await first();
    audits.add('Admin registered security info', { user: JANE, by: byAdmin, lagMs: 25 * MINUTE });
    const found: string[] = [];
    for (let minute = 0; minute < 40; minute += 1) {
      audits.add('Update user', { user: JANE, by: byAdmin });
      const page = await log.since(place);
      found.push(...page.changes.map(({ kind, at }) => `${kind} ${at}`));
      ({ place } = page);
      now += MINUTE;
    }
    expect(found).toEqual(['factor-added 2026-11-20T10:01:00.000Z']);
  });

  it('leaves the place where it was while nothing happens, and moves it before too much is read again', async () => {
    let place = await first();
    const begun = place;
    expect((await log.since(place)).place).toBe(begun);
    now += 40 * MINUTE;
    ({ place } = await log.since(place));
    expect(place).not.toBe(begun);
  });

  it('is read piece by piece after a long silence', async () => {
    let place = await first();
    audits.add('Enable account', { user: JANE, by: byAdmin });
    now += 20 * 60 * MINUTE;
    audits.add('Reset password (self-service)', { user: JANE, by: { user: { id: JANE }, app: null } });
    const found: string[] = [];
    for (let isEnd = false; !isEnd; ) {
      const page = await log.since(place);
      found.push(...page.changes.map(({ kind, by }) => `${kind} ${by.as}`));
      ({ place, isEnd } = page);
    }
    expect(found).toEqual(['enabled other', 'password-set owner']);
    expect(asked.length).toBeGreaterThan(3);
  });

  it.each([
    ['our own application', byApp(OPERATOR), { as: 'connector', name: OPERATOR }],
    ['another application', byApp(ADMIN), { as: 'other', name: ADMIN }],
    ['an application without a client id', byApp(null), { as: 'unknown', name: null }],
    ['the owner', { user: { id: JANE }, app: null }, { as: 'owner', name: null }],
    ['an administrator', byAdmin, { as: 'other', name: ADMIN }],
    ['somebody whose id is an address', { user: { id: 'a@b.example' }, app: null }, { as: 'other', name: null }],
  ])('says that it was %s', async (_, by, who) => {
    const place = await first();
    audits.add('Reset user password', { user: JANE, by });
    expect((await log.since(place)).changes).toMatchObject([{ by: who }]);
  });

  it.each<[string, string]>([
    ['Change password (self-service)', 'password-set'],
    ['User registered security info', 'factor-added'],
    ['Admin deleted security info', 'factor-removed'],
    ['Enable account', 'enabled'],
    ['Unlock user account (self-service)', 'unlocked'],
  ])('shows `%s` as `%s`', async (activity, kind) => {
    const place = await first();
    audits.add(activity, { user: JANE, by: byAdmin });
    expect((await log.since(place)).changes).toMatchObject([{ kind }]);
  });

  describe('of a tenant whose disk keys are governed', () => {
    const PERMITTED = ['AuditLog.Read.All', 'BitlockerKey.ReadBasic.All', 'Device.Read.All'];
    const logOf = (diskKeys: boolean, permissions = PERMITTED) => {
      const tenant = new Tenant(() => now);
      const graph = new Graph({
        now: () => now,
        application: async () => ({ tenant: tenant.id, clientId: 'reader', clientSecret: new Secret('canary') }),
        send: new LocalGraph(tenant, { clientId: 'reader', clientSecret: 'canary', permissions }, () => now, audits)
          .handle,
      });
      return { tenant, of: new EntraLog(graph, { connectors: [OPERATOR], diskKeys, now: () => now }) };
    };
    /** As Entra writes it: of the target only the id of the key is sure. */
    const read = (keyId: string, by = byAdmin as Parameters<typeof audits.add>[1]['by'], over = {}) =>
      audits.add('Read BitLocker key', {
        ...{ user: '', by, targetResources: [{ id: null, type: 'Other', displayName: keyId }] },
        ...over,
      });

    it('shows each read of a key, on the device that the key is of, by whoever read it', async () => {
      const { tenant, of } = logOf(true);
      const laptop = tenant.devices.add('LAPTOP-42');
      const { place } = await of.since(null);
      now += MINUTE;
      const [key] = tenant.devices.keys;
      const first = read(key?.id ?? '');
      now += 1_000;
      read(key?.id.toUpperCase() ?? '', byApp(OPERATOR));
      expect((await of.since(place)).changes).toEqual([
        {
          ...{ connector: 'entra', directoryId: laptop.id, kind: 'disk-key-read', at: '2026-11-20T10:01:00.000Z' },
          ...{ by: { as: 'other', name: ADMIN }, entry: first.id },
        },
        expect.objectContaining({ directoryId: laptop.id, by: { as: 'connector', name: OPERATOR } }),
      ]);
      expect(tenant.devices.reads).toEqual([]);
    });

    it('shows nothing of a read that failed, nor of a key or a device that is gone', async () => {
      const { tenant, of } = logOf(true);
      const [laptop, other] = [tenant.devices.add('LAPTOP-42'), tenant.devices.add('LAPTOP-43')];
      const [key, orphan] = tenant.devices.keys;
      const { place } = await of.since(null);
      now += MINUTE;
      read(key?.id ?? '', byAdmin, { result: 'failure' });
      read('11111111-2222-4333-8444-555555555555');
      read('no id at all');
      read(orphan?.id ?? '');
      tenant.devices.all.delete(other.id);
      expect((await of.since(place)).changes).toEqual([]);
      expect(laptop.orders).toEqual([]);
    });

    it('shows all of a flood of reads, a part with each look, and what was done meanwhile', async () => {
      const { tenant, of } = logOf(true);
      for (let index = 0; index < 205; index += 1) tenant.devices.add(`LAPTOP-${index}`);
      let page = await of.since(null);
      for (const { id } of tenant.devices.keys) read(id);
      audits.add('Reset user password', { user: JANE, by: byAdmin });
      const found: string[] = [];
      for (let look = 0; look < 6; look += 1) {
        page = await of.since(page.place);
        expect([page.changes.length <= 41, page.isEnd]).toEqual([true, look === 5]);
        found.push(...page.changes.map(({ directoryId }) => directoryId));
      }
      expect(found.sort()).toEqual([...tenant.devices.all.keys(), JANE].sort());
      expect((await of.since(page.place)).changes).toEqual([]);
    });

    it('is held up, and not taken for empty, where the reader may not ask whose key it was', async () => {
      const { tenant, of } = logOf(true, ['AuditLog.Read.All']);
      tenant.devices.add('LAPTOP-42');
      const { place } = await of.since(null);
      now += MINUTE;
      read(tenant.devices.keys[0]?.id ?? '');
      await expect(of.since(place)).rejects.toMatchObject({ code: 'access-denied' });
    });

    it('is no change where they are not governed', async () => {
      const { tenant, of } = logOf(false, ['AuditLog.Read.All']);
      tenant.devices.add('LAPTOP-42');
      const { place } = await of.since(null);
      now += MINUTE;
      read(tenant.devices.keys[0]?.id ?? '');
      expect((await of.since(place)).changes).toEqual([]);
    });
  });

  it('shows no change of what failed, of nobody, and of what takes access away', async () => {
    const place = await first();
    audits.add('Reset user password', { user: JANE, by: byAdmin, result: 'failure' });
    audits.add('Reset user password', { user: JANE, by: byAdmin, targetResources: [] });
    audits.add('Reset user password', { user: JANE, by: byAdmin, targetResources: [{ id: JANE, type: 'Group' }] });
    audits.add('Disable account', { user: JANE, by: byAdmin });
    expect((await log.since(place)).changes).toEqual([]);
  });

  it('is read to its last page', async () => {
    const place = await first();
    for (let index = 0; index < 1_200; index += 1)
      audits.add('Enable account', { user: `${JANE}${index}`, by: byAdmin });
    expect((await log.since(place)).changes).toHaveLength(1_200);
    expect(asked.length).toBe(4);
  });

  it('is not taken for empty where it cannot be read', async () => {
    const place = await first();
    const local = send;
    for (const [status, code] of [
      [403, 'access-denied'],
      [429, 'throttled'],
      [503, 'unavailable'],
    ] as const) {
      send = async (url, request) =>
        url.pathname.includes('/auditLogs/') ? Response.json({}, { status }) : local(url, request);
      await expect(log.since(place)).rejects.toMatchObject({ code });
    }
    send = async (url, request) =>
      url.pathname.includes('/auditLogs/') ? Response.json({ value: [{ id: 1 }] }) : local(url, request);
    await expect(log.since(place)).rejects.toMatchObject({ code: 'unexpected' });
  });
});
