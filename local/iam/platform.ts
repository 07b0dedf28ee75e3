import { ACCOUNT_ID, arnOf, functionArn } from '../aws/arns.ts';
import type { FunctionCall } from '../aws/functions.ts';
import type { Guard } from './guard.ts';
import { type Need, need, viaKms } from './needs/need.ts';
import { logStreamArn, roleArn, streamArn } from './physical.ts';

export interface PlatformProps {
  readonly guard: Guard;
  /** ARNs of the state machine and of the key of the data. */
  readonly machine: string;
  readonly dataKey: string;
  /** Name of the ledger's table. */
  readonly ledger: string;
  /** ARN of the group of the one-time schedules. */
  readonly scheduleGroup: string;
  /** ARN of the rule that calls a function, by the name of the function. */
  readonly rule: (name: string) => string;
}

/**
 * What AWS itself needs before a function runs: the right of whoever calls it, the rights of the function's role to read what it is called
 * with, and those to run at all, to log and to trace.
 */
export class Platform {
  readonly #props: PlatformProps;

  constructor(props: PlatformProps) {
    this.#props = props;
  }

  /** Throws the error of the first right that is missing. */
  async admit(call: FunctionCall): Promise<void> {
    const { guard } = this.#props;
    for (const [principal, one] of [...this.#callers(call), ...this.#running(call)])
      await guard.require(principal, one, 'lambda');
  }

  #callers({ by, name, role, source }: FunctionCall): readonly (readonly [string, Need])[] {
    const { machine, dataKey, scheduleGroup, rule } = this.#props;
    const invoke = (context = {}) => need('lambda:InvokeFunction', functionArn(name), context);
    const account = { 'aws:SourceAccount': ACCOUNT_ID };
    switch (by) {
      case 'apigateway':
        return [[service(by), invoke({ 'aws:SourceArn': arnOf('execute-api', source ?? '') })]];
      case 'events':
        return [[service(by), invoke({ 'aws:SourceArn': rule(name) })]];
      case 'secretsmanager':
        return [[service(by), invoke(account)]];
      case 'scheduler':
        return [
          [service(by), need('sts:AssumeRole', role ?? '', { ...account, 'aws:SourceArn': scheduleGroup })],
          [role ?? '', invoke()],
        ];
      case 'states': {
        const workflow = roleArn('workflow');
        const context = { 'aws:states:stateMachineArn': machine };
        const keys = ['Decrypt', 'GenerateDataKey'].map((action) => need(`kms:${action}`, dataKey, encrypted(context)));
        return [
          [service(by), need('sts:AssumeRole', workflow, { ...account, 'aws:SourceArn': machine })],
          ...[invoke(), ...tracing(), ...keys].map((one) => [workflow, one] as const),
        ];
      }
      default:
        return this.#reading({ by, name, ...(source !== undefined && { source }) }).map((one) => [roleArn(name), one]);
    }
  }

  /** An event source mapping reads under the role of its function. */
  #reading({ by, source }: FunctionCall): readonly Need[] {
    const { dataKey, ledger } = this.#props;
    const stream = streamArn(ledger);
    switch (by) {
      case 'dynamodb':
        return [
          need('dynamodb:ListStreams', '*'),
          ...['DescribeStream', 'GetShardIterator', 'GetRecords'].map((action) => need(`dynamodb:${action}`, stream)),
          ...viaKms('dynamodb', { key: dataKey, actions: ['Decrypt'] }),
        ];
      case 'sqs':
        return [
          ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) =>
            need(`sqs:${action}`, arnOf('sqs', source ?? '')),
          ),
          ...viaKms('sqs', { key: dataKey, actions: ['Decrypt'] }),
        ];
      default:
        return [];
    }
  }

  #running({ name }: FunctionCall): readonly (readonly [string, Need])[] {
    const role = roleArn(name);
    const logging = ['CreateLogStream', 'PutLogEvents'].map((action) => need(`logs:${action}`, logStreamArn(name)));
    return [
      [service('lambda'), need('sts:AssumeRole', role, { 'aws:SourceAccount': ACCOUNT_ID })],
      ...[...logging, ...tracing()].map((one) => [role, one] as const),
    ];
  }
}

const service = (name: string): string => `${name}.amazonaws.com`;

const tracing = (): readonly Need[] =>
  ['PutTraceSegments', 'PutTelemetryRecords'].map((action) => need(`xray:${action}`, '*'));

const encrypted = (context: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]));
