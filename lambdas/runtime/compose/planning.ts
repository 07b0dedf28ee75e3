import { DynamoDbCampaigns } from '../../adapters/dynamodb-campaigns.ts';
import { ENV } from '../../contract/environment.ts';
import type { Campaigns } from '../../ports/workspace.ts';
import type { SubmitServices } from '../submit.ts';
import { dynamo } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';
import { submitServices } from './submit.ts';

/** The counters across accounts: read by what makes plans, written by the relay. */
export const campaigns = once((): Campaigns => new DynamoDbCampaigns(dynamo(), environment(ENV.workspaceTable)));

/** What every function that makes or executes a plan uses. */
export const planningServices = once((): SubmitServices => ({ ...submitServices(), campaigns: campaigns() }));
