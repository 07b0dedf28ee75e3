import { expect, it } from '@jest/globals';
import { DynamoDbMembers } from '../../../lambdas/adapters/dynamodb/members.ts';
import { membersContract } from '../../contracts/members.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { ModelMembers } from '../../support/models/members.ts';
import { startWorkspace } from '../../support/workspace.ts';

membersContract('ModelMembers', async () => ({
  ...{ members: new ModelMembers(), failAt: null, stop: async () => undefined },
}));

for (const [name, startEndpoint] of ENDPOINTS) {
  it(`reads a group that fits into the limit by one query, on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    const members = new DynamoDbMembers(workspace.dynamo, workspace.table);
    for (const person of ['person:a', 'person:b', 'person:c']) await members.show(person, ['verifier'], 1);
    const before = workspace.watch.requests();
    expect(await members.next('verifier', { from: 'rec-1', limit: 50 })).toHaveLength(3);
    expect(workspace.watch.requests() - before).toBe(1);
    await workspace.stop();
  });

  membersContract(`DynamoDbMembers on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return {
      ...workspace,
      failAt: workspace.watch.failAt,
      members: new DynamoDbMembers(workspace.dynamo, workspace.table),
    };
  });
}
