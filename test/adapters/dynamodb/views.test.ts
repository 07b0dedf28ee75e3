import { DynamoDbViews } from '../../../lambdas/adapters/dynamodb/views.ts';
import { viewsContract } from '../../contracts/views.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { startWorkspace } from '../../support/workspace.ts';

for (const [name, startEndpoint] of ENDPOINTS) {
  viewsContract(`DynamoDbViews on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return { ...workspace, views: new DynamoDbViews(workspace.dynamo, workspace.table) };
  });
}
