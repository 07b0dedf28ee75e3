import { DynamoDbCampaigns } from '../../../lambdas/adapters/dynamodb/campaigns.ts';
import { campaignsContract } from '../../contracts/campaigns.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { startWorkspace } from '../../support/workspace.ts';

for (const [name, startEndpoint] of ENDPOINTS) {
  campaignsContract(`DynamoDbCampaigns on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return { ...workspace, campaigns: new DynamoDbCampaigns(workspace.dynamo, workspace.table) };
  });
}
