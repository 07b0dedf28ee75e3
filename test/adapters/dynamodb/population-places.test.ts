import { DynamoDbPopulationPlaces } from '../../../lambdas/adapters/dynamodb/population-places.ts';
import { populationPlacesContract } from '../../contracts/population-places.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { ModelPopulationPlaces } from '../../support/models/population-places.ts';
import { startWorkspace } from '../../support/workspace.ts';

populationPlacesContract('the model', async () => ({
  places: new ModelPopulationPlaces(),
  stop: async () => undefined,
}));

for (const [name, startEndpoint] of ENDPOINTS)
  populationPlacesContract(`DynamoDbPopulationPlaces on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return { ...workspace, places: new DynamoDbPopulationPlaces(workspace.dynamo, workspace.table) };
  });
