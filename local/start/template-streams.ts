import type { Resource } from '../../lib/app.ts';
import { arnOf } from '../aws/arns.ts';
import type { StreamConsumer } from '../aws/stream/consumer.ts';
import { failureQueueIn } from './template-queues.ts';

type Resources = Readonly<Record<string, Resource>>;

/** Properties of an event source mapping that are carried out here. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['BatchSize', 'BisectBatchOnFunctionError', 'DestinationConfig', 'EventSourceArn', 'FilterCriteria'],
  ...['FunctionName', 'FunctionResponseTypes', 'MaximumRecordAgeInSeconds', 'ParallelizationFactor'],
  ...['StartingPosition', 'Tags'],
]);

/**
 * The readers of the ledger's stream, as the template maps it to functions. `functionOf` resolves a reference. Throws an `Error` for a
 * setting that is not carried out here.
 */
export function streamConsumersIn(
  resources: Resources,
  functionOf: (reference: unknown) => string | undefined,
): readonly StreamConsumer[] {
  return Object.values(resources).flatMap(({ Type, Properties = {} }) =>
    Type === 'AWS::Lambda::EventSourceMapping' && Properties['StartingPosition'] !== undefined
      ? [consumerOf(resources, Properties, functionOf)]
      : [],
  );
}

function consumerOf(
  resources: Resources,
  properties: Readonly<Record<string, unknown>>,
  functionOf: (reference: unknown) => string | undefined,
): StreamConsumer {
  const unknown = Object.keys(properties).filter((name) => !KNOWN.has(name));
  const { ParallelizationFactor = 1, StartingPosition } = properties;
  if (unknown.length > 0 || ParallelizationFactor !== 1 || StartingPosition !== 'TRIM_HORIZON')
    throw new Error(`the local stream cannot read as the template says: ${JSON.stringify(properties)}`);
  const { FilterCriteria, FunctionResponseTypes, MaximumRecordAgeInSeconds: age, DestinationConfig } = properties;
  const { Filters = [] } = (FilterCriteria ?? {}) as { readonly Filters?: readonly { readonly Pattern: string }[] };
  const name = functionOf(properties['FunctionName']) ?? '';
  const queue = failureQueueIn(resources, DestinationConfig);
  return {
    ...{ name, function: name, batchSize: Number(properties['BatchSize'] ?? 100) },
    filters: Filters.map(({ Pattern }) => JSON.parse(Pattern) as object),
    reportsFailures: ((FunctionResponseTypes ?? []) as readonly string[]).includes('ReportBatchItemFailures'),
    bisects: properties['BisectBatchOnFunctionError'] === true,
    ...(age === undefined ? {} : { maxAgeSeconds: Number(age) }),
    ...(queue === undefined ? {} : { onFailure: arnOf('sqs', queue) }),
  };
}
