import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EntraConnector } from '../../../../lambdas/adapters/connectors/entra/connector.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { canonical } from '../../../../lambdas/core/values/hash.ts';
import type { ConnectorRequest, Performed } from '../../../../lambdas/ports/connector.ts';
import type { TenantDevice } from '../../../../local/entra/devices.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant } from '../../../../local/entra/tenant.ts';
import { connectorContract, issuedWith } from '../../../contracts/connector.ts';
import { DEVICE_PERMISSIONS, entraDeviceFixture, entraOver, REGISTRATION } from '../../../contracts/endpoints/entra.ts';

connectorContract('entra', entraDeviceFixture, ['release-disk-key']);

const NAME = 'LAPTOP-42';
const START = Date.parse('2026-11-20T10:00:00.000Z');
const MINUTE = 60_000;
const KEY = '/informationProtection/bitlocker/recoveryKeys/';
const ORDER = '/rotateBitLockerKeys';

describe('the key of a disk', () => {
  let now: number;
  let tenant: Tenant;
  let laptop: TenantDevice;
  let send: Send;
  let sent: { readonly call: string; readonly headers: Headers }[];
  let connector: EntraConnector;

  beforeEach(() => {
    now = START;
    tenant = new Tenant(() => now);
    laptop = tenant.devices.add(NAME);
    sent = [];
    const graph = new LocalGraph(tenant, REGISTRATION, () => now);
    send = graph.handle;
    connector = entraOver(
      tenant,
      (url, request) => {
        sent.push({ call: `${request.method} ${url.pathname}${url.search}`, headers: new Headers(request.headers) });
        return send(url, request);
      },
      () => now,
    );
    now += MINUTE;
  });

  const asked = (over: Partial<ConnectorRequest> = {}): ConnectorRequest => ({
    ...{ action: 'release-disk-key', target: `device/${NAME}`, directoryId: laptop.id, grant: 'grant-1' },
    ...{ expiresAt: new Date(START + 240 * MINUTE).toISOString(), issued: false },
    ...over,
  });

  type Done = Extract<Performed, { state: 'done' }>;
  async function released(over: Partial<ConnectorRequest> = {}) {
    const done = (await connector.perform(asked(over))) as Done;
    const [id = '', digits = ''] = (done.credential?.reveal() ?? '').split(' ');
    now += MINUTE;
    return { done, id, digits, given: issuedWith(asked(over), done.evidence) };
  }
  const callsOf = (part: string): number => sent.filter(({ call }) => call.includes(part)).length;
  const ordersSent = (): number => callsOf(ORDER);

  it('opens the disk, by the id that the blue screen shows, and nothing more once the laptop has replaced it', async () => {
    const { done, id, digits, given } = await released();
    expect(tenant.devices.opens(laptop, digits)).toBe(true);
    expect(digits).toMatch(/^\d{6}(-\d{6}){7}$/);
    expect(done.evidence).toEqual({
      ...{ keyId: id, keyBackedUpAt: '2026-11-20T10:00:00.000Z', otherVolumes: 0, passwordVersion: START },
    });
    expect(tenant.devices.keys[0]?.id.toUpperCase().startsWith(id)).toBe(true);
    expect(await connector.verifyGone(given)).toMatchObject({ gone: false, isRunning: false });
    await connector.revoke(given);
    expect(tenant.devices.opens(laptop, digits)).toBe(false);
    expect(await connector.verifyGone(given)).toEqual({
      gone: true,
      evidence: { keyId: expect.not.stringContaining(id), keyBackedUpAt: '2026-11-20T10:02:00.000Z' },
    });
  });

  it('is read once for each release, and by nothing else', async () => {
    await connector.examine(asked());
    await connector.scopeOf(asked().target);
    expect(tenant.devices.reads).toEqual([]);
    const { given } = await released();
    await connector.revoke(given);
    await connector.verifyGone(given);
    expect(tenant.devices.reads).toEqual([
      { keyId: tenant.devices.keys[0]?.id, client: REGISTRATION.clientId, at: START + MINUTE },
    ]);
  });

  it('is asked for by name: Graph writes the caller into its log', async () => {
    await released();
    const [read] = sent.filter(({ call }) => call.includes(`${KEY}${tenant.devices.keys[0]?.id}?$select=key`));
    expect(read?.headers.get('user-agent')).toBe('Countersign/1.0');
    expect(read?.headers.get('ocp-client-name')).toBe('Countersign');
    expect(read?.headers.get('ocp-client-version')).toBe('1.0');
  });

  it('is the newest one of the volume of the system', async () => {
    now += MINUTE;
    const newer = tenant.devices.replaceKey(laptop);
    now += MINUTE;
    for (const volume of [2, 3]) tenant.devices.replaceKey(laptop, volume);
    const { digits, done } = await released();
    expect(digits).toBe(newer.digits);
    expect(done.evidence).toMatchObject({ otherVolumes: 2 });
  });

  it.each([1, '1', 'operatingSystemVolume'])('is found where Graph says the volume as %j', async (volumeType) => {
    const graph = send;
    send = async (url, request) => {
      const answer = await graph(url, request);
      if (!url.pathname.endsWith('/recoveryKeys')) return answer;
      const { value } = (await answer.json()) as { readonly value: readonly object[] };
      return Response.json({ value: value.map((one) => ({ ...one, volumeType })) });
    };
    expect((await released()).digits).toBe(tenant.devices.keys[0]?.digits);
  });

  it.each<[string, () => unknown]>([
    ['device-disabled', () => Object.assign(laptop, { accountEnabled: false })],
    ['device-unmanaged', () => Object.assign(laptop, { managedId: null })],
    ['no-disk-key', () => tenant.devices.keys.splice(0)],
    ['no-disk-key', () => tenant.devices.keys.splice(0, 1, { ...keyOf(), volumeType: 2 })],
    ['not-found', () => tenant.devices.remove(laptop)],
  ])('is not read where the laptop is `%s`', async (code, happens) => {
    happens();
    expect(await connector.examine(asked())).toEqual({ code, mayPass: false });
    await expect(connector.perform(asked())).rejects.toMatchObject({ code, retryable: false });
    expect(tenant.devices.reads).toEqual([]);
  });

  const keyOf = () => {
    const [key] = tenant.devices.keys;
    if (key === undefined) throw new Error('the laptop has a key');
    return key;
  };

  it('is released of no user, and no sign-in is given to a laptop', async () => {
    const jane = tenant.addUser('jane@contoso.example');
    const ofUser = asked({ target: jane.userPrincipalName, directoryId: jane.id });
    expect(await connector.examine(ofUser)).toEqual({ code: 'not-found', mayPass: false });
    const pass = asked({ action: 'temporary-access' });
    expect(await connector.examine(pass)).toEqual({ code: 'not-found', mayPass: false });
    await expect(connector.perform(pass)).rejects.toMatchObject({ code: 'not-found' });
  });

  describe('of a laptop that is offline', () => {
    beforeEach(() => {
      laptop.isOnline = false;
    });

    it('is not gone before the laptop has been online, and says that it is being replaced', async () => {
      const { digits, given } = await released();
      await connector.revoke(given);
      expect(await connector.verifyGone(given)).toMatchObject({ gone: false, isRunning: true });
      expect(tenant.devices.opens(laptop, digits)).toBe(true);
      tenant.devices.comeOnline(laptop);
      expect(await connector.verifyGone(given)).toMatchObject({ gone: true });
      expect(tenant.devices.opens(laptop, digits)).toBe(false);
    });

    it('is ordered to be replaced once, however often its end is tried', async () => {
      const { given } = await released();
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await connector.revoke(given);
        now += MINUTE;
      }
      expect(ordersSent()).toBe(1);
      tenant.devices.comeOnline(laptop);
      await connector.revoke(given);
      expect([ordersSent(), tenant.devices.keys.length]).toEqual([1, 2]);
    });

    it('is ordered again where an order was carried out and no new key came', async () => {
      const { given } = await released();
      await connector.revoke(given);
      for (const order of laptop.orders) order.state = 'done';
      await connector.revoke(given);
      expect(ordersSent()).toBe(2);
    });

    it('is not gone by an order of a key before it', async () => {
      tenant.devices.tell(laptop);
      now += MINUTE;
      tenant.devices.replaceKey(laptop);
      const { given } = await released();
      expect(await connector.verifyGone(given)).toMatchObject({ gone: false, isRunning: false });
      await connector.revoke(given);
      expect(ordersSent()).toBe(1);
    });
  });

  it('is replaced also where Intune has an older record of the laptop too, which takes no order', async () => {
    const { given, digits } = await released();
    laptop.isOnline = false;
    const local = send;
    send = async (url, request) => {
      const isList = url.pathname.endsWith('/managedDevices');
      return isList ? Response.json({ value: [{ id: 'from-before' }, { id: laptop.managedId }] }) : local(url, request);
    };
    await connector.revoke(given);
    expect(await connector.verifyGone(given)).toMatchObject({ gone: false, isRunning: true });
    tenant.devices.comeOnline(laptop);
    expect(tenant.devices.opens(laptop, digits)).toBe(false);
    laptop.managedId = null;
    expect(await connector.verifyGone(given)).toMatchObject({ gone: true });
  });

  it('is gone without an order where the laptop has replaced it by itself', async () => {
    const { given } = await released();
    tenant.devices.replaceKey(laptop);
    await connector.revoke(given);
    expect(ordersSent()).toBe(0);
    expect(await connector.verifyGone(given)).toMatchObject({ gone: true });
  });

  it('is not gone by a new key of another volume', async () => {
    const { given } = await released();
    tenant.devices.replaceKey(laptop, 2);
    expect(await connector.verifyGone(given)).toMatchObject({ gone: false });
  });

  it('is left as it was where nobody was ever handed it', async () => {
    const { digits } = await released();
    await connector.revoke(asked({ issued: false }));
    expect([ordersSent(), tenant.devices.opens(laptop, digits)]).toEqual([0, true]);
    expect(await connector.verifyGone(asked({ issued: false }))).toMatchObject({ gone: true });
  });

  it('ends with the newer grant that took its place, also where that one failed before it read any', async () => {
    const first = await released();
    const newer = asked({ grant: 'grant-2', supersedes: ['release-disk-key'] });
    const failed = { ...newer, issued: true, passwordVersion: Number(first.done.evidence['passwordVersion']) };
    expect(await connector.verifyGone(failed)).toMatchObject({ gone: false });
    await connector.revoke(failed);
    expect(tenant.devices.opens(laptop, first.digits)).toBe(false);
  });

  it('ends also after a repudiation, and with a key from after the grant where the grant does not say which it released', async () => {
    const { given } = await released();
    const unknown = { ...asked({ issued: true }), repudiated: true };
    await connector.revoke({ ...given, repudiated: true });
    expect(await connector.verifyGone({ ...given, repudiated: true })).toMatchObject({ gone: true });
    expect(await connector.verifyGone(unknown)).toMatchObject({ gone: false });
    now = START + 241 * MINUTE;
    await connector.revoke(unknown);
    expect(await connector.verifyGone(unknown)).toMatchObject({ gone: true });
  });

  it('is gone with a laptop that left the tenant, and not with one that left Intune', async () => {
    const { given } = await released();
    laptop.managedId = null;
    await expect(connector.revoke(given)).rejects.toMatchObject({ code: 'device-unmanaged', retryable: true });
    expect(await connector.verifyGone(given)).toMatchObject({ gone: false, isRunning: false });
    tenant.devices.remove(laptop);
    await connector.revoke(given);
    expect(await connector.verifyGone(given)).toEqual({ gone: true, evidence: { device: 'absent' } });
  });

  it('of a laptop that was renamed or disabled meanwhile is replaced, and whoever has its name keeps theirs', async () => {
    const { digits, given } = await released();
    laptop.displayName = 'LAPTOP-OLD';
    laptop.accountEnabled = false;
    const other = tenant.devices.add(NAME);
    await connector.revoke(given);
    expect(tenant.devices.opens(laptop, digits)).toBe(false);
    expect([laptop.orders.length, other.orders.length]).toEqual([1, 0]);
  });

  it('is read again where it was replaced while it was read', async () => {
    const graph = send;
    send = async (url, request) => {
      const answer = await graph(url, request);
      if (url.search.includes('select=key')) {
        send = graph;
        tenant.devices.replaceKey(laptop);
      }
      return answer;
    };
    await expect(connector.perform(asked())).rejects.toMatchObject({ code: 'not-read-back', retryable: true });
    const { digits } = await released();
    expect(tenant.devices.opens(laptop, digits)).toBe(true);
  });

  it('is handed to nobody where it is no key, and no error quotes it', async () => {
    const graph = send;
    const key = '000000-canary';
    send = async (url, request) =>
      url.search.includes('select=key') ? Response.json({ id: 'x', key }) : graph(url, request);
    const error = await connector.perform(asked()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: expect.stringContaining('AdapterError') });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });

  it.each([
    [429, 'throttled'],
    [503, 'unavailable'],
    [401, 'credentials'],
  ])('waits where Graph answers %d to the read, and where Intune does to the order', async (status, code) => {
    const graph = send;
    const refuses = (part: string): void => {
      send = async (url, request) =>
        `${url.pathname}${url.search}`.includes(part)
          ? new Response(null, { status, headers: { 'retry-after': '30' } })
          : graph(url, request);
    };
    refuses('select=key');
    await expect(connector.perform(asked())).rejects.toMatchObject({ code, retryable: true });
    send = graph;
    const { given } = await released();
    refuses(ORDER);
    await expect(connector.revoke(given)).rejects.toMatchObject({ code, retryable: true });
    expect(await connector.verifyGone(given)).toMatchObject({ gone: false });
  });

  it.each(DEVICE_PERMISSIONS)('needs the permission `%s`, and says so when it is taken away', async (missing) => {
    const permissions = REGISTRATION.permissions.filter((one) => one !== missing);
    const weak = entraOver(tenant, new LocalGraph(tenant, { ...REGISTRATION, permissions }, () => now).handle);
    const all = async (): Promise<void> => {
      const { evidence } = (await weak.perform(asked())) as Done;
      await weak.revoke(issuedWith(asked(), evidence));
    };
    await expect(all()).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });

  it('is shown nowhere but in the one place for it', async () => {
    const { done, digits, given } = await released();
    await connector.revoke(given);
    const shown = inspect([done, connector, await connector.verifyGone(given)], { depth: 12, showHidden: true });
    for (const part of [digits, digits.replaceAll('-', '')]) {
      expect(shown).not.toContain(part);
      expect(canonical(done.evidence)).not.toContain(part);
    }
  });
});
