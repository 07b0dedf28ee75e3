import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { EntraPopulation } from '../../../../lambdas/adapters/connectors/entra/population.ts';
import { directoryGroupTiers } from '../../../../lambdas/adapters/connectors/group-tiers.ts';
import { Persistence } from '../../../../lambdas/adapters/https/persistence.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant, type TenantUser } from '../../../../local/entra/tenant.ts';
import { groupNamed, REGISTRATION } from '../../../contracts/endpoints/entra.ts';
import { populationSourceContract } from '../../../contracts/population-source.ts';

/** What the application that reads is given: `docs/integrations/entra.md`. */
const READER = {
  ...REGISTRATION,
  permissions: ['User.Read.All', 'GroupMember.Read.All', 'RoleManagement.Read.Directory'],
};
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

const peopleOf = (tenant: Tenant, send: Send = new LocalGraph(tenant, READER).handle): EntraPopulation => {
  const { clientId, clientSecret } = READER;
  const application = async () => ({ tenant: tenant.id, clientId, clientSecret: new Secret(clientSecret) });
  const patience = new Persistence({ sleep: async () => undefined });
  return new EntraPopulation(new Graph({ application, send, patience }), directoryGroupTiers());
};

populationSourceContract('Microsoft Entra ID', async () => {
  const tenant = new Tenant();
  const user = (name: string): TenantUser => {
    const found = tenant.find(name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };
  return {
    source: peopleOf(tenant),
    add: async () => tenant.addUser(`p${randomUUID().slice(0, 12)}@contoso.example`).userPrincipalName,
    describe: async (name, { mail, mobile, manager }) => {
      const one = user(name);
      if (mail !== undefined) one.mail = mail;
      if (mobile !== undefined) one.mobilePhone = mobile;
      if (manager !== undefined) one.manager = user(manager).id;
    },
    rename: async (name, to) => {
      user(name).userPrincipalName = to;
    },
    disable: async (name) => {
      user(name).accountEnabled = false;
    },
    remove: async (name) => {
      tenant.users.delete(user(name).id);
    },
    rank: async (name, tier) => {
      user(name).groups = tier === null ? [] : [groupNamed('Cloud Admins')];
    },
    tick: async () => undefined,
    strangePlace: 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=from-before-a-restore',
    administrators: 'privileged',
  };
});

describe('the people of a tenant', () => {
  const JANE = 'jane@contoso.example';
  /** A tenant of some people, and what is asked of it; `break` changes an answer of Graph. */
  const world = (breaks: (url: URL, answer: Response) => Promise<Response> | Response = (_, answer) => answer) => {
    const tenant = new Tenant();
    const jane = tenant.addUser(JANE);
    for (let one = 0; one < 12; one += 1) tenant.addUser(`other-${one}@contoso.example`);
    const asked: string[] = [];
    const { handle } = new LocalGraph(tenant, READER);
    const send: Send = async (url, request) => {
      asked.push(url.pathname);
      return breaks(url, await handle(url, request));
    };
    return { tenant, jane, asked, people: peopleOf(tenant, send) };
  };
  const row = async (people: EntraPopulation) => (await people.whole()).rows.find(({ target }) => target === JANE);
  const isDelta = ({ pathname }: URL): boolean => pathname === '/v1.0/users/delta';
  const without = async (answer: Response, name: string): Promise<Response> => {
    const { [name]: _, ...left } = (await answer.json()) as Record<string, unknown>;
    return Response.json(left);
  };

  it('are as many as there are, over every page, each with the highest tier of a role or a group', async () => {
    const { tenant, jane, people } = world();
    const group = groupNamed('everybody');
    jane.groups = [group];
    tenant.assignments = [{ principalId: group.id, roleDefinitionId: GLOBAL_ADMINISTRATOR, isEligible: true }];
    const { rows } = await people.whole();
    expect(rows).toHaveLength(13);
    expect(rows.filter(({ tier }) => tier !== null)).toMatchObject([{ target: JANE, tier: 'critical' }]);
  });

  it('are found by their object id too, and have no date of an address: Graph gives none', async () => {
    const { jane, people } = world();
    jane.mail = JANE;
    expect(await row(people)).toMatchObject({ aliases: [jane.id], contacts: [{ address: JANE, changedAt: null }] });
  });

  it('lose a manager who is taken away, and keep one whom a page says twice', async () => {
    const { tenant, jane, people } = world();
    const boss = tenant.addUser('boss@contoso.example');
    jane.manager = boss.id;
    const { place } = await people.whole();
    expect((await row(people))?.manager).toBe(boss.id);
    jane.manager = null;
    expect((await people.since(place))?.rows).toMatchObject([{ target: JANE, manager: null }]);
  });

  it('are merged where a round names somebody several times: what is left out stays, who was removed is gone', async () => {
    const id = 'a1';
    const items = [
      { id, userPrincipalName: JANE, accountEnabled: true, mail: JANE, 'manager@delta': [{ id: 'b1' }] },
      { id, displayName: 'Jane Doe', 'manager@delta': [{ id: 'b1', '@removed': { reason: 'deleted' } }, { id: 'c1' }] },
      { id: 'gone', userPrincipalName: 'gone@contoso.example', accountEnabled: true },
      { id: 'gone', '@removed': { reason: 'changed' } },
    ];
    const { people } = world(async (url, answer) =>
      isDelta(url) ? Response.json({ value: items, '@odata.deltaLink': 'https://graph.microsoft.com/x' }) : answer,
    );
    expect((await people.whole()).rows).toMatchObject([
      { directoryId: id, name: 'Jane Doe', manager: 'c1', contacts: [{ address: JANE }] },
    ]);
  });

  it('are read whole where too many changed at once', async () => {
    const { tenant, people } = world();
    const { place } = await people.whole();
    for (let one = 0; one < 501; one += 1) tenant.addUser(`new-${one}@contoso.example`);
    expect(await people.since(place)).toBeNull();
  });

  it('are read again where Graph throttles a page or does not answer, and not for ever', async () => {
    let [left, status] = [3, 429];
    const { asked, people } = world((url, answer) => {
      if (!isDelta(url) || left === 0) return answer;
      left -= 1;
      return new Response('{}', { status, headers: { 'retry-after': '7' } });
    });
    expect((await people.whole()).rows).toHaveLength(13);
    [left, status] = [1_000, 503];
    await expect(people.whole()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(asked.length).toBeLessThan(30);
  });

  it.each<readonly [string, (url: URL, answer: Response) => Promise<Response> | Response, string]>([
    ['a round breaks off', (url, one) => (isDelta(url) ? without(one, '@odata.nextLink') : one), 'list-endless'],
    [
      'a page leads elsewhere',
      (url, one) =>
        isDelta(url) ? Response.json({ value: [], '@odata.nextLink': 'https://evil.example/v1.0/users' }) : one,
      'unexpected',
    ],
    [
      'somebody is shown in part',
      (url, one) =>
        isDelta(url)
          ? Response.json({ value: [{ id: 'a1', mail: JANE }], '@odata.deltaLink': 'https://graph.microsoft.com/x' })
          : one,
      'unexpected',
    ],
    [
      'nobody is shown',
      (url, one) =>
        isDelta(url) ? Response.json({ value: [], '@odata.deltaLink': 'https://graph.microsoft.com/x' }) : one,
      'directory-unreadable',
    ],
    [
      'groups have no names',
      (url, one) => (url.pathname === '/v1.0/groups' ? Response.json({ value: [{ id: 'g1' }] }) : one),
      'access-denied',
    ],
    [
      'the right to read roles was taken away',
      (url, one) => (url.pathname.includes('/roleManagement/') ? Response.json({}, { status: 403 }) : one),
      'access-denied',
    ],
  ])('are nobody at all where %s', async (_, breaks, code) => {
    await expect(world(breaks).people.whole()).rejects.toMatchObject({ code });
  });
});
