import { beforeEach, describe, expect, it } from '@jest/globals';
import { CognitoDirectory } from '../../../../lambdas/adapters/connectors/cognito/directory.ts';
import { ModelCognito, type ModelUser, USER_POOL } from '../../../support/models/cognito.ts';

describe('the groups of a user', () => {
  let model: ModelCognito;
  let jane: ModelUser;
  let directory: CognitoDirectory;
  beforeEach(() => {
    model = new ModelCognito();
    jane = model.add('jane');
    directory = new CognitoDirectory(model.client, USER_POOL);
  });

  it('count on every page', async () => {
    model.page = 2;
    jane.groups = ['one', 'two', 'three', 'four', 'admins'];
    expect(await directory.tierOf('jane')).toBe('privileged');
  });

  it('are what the account opens, every page of them', async () => {
    model.page = 2;
    jane.groups = ['one', 'two', 'three'];
    expect(await directory.scopeOf('jane')).toMatchObject({
      groups: { shown: ['one', 'three', 'two'], total: 3 },
      ...{ roles: null, limits: null, consumers: null, lastUsedAt: null },
    });
    expect(await directory.scopeOf('nobody')).toBeUndefined();
  });

  it('that have no end are an error, not a lower tier', async () => {
    model.page = 0;
    jane.groups = ['admins'];
    await expect(directory.tierOf('jane')).rejects.toMatchObject({ code: 'groups-endless', retryable: false });
  });
});
