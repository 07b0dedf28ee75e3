import { Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { WORKSPACE, WORKSPACE_ITEMS, type WorkspaceItem } from '../lambdas/contract/tables.ts';
import { actionsOf, allow } from './grants.ts';
import type { Keys } from './keys.ts';
import { LASTING_PROTECTED, tableNameOf } from './lasting.ts';

type Access = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'BatchWriteItem' | 'UpdateItem' | 'DeleteItem';

const READS: readonly Access[] = ['GetItem', 'BatchGetItem', 'Query'];

/** All data that may change or be rebuilt. A function can access only the types of items that it owns. */
export class Workspace extends Construct {
  readonly table: Table;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, keys: Keys) {
    super(scope, id);
    this.keys = keys;
    this.table = new Table(this, 'Table', {
      tableName: tableNameOf(Stack.of(this), 'workspace'),
      partitionKey: { name: WORKSPACE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: WORKSPACE.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: WORKSPACE.expiry,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: keys.data,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Gates cannot be rebuilt from the ledger, so the table is retained like the ledger.
      deletionProtection: true,
      removalPolicy: LASTING_PROTECTED,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: WORKSPACE.byList.name,
      partitionKey: { name: WORKSPACE.byList.partitionKey, type: AttributeType.STRING },
      sortKey: { name: WORKSPACE.byList.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }

  /** Grants operations on items of these types: their partition keys begin with the type. */
  grantItems(fn: LambdaFunction, types: readonly WorkspaceItem[], access: readonly Access[]): void {
    const keys = types.map((type) => `${WORKSPACE_ITEMS[type]}#*`);
    this.grant(fn, access, { resource: this.table.tableArn, keys });
  }

  /** Lets the function that takes what people decide weigh who verifies, and both it and that for people on duty count what passkeys sign. */
  grantDecisions(deciding: LambdaFunction, onDuty: LambdaFunction): void {
    this.grantItems(deciding, ['campaign'], ['BatchGetItem']);
    for (const fn of [deciding, onDuty]) this.grantItems(fn, ['passkey'], ['UpdateItem']);
  }

  /** Lets the registry find look-alikes, keep the rows of batches, and count what passkeys sign. */
  grantRegistering(fn: LambdaFunction): void {
    this.grantItems(fn, ['alike'], ['BatchGetItem', 'Query']);
    this.grantItems(fn, ['batch'], ['PutItem', 'Query']);
    this.grantItems(fn, ['passkey'], ['UpdateItem']);
  }

  /** Lets a function read the lists of recoveries, streams, tickets, alerts, receipts, what waits and what was put aside, and find records by what an agent was told. */
  grantOverview(fn: LambdaFunction): void {
    this.grantLists(fn, [
      'recovery#open',
      'recovery#ended',
      'head',
      'ticket',
      'alert',
      'standing',
      'stopped',
      'unsent',
      'receipt#*',
    ]);
    this.grantItems(fn, ['tally'], ['GetItem']);
    this.grantItems(fn, ['alike'], ['BatchGetItem', 'Query']);
    this.grantItems(fn, ['member', 'population'], ['Query']);
  }

  /** Grants reads of these listings. */
  grantLists(fn: LambdaFunction, lists: readonly string[]): void {
    this.grant(fn, ['Query'], { resource: `${this.table.tableArn}/index/${WORKSPACE.byList.name}`, keys: lists });
  }

  private grant(
    fn: LambdaFunction,
    access: readonly Access[],
    { resource, keys }: { resource: string; keys: readonly string[] },
  ): void {
    fn.addEnvironment(ENV.workspaceTable, this.table.tableName);
    // `ForAllValues` also holds for a request without the key, such as a scan: `Null` demands the key.
    const when = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    };
    allow(fn, actionsOf('dynamodb', access), { on: [resource], when });
    const writes = access.some((operation) => !READS.includes(operation));
    this.keys.grantData(fn, 'dynamodb', writes ? 'write' : 'read');
  }
}
