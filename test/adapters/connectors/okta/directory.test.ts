import { beforeEach, describe, expect, it } from '@jest/globals';
import { OktaDirectory, userPath } from '../../../../lambdas/adapters/connectors/okta/directory.ts';
import { LocalOkta } from '../../../../local/okta/api.ts';
import { Org, type OrgUser } from '../../../../local/okta/org.ts';
import { APP, oktaAt, roleOf } from '../../../contracts/endpoints/okta.ts';

const LOGIN = 'jane@acme.example';

describe('what an org says of its users', () => {
  let org: Org;
  let jane: OrgUser;
  let asked: string[];
  let directory: OktaDirectory;
  beforeEach(() => {
    org = new Org();
    jane = org.addUser(LOGIN);
    asked = [];
    const { handle } = new LocalOkta(org, APP);
    directory = new OktaDirectory(
      oktaAt(org, (url, request) => {
        asked.push(url.pathname);
        return handle(url, request);
      }),
    );
  });

  it('is of who has the whole login: a part of it may be somebody else’s tomorrow', async () => {
    expect(org.find('jane')).toBe(jane);
    expect(await directory.identityOf('jane')).toBeUndefined();
    expect(await directory.identityOf(LOGIN.toUpperCase())).toBe(jane.id);
    expect(await directory.identityOf(jane.id)).toBe(jane.id);
  });

  it('is of nobody for the caller, and no name leads to another path of the API', async () => {
    for (const target of ['me', '.', '..', '']) expect(await directory.identityOf(target)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(userPath('../apps?x=1#y')).toBe('/users/..%2Fapps%3Fx%3D1%23y');
    expect(await directory.identityOf('../apps')).toBeUndefined();
    expect(asked.at(-1)).toBe('/api/v1/users/..%2Fapps');
  });

  it('is what they open: groups and roles that count', async () => {
    jane.groups = ['staff'];
    jane.roles = [roleOf('USER_ADMIN'), { ...roleOf('SUPER_ADMIN'), status: 'INACTIVE' }];
    expect(await directory.scopeOf(LOGIN)).toMatchObject({
      groups: { shown: expect.arrayContaining(['staff']) },
      roles: { shown: ['USER_ADMIN'], total: 1 },
      ...{ limits: null, consumers: null, lastUsedAt: jane.lastLogin },
    });
    expect(await directory.scopeOf('nobody@acme.example')).toBeUndefined();
  });

  it('is the tier of their highest role and group, on every page of them, and of no role that is inactive', async () => {
    jane.groups = Array.from({ length: 450 }, (_, index) => `team-${index}`);
    jane.roles = [{ ...roleOf('SUPER_ADMIN'), status: 'INACTIVE' }];
    expect(await directory.tierOf(LOGIN)).toBeNull();
    jane.groups = [...jane.groups, 'SQL Admins'];
    expect(await directory.tierOf(LOGIN)).toBe('privileged');
    jane.roles = [roleOf('SUPER_ADMIN', 'GROUP')];
    expect(await directory.tierOf(LOGIN)).toBe('critical');
  });

  it.each(['HELP_DESK_ADMIN', 'READ_ONLY_ADMIN', 'CUSTOM', 'A_ROLE_OF_NEXT_YEAR'])(
    'is `privileged` for whoever holds the role %s',
    async (type) => {
      jane.roles = [roleOf(type)];
      expect(await directory.tierOf(LOGIN)).toBe('privileged');
    },
  );
});
