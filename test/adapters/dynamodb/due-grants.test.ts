import { DynamoDbDueGrants } from '../../../lambdas/adapters/dynamodb/due-grants.ts';
import { dueGrantsContract } from '../../contracts/due-grants.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { startWorkspace } from '../../support/workspace.ts';

for (const [name, startEndpoint] of ENDPOINTS) {
  dueGrantsContract(`DynamoDbDueGrants on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return { ...workspace, dueGrants: new DynamoDbDueGrants(workspace.dynamo, workspace.table) };
  });
}
