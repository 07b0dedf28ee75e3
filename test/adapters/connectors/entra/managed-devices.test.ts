import { describe, expect, it } from '@jest/globals';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { ManagedDevices } from '../../../../lambdas/adapters/connectors/entra/managed-devices.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant } from '../../../../local/entra/tenant.ts';
import { REGISTRATION } from '../../../contracts/endpoints/entra.ts';

const KEPT = Date.parse('2026-11-20T10:00:00.000Z');

/** A laptop, and what Intune says of it where it says something else. */
function intune(said?: object) {
  const tenant = new Tenant();
  const laptop = tenant.devices.add('LAPTOP-42', { isOnline: false });
  const { clientId, clientSecret } = REGISTRATION;
  const application = { tenant: tenant.id, clientId, clientSecret: new Secret(clientSecret) };
  const local = new LocalGraph(tenant, REGISTRATION).handle;
  const send: Send = async (url, request) =>
    said !== undefined && url.pathname.includes('/deviceManagement/managedDevices/')
      ? Response.json({ id: 'x', ...said })
      : local(url, request);
  return { tenant, laptop, managed: new ManagedDevices(new Graph({ application: async () => application, send })) };
}

const order = (over: object) => ({
  deviceActionResults: [
    { actionName: 'rotateBitLockerKeys', actionState: 'pending', startDateTime: '2026-11-20T10:05:00Z', ...over },
  ],
});

describe('the devices that Intune manages', () => {
  it('are found by the device id of Entra, and are none of another one', async () => {
    const { laptop, managed } = intune();
    expect(await managed.find(laptop.deviceId)).toEqual([{ id: laptop.managedId }]);
    expect(await managed.find(laptop.id)).toEqual([]);
  });

  it('are told once to replace their key, by an action that Intune has at `/beta`', async () => {
    const { laptop, managed } = intune();
    const [found = { id: '' }] = await managed.find(laptop.deviceId);
    expect(await managed.isToldToReplace(found, {})).toBe(false);
    await managed.tellToReplace(found);
    expect(await managed.isToldToReplace(found, {})).toBe(true);
    expect(laptop.orders).toMatchObject([{ state: 'pending' }]);
    await expect(managed.tellToReplace({ id: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['waits for the device', order({}), true],
    ['is being carried out', order({ actionState: 'active' }), true],
    ['was carried out', order({ actionState: 'done' }), false],
    ['failed', order({ actionState: 'failed' }), false],
    ['is older than the key', order({ startDateTime: '2026-11-20T09:59:59Z' }), false],
    ['has no time', order({ startDateTime: null }), false],
    ['is another one', order({ actionName: 'syncDevice' }), false],
    ['is not said', { deviceActionResults: null }, false],
    ['is not there', {}, false],
  ])('count as told where the order %s: %j', async (_, said, isTold) => {
    const { managed } = intune(said);
    expect(await managed.isToldToReplace({ id: 'x' }, { passwordVersion: KEPT })).toBe(isTold);
  });
});
