import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../lambdas/contract/environment.ts';
import { TOTP_PURPOSE } from '../lambdas/contract/tables.ts';
import { GATES } from '../lambdas/contract/workflow.ts';
import { allow } from './grants.ts';
import { LASTING } from './lasting.ts';

const { COLON_RESOURCE_NAME: COLON } = ArnFormat;

/** Beginning of log groups for which the service keeps no policy each; an account may have only ten of those. */
export const VENDED_LOGS = '/aws/vendedlogs/states/';

/**
 * Stands for a secret's ARN while Secrets Manager tries the key of a secret that it is about to make; nothing is stored under it
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html).
 */
const KEY_VALIDATION = 'RequestToValidateKeyAccess';

/** Services that use the data key for their callers. */
type DataService = 'dynamodb' | 'sns' | 'sqs';

// What each service documents for its callers. Spelled out: `GenerateDataKey*` and `ReEncrypt*` would include whatever KMS adds later.
const READING: Readonly<Record<DataService, readonly string[]>> = {
  dynamodb: ['kms:Decrypt', 'kms:DescribeKey'],
  sns: ['kms:Decrypt'],
  sqs: ['kms:Decrypt'],
};
const WRITING: Readonly<Record<DataService, readonly string[]>> = {
  dynamodb: ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  sns: ['kms:GenerateDataKey'],
  sqs: ['kms:GenerateDataKey'],
};

/**
 * Three customer-managed keys, so the right to read tables is not the right to open a credential, and whoever reads logs reads no table.
 * They rotate every year and outlive the stack: without them nothing that they encrypted can be read again.
 */
export class Keys extends Construct {
  /** Encrypts stored and queued data: tables, alerts, dead letters, executions. */
  readonly data: Key;
  /** Encrypts data that only its own functions open: task tokens, boxed credentials, signing keys, keys of the deployment. */
  readonly custody: Key;
  /** Encrypts log groups; CloudWatch Logs alone uses it. */
  readonly logs: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.data = new Key(this, 'Data', {
      description: 'countersign: data at rest',
      enableKeyRotation: true,
      removalPolicy: LASTING,
    });
    this.custody = new Key(this, 'Custody', {
      description: 'countersign: task tokens, boxed credentials, signing keys, keys of its own',
      enableKeyRotation: true,
      removalPolicy: LASTING,
    });
    this.logs = new Key(this, 'Logs', {
      description: 'countersign: logs',
      enableKeyRotation: true,
      removalPolicy: LASTING,
    });
    this.letLogsEncrypt();
    // CloudWatch encrypts its alarms for the topic; EventBridge and SNS encrypt what they give up for the queues of letters.
    this.data.addToResourcePolicy(
      new PolicyStatement({
        principals: ['cloudwatch', 'events', 'sns'].map((name) => new ServicePrincipal(`${name}.amazonaws.com`)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** Every key. */
  get arns(): readonly string[] {
    return [this.data, this.custody, this.logs].map(({ keyArn }) => keyArn);
  }

  /**
   * The service encrypts the log groups of this stack, and of no other
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
   */
  private letLogsEncrypt(): void {
    const { stackName, region } = Stack.of(this);
    const groups = [`${stackName}-*`, `${VENDED_LOGS}${stackName}-*`].map((resourceName) =>
      Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName, arnFormat: COLON }),
    );
    this.logs.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogsEncrypt',
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
      }),
    );
  }

  /** Reads, or reads and writes, a service's data under the data key; useless without a right at that service. */
  grantData(grantee: IGrantable, service: DataService, access: 'read' | 'write'): void {
    const actions = access === 'read' ? READING[service] : [...READING[service], ...WRITING[service]];
    allow(grantee, actions, { on: [this.data.keyArn], when: { StringEquals: via(this, service) } });
  }

  /** Encrypts or decrypts task tokens, and nothing else under the custody key: the gate is part of the encryption context. */
  grantGates(fn: LambdaFunction, access: 'Encrypt' | 'Decrypt'): void {
    fn.addEnvironment(ENV.keyId, this.custody.keyArn);
    const when = { StringEquals: { 'kms:EncryptionContext:gate': GATES } };
    allow(fn, [`kms:${access}`], { on: [this.custody.keyArn], when });
  }

  /** Encrypts or decrypts secrets of one-time-password apps, and nothing else under the custody key. */
  grantTotp(fn: LambdaFunction, access: 'Encrypt' | 'Decrypt'): void {
    fn.addEnvironment(ENV.keyId, this.custody.keyArn);
    const when = { StringEquals: { 'kms:EncryptionContext:purpose': TOTP_PURPOSE } };
    allow(fn, [`kms:${access}`], { on: [this.custody.keyArn], when });
  }

  /** Sees whether the custody key is enabled. */
  grantExamine(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.keyId, this.custody.keyArn);
    allow(fn, ['kms:DescribeKey'], { on: [this.custody.keyArn] });
  }

  /** The rights for calling an encrypted state machine. */
  grantExecutions(grantee: IGrantable, stateMachineArn: string): void {
    const context = { 'kms:EncryptionContext:aws:states:stateMachineArn': stateMachineArn };
    const when = { StringEquals: { ...via(this, 'states'), ...context } };
    allow(grantee, ['kms:Decrypt', 'kms:GenerateDataKey'], { on: [this.data.keyArn], when });
  }

  /** Uses the custody key for secrets of Secrets Manager with this beginning of their ARN, and for no others. */
  grantSecrets(grantee: IGrantable, secretArns: string, access: 'open' | 'put'): void {
    // Secrets Manager uses Decrypt to check that it can read what it has just encrypted.
    const actions = access === 'open' ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey'];
    const names = access === 'open' ? secretArns : [secretArns, KEY_VALIDATION];
    const StringLike = { 'kms:EncryptionContext:SecretARN': names };
    const when = { StringEquals: via(this, 'secretsmanager'), StringLike };
    allow(grantee, actions, { on: [this.custody.keyArn], when });
  }
}

const via = (scope: Construct, service: string) => ({
  'kms:ViaService': `${service}.${Stack.of(scope).region}.amazonaws.com`,
});
