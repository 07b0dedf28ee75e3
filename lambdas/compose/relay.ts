import { EventBridgeBus } from '../adapters/aws/eventbridge-bus.ts';
import { SqsQueue } from '../adapters/aws/sqs.ts';
import { StepFunctionsWorkflow } from '../adapters/aws/step-functions-workflow.ts';
import { DynamoDbBursts } from '../adapters/dynamodb/bursts.ts';
import { DynamoDbCampaigns } from '../adapters/dynamodb/campaigns.ts';
import { DynamoDbChatNotes } from '../adapters/dynamodb/chat-notes.ts';
import { DynamoDbDueGrants } from '../adapters/dynamodb/due-grants.ts';
import { DynamoDbLedgerScan } from '../adapters/dynamodb/ledger-scan.ts';
import { DynamoDbLookAlikes } from '../adapters/dynamodb/look-alikes.ts';
import { DynamoDbMembers } from '../adapters/dynamodb/members.ts';
import { DynamoDbPeople } from '../adapters/dynamodb/people.ts';
import { DynamoDbStoppedStreams, DynamoDbUnsentNotices } from '../adapters/dynamodb/put-aside.ts';
import { DynamoDbReceipts } from '../adapters/dynamodb/receipts.ts';
import { DynamoDbSentNotices } from '../adapters/dynamodb/sent-notices.ts';
import { DynamoDbViews } from '../adapters/dynamodb/views.ts';
import { surroundings } from '../app/ledger/surroundings.ts';
import { Footings } from '../app/ledger/verified.ts';
import type { AgainServices } from '../app/relay/again.ts';
import type { NoticeServices } from '../app/relay/notices.ts';
import { Pace } from '../app/relay/pace.ts';
import { ENV } from '../contract/environment.ts';
import type { Alerts } from '../ports/effects.ts';
import type { Notice, Queue } from '../ports/queue.ts';
import type { Keyring } from '../ports/signing.ts';
import { dynamo, eventBridge, sqs, stepFunctions } from './clients/clients.ts';
import { environment, later, once } from './clients/environment.ts';
import { keyring } from './clients/signing.ts';
import { helpDesk } from './help-desk.ts';
import { verifiedLedger } from './ledger.ts';
import { chats, quietHours } from './outside/chats.ts';
import { delivery, stopTokens, ways } from './outside/messages.ts';
import { ticketsOfSource } from './outside/tickets.ts';

const alerts = /* @__PURE__ */ once((): Alerts => {
  const topic = environment(ENV.alertTopicArn);
  return later(async () => (await import('./alerts.ts')).snsAlerts(topic), { send: true });
});

const notices = /* @__PURE__ */ once((): Queue<Notice> => new SqsQueue(sqs(), environment(ENV.noticeQueueUrl)));

/** For the notices function: it notifies people and cannot drive the workflow. */
export const noticeServices = /* @__PURE__ */ once(
  (): NoticeServices => ({
    ledger: verifiedLedger(),
    delivery: delivery(),
    ways: ways(),
    members: new DynamoDbMembers(dynamo(), environment(ENV.workspaceTable)),
    stopTokens: stopTokens(),
    sentNotices: new DynamoDbSentNotices(dynamo(), environment(ENV.workspaceTable)),
    unsentNotices: new DynamoDbUnsentNotices(dynamo(), environment(ENV.workspaceTable)),
    chats: chats(),
    bursts: new DynamoDbBursts(dynamo(), environment(ENV.workspaceTable)),
    surroundings,
    quietHours: quietHours(),
    helpDesk: helpDesk(),
    chatNotes: new DynamoDbChatNotes(dynamo(), environment(ENV.workspaceTable)),
    ticketsOf: ticketsOfSource,
    publicUrl: environment(ENV.publicUrl),
    notices: notices(),
  }),
);

/** For the relay, the only function that can resume a gate. */
export const relayServices = /* @__PURE__ */ once((): AgainServices => {
  const kept = { table: environment(ENV.workspaceTable), keyId: environment(ENV.keyId) };
  return {
    alerts: alerts(),
    ledger: verifiedLedger(),
    footings: new Footings(),
    pace: new Pace(),
    surroundings,
    gates: later(async () => (await import('./gates.ts')).gatesOf(kept), { put: true, list: true, remove: true }),
    workflow: new StepFunctionsWorkflow(stepFunctions(), environment(ENV.stateMachineArn)),
    views: new DynamoDbViews(dynamo(), environment(ENV.workspaceTable)),
    dueGrants: new DynamoDbDueGrants(dynamo(), environment(ENV.workspaceTable)),
    receipts: new DynamoDbReceipts(dynamo(), environment(ENV.workspaceTable)),
    stoppedStreams: new DynamoDbStoppedStreams(dynamo(), environment(ENV.workspaceTable)),
    people: new DynamoDbPeople(dynamo(), environment(ENV.workspaceTable)),
    members: new DynamoDbMembers(dynamo(), environment(ENV.workspaceTable)),
    lookAlikes: new DynamoDbLookAlikes(dynamo(), environment(ENV.workspaceTable)),
    campaigns: new DynamoDbCampaigns(dynamo(), environment(ENV.workspaceTable)),
    notices: notices(),
    again: new SqsQueue(sqs(), environment(ENV.relayQueueUrl)),
    deadLetters: new SqsQueue(sqs(), environment(ENV.relayDeadLettersUrl)),
    scan: new DynamoDbLedgerScan(dynamo(), environment(ENV.ledgerTable)),
    bus: new EventBridgeBus(eventBridge(), environment(ENV.eventBusName)),
  };
});

/** For the alerting function. */
export const alertServices = /* @__PURE__ */ once((): { readonly alerts: Alerts; readonly keyring: Keyring } => ({
  keyring: keyring(),
  alerts: alerts(),
}));
