import { randomUUID } from 'node:crypto';
import { context, fieldsOf, GraphError, paged, type Route, typeNamed } from './answers.ts';
import type { Tenant, TenantGroup, TenantUser } from './tenant.ts';

/** Users on one page of a round: few, so that every round has several. */
const PAGE = 5;

/** One round of a delta query: what it shows, page by page, and how everybody was when it began. */
interface Round {
  readonly fields: readonly string[];
  readonly items: readonly unknown[];
  readonly seen: ReadonlyMap<string, Shown>;
}

interface Shown {
  readonly fields: string;
  readonly manager: string | null;
}

/** The calls that read everybody: users by rounds (https://learn.microsoft.com/graph/api/user-delta), groups and their members. */
export function peopleRoutes(tenant: Tenant): readonly Route[] {
  const rounds = new Map<string, Round>();
  return [
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/users\/delta$/, needs: 'User.Read.All' },
      run: ({ url }) => ({ status: 200, body: pageOf(rounds, url, tenant) }),
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/groups$/, needs: 'GroupMember.Read.All' },
      run: ({ url }) => ({ status: 200, body: paged(groupsOf(tenant), url) }),
    },
    {
      ...{ method: 'GET', pattern: /^\/v1\.0\/groups\/(?<group>[^/]+)\/transitiveMembers$/ },
      needs: 'GroupMember.Read.All',
      run: ({ url, part }) => {
        const isIn = ({ groups }: TenantUser) => groups.some(({ id }) => id === part('group'));
        const members = [...tenant.users.values()].filter(isIn);
        const listed = members.map(({ id }) => ({ '@odata.type': typeNamed('user'), id }));
        return {
          status: 200,
          body: paged([...listed, { '@odata.type': typeNamed('servicePrincipal'), id: randomUUID() }], url),
        };
      },
    },
  ];
}

const groupsOf = ({ users }: Tenant): readonly TenantGroup[] => [
  ...new Map([...users.values()].flatMap(({ groups }) => groups.map((group) => [group.id, group] as const))).values(),
];

/** A page of a round, and where the next page is, or the next round. */
function pageOf(rounds: Map<string, Round>, url: URL, tenant: Tenant): unknown {
  const [name = '', from = '0'] = url.searchParams.get('$skiptoken')?.split('.') ?? [begun(rounds, url, tenant)];
  const round = rounds.get(name);
  if (round === undefined) throw lost();
  const to = Number(from) + PAGE;
  const link = (token: string) => `https://graph.microsoft.com/v1.0/users/delta?${token}`;
  return {
    '@odata.context': context('users'),
    value: round.items.slice(Number(from), to),
    ...(to < round.items.length
      ? { '@odata.nextLink': link(`$skiptoken=${name}.${to}`) }
      : { '@odata.deltaLink': link(`$deltatoken=${name}`) }),
  };
}

/** Begins a round, of everybody or behind an earlier one, and answers its name. */
function begun(rounds: Map<string, Round>, url: URL, { users }: Tenant): string {
  const token = url.searchParams.get('$deltatoken');
  const before = token === null ? undefined : rounds.get(token);
  if (token !== null && before === undefined) throw lost();
  const fields = before?.fields ?? url.searchParams.get('$select')?.split(',') ?? ['userPrincipalName'];
  const plain = fields.filter((field) => field !== 'manager');
  const items: unknown[] = [];
  const seen = new Map<string, Shown>();
  for (const user of users.values()) {
    const { id } = user;
    const manager = managerOf(users, user);
    const own = { id, ...fieldsOf(user, plain) };
    // What was never set is left out.
    const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null));
    const old = before?.seen.get(id);
    seen.set(id, { fields: JSON.stringify(own), manager });
    if (old?.fields === JSON.stringify(own) && old.manager === manager) continue;
    items.push({ ...(old === undefined ? set : own), ...managerIn(fields, old?.manager ?? null, manager) });
  }
  for (const id of before?.seen.keys() ?? []) if (!users.has(id)) items.push({ id, '@removed': { reason: 'changed' } });
  const name = randomUUID();
  rounds.set(name, { fields, items, seen });
  return name;
}

/** Whoever is deleted manages nobody any more. */
export const managerOf = (users: Tenant['users'], { manager }: TenantUser): string | null =>
  manager !== null && users.has(manager) ? manager : null;

function managerIn(fields: readonly string[], old: string | null, now: string | null): object {
  if (!fields.includes('manager') || old === now) return {};
  const one = (id: string) => ({ '@odata.type': typeNamed('user'), id });
  const gone = old === null ? [] : [{ ...one(old), '@removed': { reason: 'deleted' } }];
  return { 'manager@delta': [...gone, ...(now === null ? [] : [one(now)])] };
}

const lost = (): GraphError =>
  new GraphError(410, 'syncStateNotFound', 'The sync state generation is not found; the client begins anew.');
