import { DynamoDbCampaigns } from '../../adapters/dynamodb-campaigns.ts';
import { DynamoDbLedger } from '../../adapters/dynamodb-ledger.ts';
import { DynamoDbPeople } from '../../adapters/dynamodb-people.ts';
import { DynamoDbSentNotices } from '../../adapters/dynamodb-sent-notices.ts';
import { DynamoDbViews } from '../../adapters/dynamodb-views.ts';
import { EventBridgeBus } from '../../adapters/eventbridge-bus.ts';
import { StepFunctionsWorkflow } from '../../adapters/step-functions-workflow.ts';
import { ENV } from '../../contract/environment.ts';
import type { RelayServices } from '../relay.ts';
import { surroundings } from '../surroundings.ts';
import { dynamo, eventBridge, stepFunctions } from './clients.ts';
import { environment } from './environment.ts';
import { gates } from './gates.ts';
import { delivery } from './messages.ts';
import { once } from './once.ts';
import { stopTokens } from './stop-tokens.ts';
import { ways } from './ways.ts';

/** What the relay uses; the only function that can resume a gate. */
export const relayServices = once(
  (): RelayServices => ({
    ledger: new DynamoDbLedger(dynamo(), environment(ENV.ledgerTable)),
    surroundings,
    gates: gates(),
    workflow: new StepFunctionsWorkflow(stepFunctions(), environment(ENV.stateMachineArn)),
    views: new DynamoDbViews(dynamo(), environment(ENV.workspaceTable)),
    people: new DynamoDbPeople(dynamo(), environment(ENV.workspaceTable)),
    campaigns: new DynamoDbCampaigns(dynamo(), environment(ENV.workspaceTable)),
    delivery: delivery(),
    ways: ways(),
    stopTokens: stopTokens(),
    sentNotices: new DynamoDbSentNotices(dynamo(), environment(ENV.workspaceTable)),
    publicUrl: environment(ENV.publicUrl),
    bus: new EventBridgeBus(eventBridge(), environment(ENV.eventBusName)),
  }),
);
