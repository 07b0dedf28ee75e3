import { beforeEach, describe, expect, it } from '@jest/globals';
import { EntraConnector } from '../../../../lambdas/adapters/connectors/entra/connector.ts';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import type { ConnectorRequest, Performed } from '../../../../lambdas/ports/connector.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import type { TenantDevice } from '../../../../local/entra/devices.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant } from '../../../../local/entra/tenant.ts';
import { connectorContract, issuedWith } from '../../../contracts/connector.ts';
import { entraConnectorFixture, entraOver, REGISTRATION } from '../../../contracts/endpoints/entra.ts';

connectorContract('entra', entraConnectorFixture);

describe('the key of a disk, without the setting', () => {
  let tenant: Tenant;
  let laptop: TenantDevice;

  beforeEach(() => {
    tenant = new Tenant();
    laptop = tenant.devices.add('LAPTOP-42');
  });

  const off = (): EntraConnector => {
    const { clientId, clientSecret } = REGISTRATION;
    const application = { tenant: tenant.id, clientId, clientSecret: new Secret(clientSecret) };
    const send = new LocalGraph(tenant, REGISTRATION).handle;
    return new EntraConnector(new Graph({ application: async () => application, send }));
  };

  const asked = (): ConnectorRequest => ({
    ...{ action: 'release-disk-key', target: 'device/LAPTOP-42', directoryId: laptop.id, grant: 'grant-1' },
    ...{ expiresAt: new Date(Date.now() + 3_600_000).toISOString(), issued: false },
  });

  it('is released by nobody, and no laptop is known', async () => {
    expect(off().actions).not.toContain('release-disk-key');
    await expect(off().perform(asked())).rejects.toMatchObject({ code: 'action-not-supported' });
    await expect(off().examine(asked())).rejects.toMatchObject({ code: 'action-not-supported' });
    expect(await off().identityOf(asked().target)).toBeUndefined();
    expect(await off().tierOf(asked().target)).toBeNull();
    expect(await off().scopeOf(asked().target)).toBeUndefined();
    expect(tenant.devices.reads).toEqual([]);
  });

  it('is replaced all the same where it was released before', async () => {
    const on = entraOver(tenant, new LocalGraph(tenant, REGISTRATION).handle);
    const done = (await on.perform(asked())) as Extract<Performed, { state: 'done' }>;
    const digits = done.credential?.reveal().slice(9) ?? '';
    expect(tenant.devices.opens(laptop, digits)).toBe(true);
    const given = issuedWith(asked(), done.evidence);
    await off().revoke(given);
    expect(await off().verifyGone(given)).toMatchObject({ gone: true });
    expect(tenant.devices.opens(laptop, digits)).toBe(false);
  });
});
