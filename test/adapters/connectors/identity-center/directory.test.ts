import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CenterCalls } from '../../../../lambdas/adapters/connectors/identity-center/calls.ts';
import { IdentityCenterDirectory } from '../../../../lambdas/adapters/connectors/identity-center/directory.ts';
import type { Tier } from '../../../../lambdas/core/registry/account.ts';
import type { CenterUser } from '../../../../local/aws/identity-center/state.ts';
import { CenterStore } from '../../../../local/aws/identity-center.ts';
import { centerOver } from '../../../contracts/endpoints/identity-center.ts';

const ACCOUNT = '222222222222';
const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

describe('what IAM Identity Center says of a user', () => {
  let store: CenterStore;
  let jane: CenterUser;
  let directory: IdentityCenterDirectory;
  beforeEach(() => {
    store = new CenterStore();
    jane = store.addUser('jane');
    directory = new IdentityCenterDirectory(centerOver(store).calls);
  });

  it.each<[string, string, Tier | null]>([
    ['everything', managed('AdministratorAccess'), 'critical'],
    ['all of IAM', managed('IAMFullAccess'), 'critical'],
    ['nearly everything', managed('PowerUserAccess'), 'privileged'],
    ['reading', managed('ReadOnlyAccess'), null],
    ['what is called like everything', `arn:aws:iam::${ACCOUNT}:policy/AdministratorAccess`, null],
  ])('is the tier of a permission set that allows %s, in any account', async (_, policy, tier) => {
    store.assign(jane.id, store.addPermissionSet('A', managed('ReadOnlyAccess'), managed('Billing'), policy), ACCOUNT);
    expect(await directory.tierOf('jane')).toBe(tier);
  });

  it('is critical with any permission set in the management account', async () => {
    store.assign(jane.id, store.addPermissionSet('Read'), store.owner);
    expect(await directory.tierOf('jane')).toBe('critical');
  });

  it('is the tier of a group by its name', async () => {
    jane.groups = ['staff', 'crew', 'SQL Admins'].map((name) => store.addGroup(name));
    expect(await directory.tierOf('jane')).toBe('privileged');
  });

  it.each([true, false])(
    'has what its groups are assigned, whether the answer for a user has that too (%s) or not',
    async (answersForGroups) => {
      store.answersForGroups = answersForGroups;
      const [platform, read] = [store.addGroup('platform'), store.addPermissionSet('Read')];
      jane.groups = [store.addGroup('staff'), store.addGroup('crew'), platform];
      store.assign(platform, store.addPermissionSet('Root', managed('AdministratorAccess')), ACCOUNT);
      for (const account of ['333333333333', '444444444444', '555555555555']) store.assign(jane.id, read, account);
      expect(await directory.tierOf('jane')).toBe('critical');
      const { groups, roles, limits } = (await directory.scopeOf('jane')) ?? {};
      expect(groups?.shown).toEqual(['crew', 'platform', 'staff']);
      expect(roles?.shown).toEqual([
        ...['Read in 333333333333', 'Read in 444444444444', 'Read in 555555555555', `Root in ${ACCOUNT}`],
      ]);
      expect(limits?.total).toBe(1);
    },
  );

  it('is nothing of nobody, and a group that is gone meanwhile has nothing to give', async () => {
    expect(await directory.tierOf('nobody')).toBeNull();
    expect(await directory.scopeOf('nobody')).toBeUndefined();
    expect(await directory.identityOf('nobody')).toBeUndefined();
    jane.groups = ['00000000-0000-4000-8000-000000000000'];
    expect((await directory.scopeOf('jane'))?.groups?.total).toBe(0);
  });

  it('is asked for again where AWS is busy, and is no answer where it stays busy', async () => {
    store.throttled = 3;
    expect(await directory.tierOf('jane')).toBeNull();
    store.throttled = 4;
    await expect(directory.tierOf('jane')).rejects.toMatchObject({ code: 'throttled', retryable: true });
  });

  it('is read of the instance that the deployment names', async () => {
    const { calls } = centerOver(store);
    expect(await calls.instance()).toEqual({ store: store.identityStoreId, owner: store.owner });
    expect(await calls.user(jane.id)).toEqual({
      ...{ id: jane.id, isDisabled: false, isElsewhere: false, mail: 'jane@example.com' },
    });
    const elsewhere: CenterCalls = centerOver(
      Object.assign(new CenterStore(), { identityStoreId: 'd-0000000000' }),
    ).calls;
    expect(await elsewhere.idOf('jane')).toBeUndefined();
  });
});
