import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { once } from './environment.ts';

/**
 * Every call is safe to repeat, so a slow one is ended early and retried: three attempts of at most six seconds fit into a function's
 * timeout. Region, credentials and endpoint (`AWS_ENDPOINT_URL`) come from the environment.
 */
export const CALM = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;

// Marked pure, so a bundle contains only the clients that its function uses; one of each for the life of a function instance. A client that
// is needed late or rarely is made in a file of its own, which is loaded then.
export const dynamo = /* @__PURE__ */ once(() => new DynamoDBClient(CALM));
export const eventBridge = /* @__PURE__ */ once(() => new EventBridgeClient(CALM));
// Use the region's endpoint like every other client: otherwise the host in a queue's URL would override `AWS_ENDPOINT_URL`.
export const sqs = /* @__PURE__ */ once(() => new SQSClient({ ...CALM, useQueueUrlAsEndpoint: false }));
export const stepFunctions = /* @__PURE__ */ once(() => new SFNClient(CALM));
