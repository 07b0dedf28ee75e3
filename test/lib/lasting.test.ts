import { describe, expect, it } from '@jest/globals';
import type { Resource, Template } from '../../lib/app.ts';
import { synthesize } from '../../lib/app.ts';
import { everything } from '../support/everything.ts';

const { template } = synthesize(everything);
type Placed = readonly [id: string, resource: Resource & { readonly DeletionPolicy?: string }];
const resourcesOf = (of: Template): readonly Placed[] => Object.entries(of.Resources);
const lasting = resourcesOf(template).filter(([, { DeletionPolicy }]) => /^Retain/.test(DeletionPolicy ?? ''));

/** Properties by which somebody gives a resource its name. */
const NAMES = ['Name', 'TableName', 'QueueName', 'LogGroupName', 'UserPoolName', 'AliasName', 'KeyName', 'TopicName'];

describe('what outlives the stack', () => {
  it('is the data, its keys, the logs and the letters, and nothing else', () => {
    expect([...new Set(lasting.map(([, { Type }]) => Type))].sort()).toEqual([
      ...['AWS::Cognito::UserPool', 'AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Logs::LogGroup'],
      ...['AWS::SQS::Queue', 'AWS::SecretsManager::Secret'],
    ]);
  });

  it('has no name that a second create would use again after a failed or deleted first one', () => {
    for (const [id, { Properties = {} }] of lasting) {
      const given = NAMES.filter((name) => name in Properties).map((name) => JSON.stringify(Properties[name]));
      for (const name of given) expect([id, name]).toEqual([id, expect.stringContaining('AWS::StackId')]);
    }
    const named = lasting.filter(([, { Properties = {} }]) => NAMES.some((name) => name in Properties));
    expect(named).toHaveLength(7);
  });

  it('is taken away again when the first create fails, but what has deletion protection: AWS would refuse that, and the stack would be stuck', () => {
    for (const [id, { DeletionPolicy, Properties = {} }] of lasting) {
      const isProtected = [true, 'ACTIVE'].includes(
        (Properties['DeletionProtectionEnabled'] ?? Properties['DeletionProtection']) as boolean | string,
      );
      expect([id, DeletionPolicy]).toEqual([id, isProtected ? 'Retain' : 'RetainExceptOnCreate']);
    }
  });

  it('leaves to the stack what would keep its name while it is being deleted: a state machine with open executions', () => {
    const [machine] = resourcesOf(template).filter(([, { Type }]) => Type === 'AWS::StepFunctions::StateMachine');
    expect(JSON.stringify(machine?.[1].Properties?.['StateMachineName'])).toContain('AWS::StackId');
  });
});

/**
 * CloudFormation refuses an update that changes a table's logical id or key schema, because the table has a name (`repeat.test.ts`); one that
 * changes the name would be carried out, with a new, empty table
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-table.html). So all three are written down here, and
 * nothing but a decision changes them.
 */
const KEPT = {
  LedgerTable9343E4AA: { name: 'Countersign-ledger-', hash: 'account', range: 'seq', local: undefined },
  WorkspaceTableFEFC92C8: { name: 'Countersign-workspace-', hash: 'pk', range: 'sk', local: undefined },
};

function tablesIn(of: Template): Readonly<Record<string, object>> {
  const tables = resourcesOf(of).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table');
  return Object.fromEntries(
    tables.map(([id, { Properties = {} }]) => {
      const keys = Properties['KeySchema'] as readonly { AttributeName: string; KeyType: string }[];
      const named = (type: string) => keys.find(({ KeyType }) => KeyType === type)?.AttributeName;
      // Its end is a part of the stack's id, which no update changes.
      const { 'Fn::Join': [, [name]] = ['', []] } = Properties['TableName'] as { 'Fn::Join'?: [string, unknown[]] };
      return [id, { name, hash: named('HASH'), range: named('RANGE'), local: Properties['LocalSecondaryIndexes'] }];
    }),
  );
}

describe('an update', () => {
  it.each([
    ['of a stack with nothing set', {}],
    ['that sets everything', everything],
    [
      'to another issuer',
      { identity: { issuer: { url: 'https://a.example', audience: ['a'] }, approverGroups: [], desks: [] } },
    ],
  ])('%s replaces no table: logical ids and keys stay', (_, props) => {
    expect(tablesIn(synthesize(props).template)).toEqual(KEPT);
  });
});
