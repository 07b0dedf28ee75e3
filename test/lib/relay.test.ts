import { describe, expect, it } from '@jest/globals';
import { isSensitive, KINDS, TIERS } from '../../lambdas/core/recovery/account.ts';
import { deployedParts } from '../../local/template.ts';
import { Deployed } from '../support/deployed.ts';

const deployed = new Deployed();
const mappings = deployed.all('AWS::Lambda::EventSourceMapping');
const { alertingFilters } = deployedParts();

/** Whether a record matches a pattern, in the part of its language that the patterns use: every field named has one of the values. */
const matches = (pattern: unknown, record: unknown): boolean =>
  Array.isArray(pattern)
    ? pattern.includes(record)
    : Object.entries(pattern as object).every(([name, inner]) =>
        matches(inner, (record as Record<string, unknown> | undefined)?.[name]),
      );
const isSeen = (record: unknown): boolean => alertingFilters.some((pattern) => matches(pattern, record));
const commit = (attributes: Record<string, string>) => ({
  eventName: 'INSERT',
  dynamodb: { NewImage: Object.fromEntries(Object.entries(attributes).map(([name, S]) => [name, { S }])) },
});

describe('what hangs on the stream of the ledger', () => {
  it('is the relay and the alerting, each in order, with nothing lost silently', () => {
    expect(mappings).toHaveLength(2);
    for (const mapping of mappings)
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        ParallelizationFactor: 1,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
  });

  it('keeps dead letters encrypted, and alarms at the first', () => {
    const queues = deployed.all('AWS::SQS::Queue');
    expect(queues).toHaveLength(2);
    for (const queue of queues) expect(queue).toHaveProperty('KmsMasterKeyId');
    const alarms = deployed.all('AWS::CloudWatch::Alarm').filter(({ Namespace }) => Namespace === 'AWS/SQS');
    expect(alarms.map(({ Threshold }) => Threshold)).toEqual([1, 1]);
  });

  it('shows the relay every record', () => {
    expect(mappings.filter(({ FilterCriteria }) => FilterCriteria === undefined)).toHaveLength(1);
  });

  const accounts = KINDS.flatMap((kind) => TIERS.map((tier) => ({ kind, tier })));
  it.each(accounts)('shows the alerting a commit on a $tier $kind exactly if that is sensitive', (profile) => {
    expect(isSeen(commit(profile))).toBe(isSensitive(profile));
  });

  it('does not run the alerting for a stream without an account', () => {
    expect(isSeen(commit({ account: 'source:jira' }))).toBe(false);
  });

  it.each(['MODIFY', 'REMOVE'])('shows the alerting every %s, whatever the account', (eventName) => {
    expect(isSeen({ ...commit({ kind: 'human', tier: 'standard' }), eventName })).toBe(true);
  });
});
