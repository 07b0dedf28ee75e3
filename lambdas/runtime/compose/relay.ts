import { DynamoDbPeople } from '../../adapters/dynamodb-people.ts';
import { DynamoDbViews } from '../../adapters/dynamodb-views.ts';
import { EventBridgeBus } from '../../adapters/eventbridge-bus.ts';
import { StepFunctionsWorkflow } from '../../adapters/step-functions-workflow.ts';
import { ENV } from '../../contract/environment.ts';
import type { RelayServices } from '../relay.ts';
import { dynamo, eventBridge, stepFunctions } from './clients.ts';
import { environment } from './environment.ts';
import { gates } from './gate.ts';
import { once } from './once.ts';
import { campaigns } from './planning.ts';
import { submitServices } from './submit.ts';

/** What the relay uses; the only function that can resume a gate. */
export const relayServices = once(
  (): RelayServices => ({
    ...submitServices(),
    gates: gates(),
    workflow: new StepFunctionsWorkflow(stepFunctions(), environment(ENV.stateMachineArn)),
    views: new DynamoDbViews(dynamo(), environment(ENV.workspaceTable)),
    people: new DynamoDbPeople(dynamo(), environment(ENV.workspaceTable)),
    campaigns: campaigns(),
    bus: new EventBridgeBus(eventBridge(), environment(ENV.eventBusName)),
  }),
);
