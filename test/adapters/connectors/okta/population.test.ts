import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { directoryGroupTiers } from '../../../../lambdas/adapters/connectors/group-tiers.ts';
import { Okta } from '../../../../lambdas/adapters/connectors/okta/okta.ts';
import { OktaPopulation } from '../../../../lambdas/adapters/connectors/okta/population.ts';
import { Persistence } from '../../../../lambdas/adapters/https/persistence.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalOkta } from '../../../../local/okta/api.ts';
import { Org, type OrgUser } from '../../../../local/okta/org.ts';
import { APP, PRIVATE_KEY, roleOf } from '../../../contracts/endpoints/okta.ts';
import { populationSourceContract } from '../../../contracts/population-source.ts';

const peopleOf = (org: Org, send: Send = new LocalOkta(org, APP).handle): OktaPopulation => {
  const application = async () => ({ clientId: APP.clientId, privateKey: new Secret(PRIVATE_KEY) });
  const patience = new Persistence({ sleep: async () => undefined });
  return new OktaPopulation(new Okta({ org: org.host, application, send, patience }), {
    groupTiers: directoryGroupTiers(),
  });
};

populationSourceContract('Okta', async () => {
  const org = new Org();
  const user = (name: string): OrgUser => {
    const found = org.find(name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };
  return {
    source: peopleOf(org),
    add: async () => {
      const made = org.addUser(`p${randomUUID().slice(0, 12)}@acme.example`);
      org.update(made, { email: null });
      return made.login;
    },
    describe: async (name, { mail, mobile, manager }) =>
      org.update(user(name), {
        ...(mail === undefined ? {} : { email: mail }),
        ...(mobile === undefined ? {} : { mobilePhone: mobile }),
        ...(manager === undefined ? {} : { managerId: user(manager).id }),
      }),
    rename: async (name, to) => org.update(user(name), { login: to }),
    disable: async (name) => org.update(user(name), { status: 'DEPROVISIONED' }),
    remove: async (name) => {
      org.users.delete(user(name).id);
    },
    rank: async (name, tier) => {
      user(name).groups = tier === null ? ['Everyone'] : ['Everyone', 'Okta Admins'];
    },
    tick: async () => undefined,
    strangePlace: '2068-01-01T00:00:00.000Z',
    administrators: 'privileged',
  };
});

describe('the people of an org', () => {
  const JANE = 'jane@acme.example';
  const world = (breaks: (url: URL, answer: Response) => Promise<Response> | Response = (_, answer) => answer) => {
    const org = new Org();
    const jane = org.addUser(JANE);
    for (let one = 0; one < 12; one += 1) org.addUser(`other-${one}@acme.example`);
    const { handle } = new LocalOkta(org, APP);
    const send: Send = async (url, request) => breaks(url, await handle(url, request));
    return { org, jane, people: peopleOf(org, send) };
  };
  const row = async (people: OktaPopulation) => (await people.whole()).rows.find(({ target }) => target === JANE);
  const isList = ({ pathname }: URL): boolean => pathname === '/api/v1/users';

  it('are as many as there are, over every page, each with the highest tier of a role or a group', async () => {
    const { org, jane, people } = world();
    jane.roles = [roleOf('SUPER_ADMIN')];
    for (const one of [...org.users.values()].slice(1, 9)) one.roles = [roleOf('CUSTOM')];
    const { rows } = await people.whole();
    expect(rows).toHaveLength(13);
    expect(rows.filter(({ tier }) => tier === 'privileged')).toHaveLength(8);
    expect(await row(people)).toMatchObject({ tier: 'critical', aliases: [jane.id], name: 'Jane Doe' });
  });

  it.each<readonly [string, (boss: OrgUser) => string, boolean]>([
    ['an id', ({ id }) => id, true],
    ['a login in any case', ({ login }) => ` ${login.toUpperCase()} `, true],
    ['a part of a login, which may be somebody else’s tomorrow', () => 'boss', false],
    ['a number of an employee', () => '4711', false],
  ])('have the manager whom `managerId` names by %s: %#', async (_, managerId, isKnown) => {
    const { org, jane, people } = world();
    const boss = org.addUser('boss@acme.example');
    const { place } = await people.whole();
    org.update(jane, { managerId: managerId(boss) });
    const said = isKnown ? boss.id : expect.stringMatching(/^manager:/);
    expect(await row(people)).toMatchObject({ manager: said });
    expect((await people.since(place))?.rows.find(({ target }) => target === JANE)).toMatchObject({ manager: said });
  });

  it('are people who left once they are deactivated, and not while they are suspended or locked out', async () => {
    const { org, jane, people } = world();
    for (const [status, isActive] of [
      ['SUSPENDED', true],
      ['LOCKED_OUT', true],
      ['DEPROVISIONED', false],
    ] as const) {
      org.update(jane, { status });
      expect(await row(people)).toMatchObject({ isActive });
    }
  });

  it('have contacts that are as old as the last change of the user', async () => {
    const { jane, people } = world();
    expect(await row(people)).toMatchObject({ contacts: [{ address: JANE, changedAt: jane.lastUpdated }] });
  });

  it('are read again where Okta throttles a page or does not answer', async () => {
    let left = 3;
    const { people } = world((url, answer) => {
      if (!isList(url) || left === 0) return answer;
      left -= 1;
      return new Response('{}', { status: left === 0 ? 503 : 429, headers: { 'retry-after': '7' } });
    });
    expect((await people.whole()).rows).toHaveLength(13);
  });

  it.each<readonly [string, (url: URL, answer: Response) => Promise<Response> | Response, string]>([
    [
      'a page leads elsewhere',
      (url, one) =>
        isList(url) ? Response.json([], { headers: { link: '<https://evil.example/api/v1/users>; rel="next"' } }) : one,
      'unexpected',
    ],
    [
      'somebody is shown in part',
      (url, one) => (isList(url) ? Response.json([{ id: 'a1', profile: { login: JANE } }]) : one),
      'unexpected',
    ],
    ['nobody is shown', (url, one) => (isList(url) ? Response.json([]) : one), 'directory-unreadable'],
    [
      'the right to read roles was taken away',
      (url, one) => (url.pathname.includes('/iam/') ? Response.json({}, { status: 403 }) : one),
      'access-denied',
    ],
    [
      'a list of holders of roles has another shape',
      (url, one) => (url.pathname.includes('/iam/') ? Response.json({ users: [] }) : one),
      'unexpected',
    ],
  ])('are nobody at all where %s', async (_, breaks, code) => {
    await expect(world(breaks).people.whole()).rejects.toMatchObject({ code });
  });
});
