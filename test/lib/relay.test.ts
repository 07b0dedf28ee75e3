import { describe, expect, it } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Severity } from '../../lambdas/core/policy/policy.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import { isSensitive, KINDS, TIERS } from '../../lambdas/core/registry/account.ts';
import { filterOf } from '../../local/aws/stream/event-filter.ts';
import { deployedParts } from '../../local/start/template.ts';
import { aStory, nextCommits, streamOf } from '../support/commits.ts';
import {
  ASSESSED,
  confirms,
  countersigns,
  EXECUTING,
  expires,
  fails,
  GRANTED,
  PROVED,
  proves,
  rejects,
  reviews,
  revokes,
  step,
  stops,
} from '../support/deeds.ts';
import { Deployed } from '../support/deployed.ts';
import { ACTORS, anAdoption, aPerson, NO_GROUNDS, NOW, PEOPLE, READ } from '../support/fixtures.ts';
import { hashedStory } from '../support/hashed-story.ts';
import { policyThat } from '../support/policies.ts';
import { later, type Past, underPolicy } from '../support/specification.ts';
import { insertOf } from '../support/stream-records.ts';

const deployed = new Deployed();
const mappings = deployed
  .all('AWS::Lambda::EventSourceMapping')
  .filter(({ StartingPosition }) => StartingPosition !== undefined);
const [, alerting] = deployedParts().streamConsumers;

const isSeen = filterOf(alerting?.filters ?? []);
const overdue = step({ type: 'ReportRevocationOverdue', code: 'throttled' });
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
    [PEOPLE.jane, { type: 'PersonProposed', ...NO_GROUNDS, person: aPerson(), by, digest }],
    [PEOPLE.jane, { type: 'PersonConfirmed', by, digest }],
    [PEOPLE.jane, { type: 'CommandRefused', code: 'same-proposer', facts: {} }],
    ['policy:active', { type: 'PolicyProposed', adoption: anAdoption(), by, digest, difference: READ.difference }],
    ['policy:active', { type: 'PolicyAdopted', by, digest }],
    ['policy:active', { type: 'SignalReported', signal: campaign }],
    ['cognito:jane', { type: 'LiftProposed', lift: { reason: 'enough' }, by, digest }],
    ['cognito:jane', { type: 'FreezeLifted', by, digest }],
  ])('shows the alerting, of %s, %j', (stream, event) => {
    const [row] = streamOf(stream, [[event]]).map(insertOf);
    expect(row && isSeen(row)).toBe(true);
  });

  /** Of each commit of a standard account's recovery: its last event, and whether the alerting sees the row. */
  const seenOf = (alert: Severity, ...past: readonly Past[]) =>
    hashedStory([underPolicy(policyThat({ alert })), ...past]).map((hashed): readonly [string, boolean] => [
      hashed.commit.events.at(-1)?.type ?? 'nothing',
      isSeen(insertOf(hashed)),
    ]);
  const FAILED = ['ExecutionFailed', 'RecoveryRefused', 'RevocationOverdue'];
  const lives: readonly (readonly [string, readonly Past[]])[] = [
    ['granted and revoked', [...GRANTED, stops(), revokes(), overdue, confirms(), reviews()]],
    ['failed', [...EXECUTING, fails()]],
    ['refused', [...ASSESSED, countersigns(), proves(ACTORS.verifier, 'in-person', 'failed')]],
    ['rejected', [...PROVED, rejects()]],
    ['stopped', [...ASSESSED, stops()]],
    ['expired', [...ASSESSED, later(3600), expires()]],
  ];

  it.each(lives)(
    'shows the alerting a recovery that is %s from its plan on, where the plan asks for more than information',
    (_, past) => {
      for (const alert of ['warning', 'critical'] as const) {
        const [opening, ...others] = seenOf(alert, ...past);
        expect(opening).toEqual(['RecoveryOpened', false]);
        expect(others).toEqual(others.map(([type]) => [type, true]));
      }
    },
  );

  it.each(lives)(
    'shows it of a recovery that is %s only what failed, where the plan asks for information',
    (_, past) => {
      const seen = seenOf('info', ...past).filter(([, isShown]) => isShown);
      expect(seen.filter(([type]) => !FAILED.includes(type))).toEqual([]);
    },
  );

  it('shows it a failed proof, a failed execution and an overdue end of any account', () => {
    const failed = lives.flatMap(([, past]) => seenOf('info', ...past)).filter(([type]) => FAILED.includes(type));
    expect(failed).toEqual([
      ['RevocationOverdue', true],
      ['ExecutionFailed', true],
      ['RecoveryRefused', true],
    ]);
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
