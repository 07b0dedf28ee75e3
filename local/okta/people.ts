import { OktaError, paged, type Route, shownUser } from './answers.ts';
import type { Org, OrgUser } from './org.ts';

/** Rows on one page, whatever is asked for: few, so that every list has several. */
const PAGE = '5';

const LATER_THAN = /^lastUpdated gt "(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)"$/;

/** The calls that read everybody: users by a filter (https://developer.okta.com/docs/reference/api/users/#list-users), groups and their members, and whoever has a role. */
export function peopleRoutes(org: Org): readonly Route[] {
  const everybody = (): readonly OrgUser[] => [...org.users.values()];
  const groups = (): readonly string[] => [...new Set(everybody().flatMap((user) => user.groups))].sort();
  return [
    {
      ...{ method: 'GET', pattern: /^\/api\/v1\/users$/, needs: 'okta.users.read' },
      takes: ['limit', 'after', 'filter'],
      run: ({ url }) => {
        const at = LATER_THAN.exec(url.searchParams.get('filter') ?? '')?.[1];
        if (at === undefined) throw new OktaError(400, 'E0000031', 'Invalid search criteria.');
        const found = everybody().filter(({ lastUpdated }) => lastUpdated > at);
        return paged(found.map(shownUser), small(url));
      },
    },
    {
      ...{ method: 'GET', pattern: /^\/api\/v1\/groups$/, needs: 'okta.groups.read', takes: ['limit', 'after'] },
      run: ({ url }) =>
        paged(
          groups().map((name) => ({ id: idOf(name), type: 'OKTA_GROUP', profile: { name } })),
          small(url),
        ),
    },
    {
      ...{ method: 'GET', pattern: /^\/api\/v1\/groups\/(?<id>[^/]+)\/users$/, needs: 'okta.groups.read' },
      takes: ['limit', 'after'],
      run: ({ url, id }) => {
        const members = everybody().filter((user) => user.groups.some((name) => idOf(name) === id));
        return paged(members.map(shownUser), small(url));
      },
    },
    {
      ...{ method: 'GET', pattern: /^\/api\/v1\/iam\/assignees\/users$/, needs: 'okta.roles.read' },
      takes: ['limit', 'after'],
      run: ({ url }) => {
        const holders = everybody().filter(({ roles }) => roles.length > 0);
        const { body, next } = paged(
          holders.map(({ id }) => ({ id, _links: {} })),
          small(url),
        );
        return {
          status: 200,
          body: { value: body, ...(next === undefined ? {} : { _links: { next: { href: next.href } } }) },
        };
      },
    },
  ];
}

function small(url: URL): URL {
  const smaller = new URL(url);
  smaller.searchParams.set('limit', PAGE);
  return smaller;
}

const idOf = (name: string): string => `00g${Buffer.from(name).toString('hex').padStart(17, '0')}`;
