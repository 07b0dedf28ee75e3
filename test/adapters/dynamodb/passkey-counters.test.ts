import { DynamoDbPasskeyCounters } from '../../../lambdas/adapters/dynamodb/passkey-counters.ts';
import { passkeyCountersContract } from '../../contracts/passkey-counters.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { MemoryCounters } from '../../support/statement-world.ts';
import { startWorkspace } from '../../support/workspace.ts';

for (const [name, startEndpoint] of ENDPOINTS)
  passkeyCountersContract(name, async () => {
    const { dynamo, table, failNext, stop } = await startWorkspace(startEndpoint);
    return { counters: new DynamoDbPasskeyCounters(dynamo, table), failNext, stop };
  });

passkeyCountersContract('the fake', async () => ({ counters: new MemoryCounters(), stop: async () => {} }));
