import type { Resource } from '../../lib/app.ts';
import { arnOf } from '../aws/arns.ts';
import type { AsyncSettings } from '../aws/async-invokes.ts';
import type { QueueConsumer } from '../aws/sqs/mapping.ts';
import type { QueueAttributes } from '../aws/sqs/queue.ts';
import { urlOf } from '../aws/sqs.ts';

export interface DeployedQueues {
  /** By the logical id in the template, which is the local name. */
  readonly byName: Readonly<Record<string, QueueAttributes>>;
  readonly consumers: readonly QueueConsumer[];
  /** Variables of functions that contain the URL or the ARN of a queue. */
  readonly variables: Readonly<Record<string, string>>;
}

type Resources = Readonly<Record<string, Resource>>;

/** The template's queues, the functions that work them, and the functions that send to them. `functionOf` resolves a reference. */
export function queuesIn(resources: Resources, functionOf: (reference: unknown) => string | undefined): DeployedQueues {
  const names = Object.entries(resources).flatMap(([name, { Type }]) => (Type === 'AWS::SQS::Queue' ? [name] : []));
  const all = Object.values(resources);
  return {
    byName: Object.fromEntries(names.map((name) => [name, attributesOf(resources[name]?.Properties ?? {}, names)])),
    consumers: all.flatMap(({ Type, Properties = {} }) =>
      Type === 'AWS::Lambda::EventSourceMapping' ? consumerOf(Properties, names, functionOf) : [],
    ),
    variables: Object.assign({}, ...all.map(({ Properties = {} }) => variablesIn(Properties, names))),
  };
}

function attributesOf(properties: Readonly<Record<string, unknown>>, names: readonly string[]): QueueAttributes {
  const { VisibilityTimeout = 30, MessageRetentionPeriod = 345_600, RedrivePolicy: redrive } = properties;
  const { deadLetterTargetArn, maxReceiveCount } = (redrive ?? {}) as Readonly<Record<string, unknown>>;
  return {
    visibilitySeconds: Number(VisibilityTimeout),
    retentionSeconds: Number(MessageRetentionPeriod),
    ...(redrive !== undefined && {
      redrive: {
        deadLetterTargetArn: arnOf('sqs', nameIn(deadLetterTargetArn, names) ?? ''),
        maxReceiveCount: Number(maxReceiveCount),
      },
    }),
  };
}

function consumerOf(
  properties: Readonly<Record<string, unknown>>,
  names: readonly string[],
  functionOf: (reference: unknown) => string | undefined,
): QueueConsumer[] {
  const { EventSourceArn, FunctionName, BatchSize = 10, ScalingConfig, FunctionResponseTypes } = properties;
  const queue = nameIn(EventSourceArn, names);
  if (queue === undefined) return [];
  const { MaximumConcurrency = 5 } = (ScalingConfig ?? {}) as Readonly<Record<string, unknown>>;
  const types = (FunctionResponseTypes ?? []) as readonly string[];
  return [
    {
      queue,
      function: functionOf(FunctionName) ?? '',
      batchSize: Number(BatchSize),
      reportsFailures: types.includes('ReportBatchItemFailures'),
      concurrency: Number(MaximumConcurrency),
    },
  ];
}

function variablesIn(properties: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  const { Variables = {} } = (properties['Environment'] ?? {}) as { readonly Variables?: Record<string, unknown> };
  const found = Object.entries(Variables).flatMap(([variable, value]) => {
    const name = nameIn(value, names);
    if (name === undefined) return [];
    return [[variable, isAttribute(value) ? arnOf('sqs', name) : urlOf(name)] as const];
  });
  return Object.fromEntries(found);
}

const isAttribute = (reference: unknown): boolean => Object.hasOwn(Object(reference) as object, 'Fn::GetAtt');

/** What Lambda does with the calls of a function that nobody waits for. */
export function asyncInvokesIn(
  resources: Resources,
  functionOf: (reference: unknown) => string | undefined,
): Readonly<Record<string, AsyncSettings>> {
  const names = Object.entries(resources).flatMap(([name, { Type }]) => (Type === 'AWS::SQS::Queue' ? [name] : []));
  const configured = Object.values(resources).flatMap(({ Type, Properties = {} }) => {
    if (Type !== 'AWS::Lambda::EventInvokeConfig') return [];
    const {
      FunctionName,
      MaximumRetryAttempts: retries,
      MaximumEventAgeInSeconds: age,
      DestinationConfig,
    } = Properties;
    const queue = failureQueueIn(resources, DestinationConfig);
    const settings = { retries: Number(retries), maxAgeSeconds: Number(age) };
    const destination = queue === undefined ? {} : { onFailure: arnOf('sqs', queue) };
    const letters = lettersOf(resources, FunctionName, names);
    return [[functionOf(FunctionName) ?? '', { ...settings, ...destination, ...letters }] as const];
  });
  return Object.fromEntries(configured);
}

/** The dead-letter queue of a function, which gets the event of a call beside the record at its destination. */
function lettersOf(resources: Resources, functionName: unknown, names: readonly string[]): { deadLetters?: string } {
  const { Ref: id = '' } = functionName as { readonly Ref?: string };
  const { TargetArn } = (resources[id]?.Properties?.['DeadLetterConfig'] ?? {}) as { readonly TargetArn?: unknown };
  const queue = nameIn(TargetArn, names);
  return queue === undefined ? {} : { deadLetters: arnOf('sqs', queue) };
}

/** The queue that a destination sends to what was given up; undefined without one. */
export function failureQueueIn(resources: Resources, destination: unknown): string | undefined {
  const names = Object.entries(resources).flatMap(([name, { Type }]) => (Type === 'AWS::SQS::Queue' ? [name] : []));
  const { OnFailure } = (destination ?? {}) as { readonly OnFailure?: { readonly Destination: unknown } };
  return nameIn(OnFailure?.Destination, names);
}

/** The queue that a template refers to by its URL (`Ref`) or its ARN (`Fn::GetAtt`). */
function nameIn(reference: unknown, names: readonly string[]): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined;
  const { Ref: ref, 'Fn::GetAtt': attribute } = reference as { Ref?: string; 'Fn::GetAtt'?: readonly [string, string] };
  const name = ref ?? attribute?.[0];
  return name !== undefined && names.includes(name) ? name : undefined;
}
