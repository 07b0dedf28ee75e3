import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDbLogPlaces } from '../../../lambdas/adapters/dynamodb/log-places.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { startWorkspace } from '../../support/workspace.ts';

describe.each(ENDPOINTS)('the places in logs, at %s', (_name, startEndpoint) => {
  let workspace: Awaited<ReturnType<typeof startWorkspace>>;
  beforeAll(async () => {
    workspace = await startWorkspace(startEndpoint);
  });
  afterAll(() => workspace.stop());
  const places = () => new DynamoDbLogPlaces(workspace.dynamo, workspace.table);

  it('are none before the first look, and move on from where they are', async () => {
    expect(await places().load('openldap')).toBeNull();
    expect(await places().move('openldap', null, 'one')).toBe(true);
    expect(await places().move('openldap', null, 'other')).toBe(false);
    expect(await places().move('openldap', 'one', 'two')).toBe(true);
    expect(await places().move('openldap', 'one', 'three')).toBe(false);
    expect(await places().load('openldap')).toBe('two');
    expect(await places().load('active-directory')).toBeNull();
  });

  it('say when the table does not answer', async () => {
    workspace.failNext('before');
    await expect(places().load('openldap')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
