import { beforeEach, describe, expect, it } from '@jest/globals';
import { EntraDirectory } from '../../../../lambdas/adapters/connectors/entra/directory.ts';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { parseGroupTiers } from '../../../../lambdas/adapters/connectors/group-tiers.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant, type TenantGroup, type TenantUser } from '../../../../local/entra/tenant.ts';
import { groupNamed, PERMISSIONS, REGISTRATION } from '../../../contracts/endpoints/entra.ts';

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
    return new EntraDirectory(new Graph({ application: async () => application, send }), {
      groupTiers: parseGroupTiers('tier-0*=critical,admin=privileged'),
    });
  };

  const inGroups = (...names: string[]): readonly TenantGroup[] => {
    jane.groups = names.map(groupNamed);
    return jane.groups;
  };
  const assigns = (principalId: string, roleDefinitionId: string, isEligible = false): void => {
    tenant.assignments = [...tenant.assignments, { principalId, roleDefinitionId, isEligible }];
  };

  it.each<readonly [string, () => void, string | null]>([
    ['nothing', () => {}, null],
    ['a group of that name', () => inGroups('staff', 'Tier-0 admins'), 'critical'],
    ['any role, also one of the tenant’s own', () => assigns(jane.id, READER), 'privileged'],
    ['a role that makes administrators', () => assigns(jane.id, PRIVILEGED_ROLE_ADMINISTRATOR), 'critical'],
    ['a role that it may only activate', () => assigns(jane.id, PRIVILEGED_ROLE_ADMINISTRATOR, true), 'critical'],
    ['a role that a group of it holds', () => assigns(inGroups('staff')[0]?.id ?? '', READER), 'privileged'],
    [
      'a role that a group of it may activate',
      () => assigns(inGroups('staff')[0]?.id ?? '', READER, true),
      'privileged',
    ],
    [
      'the 250th group',
      () => inGroups(...Array.from({ length: 249 }, (_, index) => `g${index}`), 'admin'),
      'privileged',
    ],
    ['no role of somebody else', () => assigns('somebody-else', PRIVILEGED_ROLE_ADMINISTRATOR), null],
  ])('comes from %s', async (_, given, tier) => {
    given();
    expect(await directory().tierOf(NAME)).toBe(tier);
  });

  it('is read with what else the user opens: groups, and roles by the names of the strongest', async () => {
    assigns(inGroups('staff')[0]?.id ?? '', READER);
    assigns(jane.id, PRIVILEGED_ROLE_ADMINISTRATOR, true);
    expect(await directory().scopeOf(NAME)).toMatchObject({
      groups: { shown: ['staff'], total: 1 },
      roles: { shown: ['Privileged Role Administrator', `role ${READER}`], total: 2 },
      ...{ limits: null, consumers: null, lastUsedAt: null },
    });
    expect(await directory().scopeOf('nobody@contoso.example')).toBeUndefined();
  });

  it('comes from roles that are held where the tenant has no licence for others', async () => {
    tenant.isLicensed = false;
    assigns(jane.id, READER);
    expect(await directory().tierOf(NAME)).toBe('privileged');
  });

  it('is said of nobody who is not there', async () => {
    expect(await directory().tierOf('nobody@contoso.example')).toBeNull();
    expect(await directory().identityOf('nobody@contoso.example')).toBeUndefined();
  });

  it('is not said where the application may not read the names of groups', async () => {
    inGroups('staff');
    const blind = directory(PERMISSIONS.filter((one) => one !== 'GroupMember.Read.All'));
    await expect(blind.tierOf(NAME)).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });

  it('knows a user by object id and by name in any case, as one identity', async () => {
    const ids = await Promise.all([jane.id, NAME, NAME.toUpperCase()].map((name) => directory().identityOf(name)));
    expect(new Set(ids)).toEqual(new Set([jane.id]));
  });
});
