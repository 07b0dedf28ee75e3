import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { Deployed, type Statement } from '../support/deployed.ts';

const deployed = new Deployed();
const [ledger, ...others] = deployed
  .all('AWS::DynamoDB::Table')
  .filter(({ StreamSpecification }) => StreamSpecification);
const functions = Object.keys(FUNCTIONS) as FunctionName[];

const REWRITING = [
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
  'dynamodb:UpdateTimeToLive',
];

/** Statements of all policies in the template, whoever they are for. */
const everywhere = deployed
  .all('AWS::IAM::Policy')
  .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement);
/** Statements of the table's own policy. */
const own = (ledger?.['ResourcePolicy'] as { PolicyDocument: { Statement: Statement[] } } | undefined)?.PolicyDocument
  .Statement;
const ofLedger = (resource: unknown): boolean => JSON.stringify(resource).includes('LedgerTable');

/** Whether IAM's pattern covers an action: `*` and `dynamodb:*` do. */
const covers = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(action);

describe('the ledger', () => {
  it('is one table, with its stream, protected against loss', () => {
    expect(others).toEqual([]);
    expect(ledger).toMatchObject({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    expect(ledger).not.toHaveProperty('TimeToLiveSpecification');
  });

  it('has no local index: with one, the commits of an account could have no more than 10 GB', () => {
    expect(ledger).not.toHaveProperty('LocalSecondaryIndexes');
    expect(ledger).toHaveProperty('GlobalSecondaryIndexes');
  });

  it.each(REWRITING)('allows nobody %s', (action) => {
    const allowing = everywhere.filter(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' &&
        [Action].flat().some((pattern) => covers(String(pattern), action)) &&
        (ofLedger(Resource) || [Resource].flat().includes('*')),
    );
    expect(allowing).toEqual([]);
  });

  it('denies every rewriting to everybody, in its own policy', () => {
    const denied = own?.find(({ Action }) => [Action].flat().length > 1);
    expect(denied).toMatchObject({ Effect: 'Deny', Principal: { AWS: '*' }, Resource: '*' });
    expect(denied).not.toHaveProperty('Condition');
    expect([denied?.Action].flat().sort()).toEqual([...REWRITING].sort());
  });

  it('lets nobody put but the functions that append', () => {
    const appending = functions.filter((name) => deployed.actionsOf(name, 'LedgerTable').includes('dynamodb:PutItem'));
    const rule = own?.find(({ Condition }) => Condition?.['ArnNotEquals'] !== undefined);
    const roles = JSON.stringify(rule?.Condition?.['ArnNotEquals']?.['aws:PrincipalArn']);
    expect(rule).toMatchObject({ Effect: 'Deny', Action: 'dynamodb:PutItem' });
    expect(roles.match(/Fn::GetAtt/g)).toHaveLength(appending.length);
    for (const name of appending)
      expect(roles).toContain(`Functions${name.charAt(0).toUpperCase()}${name.slice(1)}Role`);
    expect(appending).not.toEqual(expect.arrayContaining(['relay']));
    expect(functions.filter((name) => !appending.includes(name)).sort()).toEqual(
      [
        'alerting',
        'consolePage',
        'doctor',
        'guard',
        'notices',
        'openapi',
        'query',
        'relay',
        'requesterPage',
        'rotateSecret',
      ].sort(),
    );
  });

  it('is read by key and index, and scanned by the relay alone, which works the commits of a time again', () => {
    const scanning = functions.filter((name) => deployed.actionsOf(name).includes('dynamodb:Scan'));
    expect(scanning).toEqual(['relay']);
    expect(deployed.actionsOf('relay', 'WorkspaceTable')).not.toContain('dynamodb:Scan');
  });
});
