import { describe, expect, it } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { isSensitive, KINDS, TIERS } from '../../lambdas/core/recovery/account.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/events.ts';
import { filterOf } from '../../local/aws/stream/event-filter.ts';
import { deployedParts } from '../../local/template.ts';
import { aStory, nextCommits, streamOf } from '../support/commits.ts';
import { Deployed } from '../support/deployed.ts';
import { aPerson, NOW, PEOPLE } from '../support/fixtures.ts';
import { insertOf } from '../support/stream-records.ts';

const deployed = new Deployed();
const mappings = deployed.all('AWS::Lambda::EventSourceMapping');
const { alertingFilters } = deployedParts();

const isSeen = filterOf(alertingFilters);
const commit = (attributes: Record<string, string>): DynamoDBRecord => ({
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

  const by = PEOPLE.admin;
  const digest = 'd'.repeat(64);
  const campaign = { name: 'campaign', at: NOW, until: NOW } as const;
  it.each<readonly [stream: string, LedgerEvent]>([
    [PEOPLE.jane, { type: 'PersonProposed', person: aPerson(), by, digest }],
    [PEOPLE.jane, { type: 'PersonConfirmed', by, digest }],
    [PEOPLE.jane, { type: 'CommandRefused', code: 'same-proposer', facts: {} }],
    ['policy:active', { type: 'PolicyProposed', adoption: { name: 'p', digest }, by, digest }],
    ['policy:active', { type: 'PolicyAdopted', by, digest }],
    ['policy:active', { type: 'SignalReported', signal: campaign }],
    ['cognito:jane', { type: 'LiftProposed', lift: { reason: 'enough' }, by, digest }],
    ['cognito:jane', { type: 'FreezeLifted', by, digest }],
  ])('shows the alerting, of %s, %j', (stream, event) => {
    const [row] = streamOf(stream, [[event]]).map(insertOf);
    expect(row && isSeen(row)).toBe(true);
  });

  it('does not show the alerting what nobody is told of', () => {
    const report = { type: 'SignalReported', signal: { ...campaign, name: 'new-device' } } as const;
    const rows = [...streamOf('policy:active', [[report]]), ...aStory(), ...nextCommits('source:jira', 1)].map(
      insertOf,
    );
    expect(rows.filter(isSeen)).toEqual([]);
  });

  it.each(['MODIFY', 'REMOVE'] as const)('shows the alerting every %s, whatever the account', (eventName) => {
    expect(isSeen({ ...commit({ kind: 'human', tier: 'standard' }), eventName })).toBe(true);
  });
});
