import { beforeEach, describe, expect, it } from '@jest/globals';
import { EntraDirectory } from '../../../../lambdas/adapters/connectors/entra/directory.ts';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { parseGroupTiers } from '../../../../lambdas/adapters/connectors/group-tiers.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant, type TenantUser } from '../../../../local/entra/tenant.ts';
import { PERMISSIONS, REGISTRATION } from '../../../contracts/endpoints/entra.ts';

const NAME = 'jane@contoso.example';
const PRIVILEGED_ROLE_ADMINISTRATOR = 'e8611ab8-c189-46e8-94e1-60213ab1f814';
const READER = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';

describe('the tier of a user of a tenant', () => {
  let tenant: Tenant;
  let jane: TenantUser;

  beforeEach(() => {
    tenant = new Tenant();
    jane = tenant.addUser(NAME);
  });

  const directory = (permissions = PERMISSIONS): EntraDirectory => {
    const { clientId, clientSecret } = REGISTRATION;
    const application = { tenant: tenant.id, clientId, clientSecret: new Secret(clientSecret) };
    const send = new LocalGraph(tenant, { ...REGISTRATION, permissions }).handle;
    return new EntraDirectory(
      new Graph({ application: async () => application, send }),
      parseGroupTiers('tier-0*=critical,admin=privileged'),
    );
  };

  it.each([
    ['nothing', {}, null],
    ['a group of that name', { groups: ['staff', 'Tier-0 admins'] }, 'critical'],
    ['any role', { roles: [READER] }, 'privileged'],
    ['a role that makes administrators', { roles: [READER, PRIVILEGED_ROLE_ADMINISTRATOR] }, 'critical'],
    ['a role that it may only activate', { eligibleRoles: [PRIVILEGED_ROLE_ADMINISTRATOR] }, 'critical'],
    ['the 250th group', { groups: [...Array.from({ length: 249 }, (_, index) => `g${index}`), 'admin'] }, 'privileged'],
  ] as const)('comes from %s', async (_, given, tier) => {
    Object.assign(jane, given);
    expect(await directory().tierOf(NAME)).toBe(tier);
  });

  it('is said of nobody who is not there', async () => {
    expect(await directory().tierOf('nobody@contoso.example')).toBeNull();
    expect(await directory().identityOf('nobody@contoso.example')).toBeUndefined();
  });

  it('is not said where the application may not read the names of groups', async () => {
    Object.assign(jane, { groups: ['staff'] });
    const blind = directory(PERMISSIONS.filter((one) => one !== 'GroupMember.Read.All'));
    await expect(blind.tierOf(NAME)).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });

  it('knows a user by object id and by name in any case, as one identity', async () => {
    const ids = await Promise.all([jane.id, NAME, NAME.toUpperCase()].map((name) => directory().identityOf(name)));
    expect(new Set(ids)).toEqual(new Set([jane.id]));
  });
});
