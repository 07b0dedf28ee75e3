import { DynamoDbCampaigns } from '../../adapters/dynamodb-campaigns.ts';
import { DynamoDbLedger } from '../../adapters/dynamodb-ledger.ts';
import { PolicyFile } from '../../adapters/policy-file.ts';
import { ENV } from '../../contract/environment.ts';
import type { Campaigns } from '../../ports/workspace.ts';
import type { SubmitServices } from '../submit.ts';
import { surroundings } from '../surroundings.ts';
import { dynamo } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** The counters across accounts: read by what makes plans, written by the relay. */
export const campaigns = once((): Campaigns => new DynamoDbCampaigns(dynamo(), environment(ENV.workspaceTable)));

/** What every function that changes anything uses. */
export const submitServices = once(
  (): SubmitServices => ({
    ledger: new DynamoDbLedger(dynamo(), environment(ENV.ledgerTable)),
    policy: new PolicyFile(environment(ENV.policyFile)),
    surroundings,
    campaigns: campaigns(),
  }),
);
