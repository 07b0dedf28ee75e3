import { DynamoDbMembers } from '../../../lambdas/adapters/dynamodb/members.ts';
import { membersContract } from '../../contracts/members.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { ModelMembers } from '../../support/models/members.ts';
import { startWorkspace } from '../../support/workspace.ts';

membersContract('ModelMembers', async () => ({
  ...{ members: new ModelMembers(), failAt: null, stop: async () => undefined },
}));

for (const [name, startEndpoint] of ENDPOINTS) {
  membersContract(`DynamoDbMembers on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return {
      ...workspace,
      failAt: workspace.watch.failAt,
      members: new DynamoDbMembers(workspace.dynamo, workspace.table),
    };
  });
}
