import { DynamoDbPeople } from '../../lambdas/adapters/dynamodb-people.ts';
import { peopleContract } from '../contracts/people.ts';
import { ENDPOINTS } from '../support/dynalite.ts';
import { startWorkspace } from '../support/workspace.ts';

for (const [name, startEndpoint] of ENDPOINTS) {
  peopleContract(`DynamoDbPeople on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return {
      ...workspace,
      failAt: workspace.watch.failAt,
      people: new DynamoDbPeople(workspace.dynamo, workspace.table),
    };
  });
}
