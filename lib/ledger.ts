import { Lazy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { LEDGER } from '../lambdas/contract/tables.ts';
import { roleOf } from './functions.ts';
import { actionsOf, allow } from './grants.ts';
import type { Keys } from './keys.ts';
import { LASTING_PROTECTED, tableNameOf } from './lasting.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Every action that could change or remove a commit, also later (a time to live) or by another language (PartiQL). */
const REWRITING = actionsOf('dynamodb', [
  ...['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'],
  'UpdateTimeToLive',
]);

export interface LedgerProps {
  readonly keys: Keys;
  readonly signing: SigningKeys;
}

/**
 * The append-only truth. No grant updates or deletes, and the table itself denies both to everybody, including administrators.
 *
 * IAM cannot demand that a PutItem has a condition, so a function that may append could also overwrite. Four things prevent or show this:
 * the adapter (it cannot put without `attribute_not_exists`), the rule below that only the appending functions may put, the chain of
 * hashes, and the stream (a MODIFY record alerts).
 */
export class Ledger extends Construct {
  readonly table: Table;
  private readonly keys: Keys;
  private readonly signing: SigningKeys;
  private readonly writers: string[] = [];

  constructor(scope: Construct, id: string, { keys, signing }: LedgerProps) {
    super(scope, id);
    this.keys = keys;
    this.signing = signing;
    this.table = new Table(this, 'Table', {
      tableName: tableNameOf(Stack.of(this), 'ledger'),
      partitionKey: { name: LEDGER.partitionKey, type: AttributeType.STRING },
      sortKey: { name: LEDGER.sortKey, type: AttributeType.NUMBER },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: keys.data,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: LASTING_PROTECTED,
      resourcePolicy: this.appendOnly(),
    });
    this.table.addGlobalSecondaryIndex({
      indexName: LEDGER.byCommand.name,
      partitionKey: { name: LEDGER.byCommand.partitionKey, type: AttributeType.STRING },
      sortKey: { name: LEDGER.byCommand.sortKey, type: AttributeType.STRING },
      // Used for few commands; the commit itself is then read from the table, strongly consistent.
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: LEDGER.byRecovery.name,
      partitionKey: { name: LEDGER.byRecovery.partitionKey, type: AttributeType.STRING },
      sortKey: { name: LEDGER.byRecovery.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** Reads every stream: environment, table, indexes and keys, including the keys that verify commits. */
  grantRead(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.ledgerTable, this.table.tableName);
    const { tableArn } = this.table;
    allow(fn, actionsOf('dynamodb', ['GetItem', 'BatchGetItem', 'Query']), { on: [tableArn] });
    const indexes = [LEDGER.byCommand, LEDGER.byRecovery].map(({ name }) => `${tableArn}/index/${name}`);
    allow(fn, ['dynamodb:Query'], { on: indexes });
    this.keys.grantData(fn, 'dynamodb', 'read');
    this.signing.grantVerify(fn);
  }

  /** Scans the whole table for commits of a time range. */
  grantScan(fn: LambdaFunction): void {
    allow(fn, ['dynamodb:Scan'], { on: [this.table.tableArn] });
  }

  /** Reads and appends commits, signing as the function's family. */
  grantAppend(fn: LambdaFunction): void {
    this.grantRead(fn);
    allow(fn, ['dynamodb:PutItem'], { on: [this.table.tableArn] });
    this.keys.grantData(fn, 'dynamodb', 'write');
    this.writers.push(roleOf(fn).roleArn);
  }

  /** `*` means this table: a policy that names its own table could not be created with it. */
  private appendOnly(): PolicyDocument {
    const deny = (sid: string, actions: readonly string[], conditions: Record<string, unknown> = {}) =>
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...actions],
        resources: ['*'],
        conditions,
      });
    const writers = Lazy.list({ produce: () => this.writers });
    return new PolicyDocument({
      statements: [
        deny('NothingIsRewritten', REWRITING),
        deny('NothingIsPutInTransactions', ['dynamodb:PutItem'], {
          StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
        }),
        deny('OnlyAppendersPut', ['dynamodb:PutItem'], { ArnNotEquals: { 'aws:PrincipalArn': writers } }),
      ],
    });
  }
}
