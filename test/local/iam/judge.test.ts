import { describe, expect, it } from '@jest/globals';
import { arnOf } from '../../../local/aws/arns.ts';
import type { Context } from '../../../local/iam/encryption-context.ts';
import { Judge } from '../../../local/iam/judge.ts';
import type { Conditions, Placed, Statement } from '../../../local/iam/statement.ts';

const ROLE = 'arn:aws:iam::000000000000:role/countersign-relay';
const OTHER = 'arn:aws:iam::000000000000:role/countersign-query';
const TABLE = arnOf('dynamodb', 'table/ledger');
const KEY = arnOf('kms', 'key/data');
const SECRET = arnOf('secretsmanager', 'secret:prod/db-AbCdEf');
const FUNCTION = arnOf('lambda', 'function:revoke');
const ROOT = { AWS: 'arn:aws:iam::000000000000:root' };

const allow = (Action: string, Resource: string, Condition?: Conditions): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const placed = (of: string, statements: readonly Statement[]): Placed[] =>
  statements.map((statement, index) => ({ id: `${of.split(/[:/]/).at(-1)}-${index}`, of, statement }));

/** A judge of one role's policy, and of the policies of resources. */
const judgeOf = (own: readonly Statement[], resources: Readonly<Record<string, readonly Statement[]>> = {}): Judge =>
  new Judge({
    identity: new Map([[ROLE, placed(ROLE, own)]]),
    resource: new Map(Object.entries(resources).map(([arn, statements]) => [arn, placed(arn, statements)])),
  });

const put = { principal: ROLE, action: 'dynamodb:PutItem', resource: TABLE, context: {} };

describe('the judge', () => {
  it('allows what a statement of the role allows, and names that statement', async () => {
    const judge = judgeOf([allow('dynamodb:GetItem', TABLE), allow('dynamodb:PutItem', TABLE)]);
    expect(await judge.judge(put)).toEqual({ allowed: true, by: ['countersign-relay-1'] });
  });

  it.each([
    ['another action', { ...put, action: 'dynamodb:DeleteItem' }],
    ['another resource', { ...put, resource: arnOf('dynamodb', 'table/workspace') }],
    ['another role', { ...put, principal: OTHER }],
  ])('refuses %s, by no statement', async (_, call) => {
    expect(await judgeOf([allow('dynamodb:PutItem', TABLE)]).judge(call)).toEqual({ allowed: false, by: [] });
  });

  it('refuses what any statement denies, and names that one', async () => {
    const deny: Statement = { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' };
    const judge = judgeOf([allow('dynamodb:PutItem', TABLE), deny]);
    expect(await judge.judge(put)).toEqual({ allowed: false, by: ['countersign-relay-1'] });
  });

  it('refuses what the policy of the resource denies to everybody, an administrator included', async () => {
    const everything = allow('*', '*');
    const deny: Statement = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'dynamodb:PutItem', Resource: '*' };
    const judge = judgeOf([everything], { [TABLE]: [deny] });
    expect(await judge.judge(put)).toEqual({ allowed: false, by: ['ledger-0'] });
    expect(await judge.judge({ ...put, action: 'dynamodb:GetItem' })).toMatchObject({ allowed: true });
  });

  it('counts the policy of a table for its indexes', async () => {
    const deny: Statement = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'dynamodb:Query', Resource: '*' };
    const judge = judgeOf([allow('dynamodb:Query', '*')], { [TABLE]: [deny] });
    const query = { ...put, action: 'dynamodb:Query', resource: `${TABLE}/index/by-command` };
    expect(await judge.judge(query)).toMatchObject({ allowed: false });
  });

  it('judges a task token on the state machine, and a call on its telephone number, as AWS does', async () => {
    const machine = arnOf('states', 'stateMachine:recovery');
    const number = arnOf('sms-voice', 'phone-number/one');
    const judge = judgeOf([allow('states:SendTaskSuccess', machine), allow('sms-voice:SendVoiceMessage', number)]);
    const success = { principal: ROLE, action: 'states:SendTaskSuccess', resource: machine, context: {} };
    expect(await judge.judge(success)).toMatchObject({ allowed: true });
    expect(await judge.judge({ ...success, action: 'states:SendTaskFailure' })).toMatchObject({ allowed: false });
    expect(await judge.judge({ ...success, resource: `${machine}2` })).toMatchObject({ allowed: false });
    const call = { ...success, action: 'sms-voice:SendVoiceMessage', resource: number };
    expect(await judge.judge(call)).toMatchObject({ allowed: true });
  });
});

describe('the policy of a key', () => {
  const decrypt = { principal: ROLE, action: 'kms:Decrypt', resource: KEY, context: {} };
  const trusting: Statement = { Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' };

  it('must trust the account before the policy of a role counts', async () => {
    const own = [allow('kms:Decrypt', KEY)];
    expect(await judgeOf(own, { [KEY]: [trusting] }).judge(decrypt)).toMatchObject({ allowed: true });
    const distrusting: Statement = { ...trusting, Principal: { AWS: OTHER } };
    expect(await judgeOf(own, { [KEY]: [distrusting] }).judge(decrypt)).toMatchObject({ allowed: false });
  });

  it('alone gives a role of the account nothing', async () => {
    expect(await judgeOf([], { [KEY]: [trusting] }).judge(decrypt)).toMatchObject({ allowed: false });
  });
});

describe('the policy of a function', () => {
  const permission = (Condition?: Conditions): Statement => ({
    ...allow('lambda:InvokeFunction', FUNCTION, Condition),
    Principal: { Service: 'events.amazonaws.com' },
  });
  const invoke = { principal: 'events.amazonaws.com', action: 'lambda:InvokeFunction', resource: FUNCTION };

  it('lets the service in that it names, for the source that it names', async () => {
    const rule = arnOf('events', 'rule/sweep');
    const judge = judgeOf([], { [FUNCTION]: [permission({ ArnLike: { 'aws:SourceArn': rule } })] });
    const from = (arn: string) => judge.judge({ ...invoke, context: { 'aws:SourceArn': arn } });
    expect(await from(rule)).toMatchObject({ allowed: true });
    expect(await from(arnOf('events', 'rule/other'))).toMatchObject({ allowed: false });
    expect(await judge.judge({ ...invoke, context: {} })).toMatchObject({ allowed: false });
  });

  it('lets a service in only for the account that it names', async () => {
    const judge = judgeOf([], { [FUNCTION]: [permission(equals('aws:SourceAccount', '000000000000'))] });
    const from = (account: string) => judge.judge({ ...invoke, context: { 'aws:SourceAccount': account } });
    expect(await from('000000000000')).toMatchObject({ allowed: true });
    expect(await from('111111111111')).toMatchObject({ allowed: false });
  });

  it('lets no other service in', async () => {
    const judge = judgeOf([], { [FUNCTION]: [permission()] });
    expect(await judge.judge({ ...invoke, context: {} })).toMatchObject({ allowed: true });
    const other = { ...invoke, principal: 'scheduler.amazonaws.com', context: {} };
    expect(await judge.judge(other)).toMatchObject({ allowed: false });
  });
});

interface Row {
  readonly action: string;
  readonly resource: string;
  readonly condition: Conditions;
  readonly fits: Context;
  readonly differs: Context;
  /** Whether a request without the key is allowed. */
  readonly without: boolean;
}

const equals = (key: string, value: string): Conditions => ({ StringEquals: { [key]: value } });

const ROWS: Readonly<Record<string, Row>> = {
  'dynamodb:LeadingKeys': {
    ...{ action: 'dynamodb:GetItem', resource: TABLE },
    condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['gate#*', 'head'] } },
    fits: { 'dynamodb:LeadingKeys': ['gate#1', 'head'] },
    differs: { 'dynamodb:LeadingKeys': ['gate#1', 'person#1'] },
    // What IAM holds of a missing key under ForAllValues.
    without: true,
  },
  'dynamodb:LeadingKeys, which must be there': {
    ...{ action: 'dynamodb:GetItem', resource: TABLE },
    condition: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['gate#*', 'head'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
    fits: { 'dynamodb:LeadingKeys': ['gate#1', 'head'] },
    differs: { 'dynamodb:LeadingKeys': ['gate#1', 'person#1'] },
    without: false,
  },
  'dynamodb:EnclosingOperation': {
    ...{ action: 'dynamodb:PutItem', resource: TABLE },
    condition: equals('dynamodb:EnclosingOperation', 'TransactWriteItems'),
    fits: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
    differs: { 'dynamodb:EnclosingOperation': 'TransactGetItems' },
    without: false,
  },
  'aws:ResourceTag': {
    ...{ action: 'secretsmanager:RotateSecret', resource: SECRET },
    condition: equals('aws:ResourceTag/countersign:governed', 'true'),
    fits: { 'aws:ResourceTag/countersign:governed': 'true' },
    differs: { 'aws:ResourceTag/countersign:governed': 'false' },
    without: false,
  },
  'secretsmanager:RotationLambdaARN, if it is there': {
    ...{ action: 'secretsmanager:RotateSecret', resource: SECRET },
    condition: { ArnEqualsIfExists: { 'secretsmanager:RotationLambdaARN': FUNCTION } },
    fits: { 'secretsmanager:RotationLambdaARN': FUNCTION },
    differs: { 'secretsmanager:RotationLambdaARN': `${FUNCTION}2` },
    without: true,
  },
  'secretsmanager:resource/AllowRotationLambdaArn': {
    ...{ action: 'secretsmanager:GetSecretValue', resource: SECRET },
    condition: { ArnEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': FUNCTION } },
    fits: { 'secretsmanager:resource/AllowRotationLambdaArn': FUNCTION },
    differs: { 'secretsmanager:resource/AllowRotationLambdaArn': `${FUNCTION}2` },
    without: false,
  },
  'iam:PassedToService': {
    ...{ action: 'iam:PassRole', resource: OTHER },
    condition: equals('iam:PassedToService', 'scheduler.amazonaws.com'),
    fits: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    differs: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    without: false,
  },
  'ses:FromAddress': {
    ...{ action: 'ses:SendEmail', resource: arnOf('ses', 'identity/help@example.com') },
    condition: equals('ses:FromAddress', 'help@example.com'),
    fits: { 'ses:FromAddress': 'help@example.com' },
    differs: { 'ses:FromAddress': 'chief@example.com' },
    without: false,
  },
};

const KMS_ROWS: Readonly<Record<string, Omit<Row, 'resource' | 'without'>>> = {
  'kms:ViaService': {
    action: 'kms:Decrypt',
    condition: equals('kms:ViaService', 'dynamodb.us-east-1.amazonaws.com'),
    fits: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' },
    differs: { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' },
  },
  'kms:SigningAlgorithm': {
    action: 'kms:Sign',
    condition: equals('kms:SigningAlgorithm', 'ECDSA_SHA_256'),
    fits: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' },
    differs: { 'kms:SigningAlgorithm': 'ECDSA_SHA_512' },
  },
  'kms:MessageType': {
    action: 'kms:Sign',
    condition: equals('kms:MessageType', 'DIGEST'),
    fits: { 'kms:MessageType': 'DIGEST' },
    differs: { 'kms:MessageType': 'RAW' },
  },
  'kms:EncryptionContext, equal to one of several': {
    action: 'kms:Encrypt',
    condition: { StringEquals: { 'kms:EncryptionContext:gate': ['proof', 'hold'] } },
    fits: { 'kms:EncryptionContext:gate': 'hold' },
    differs: { 'kms:EncryptionContext:gate': 'review' },
  },
  'kms:EncryptionContext, with a colon in its name': {
    action: 'kms:Decrypt',
    condition: equals('kms:EncryptionContext:aws:states:stateMachineArn', 'arn:one'),
    fits: { 'kms:EncryptionContext:aws:states:stateMachineArn': 'arn:one' },
    differs: { 'kms:EncryptionContext:aws:states:stateMachineArn': 'arn:two' },
  },
  'kms:EncryptionContext, like a pattern': {
    action: 'kms:Decrypt',
    condition: { StringLike: { 'kms:EncryptionContext:SecretARN': 'arn:aws:secret:keys/codes-??????' } },
    fits: { 'kms:EncryptionContext:SecretARN': 'arn:aws:secret:keys/codes-AbCdEf' },
    differs: { 'kms:EncryptionContext:SecretARN': 'arn:aws:secret:keys/codes-AbCdEfG' },
  },
};

describe('a condition on', () => {
  it.each(Object.entries(ROWS))('%s is judged both ways', async (_, row) => {
    const judge = judgeOf([allow(row.action, row.resource, row.condition)]);
    const call = { principal: ROLE, action: row.action, resource: row.resource };
    expect(await judge.judge({ ...call, context: row.fits })).toMatchObject({ allowed: true });
    expect(await judge.judge({ ...call, context: row.differs })).toMatchObject({ allowed: false });
    expect(await judge.judge({ ...call, context: {} })).toMatchObject({ allowed: row.without });
  });

  it.each(Object.entries(KMS_ROWS))('%s is judged both ways', async (_, row) => {
    const trusting: Statement = { Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' };
    const judge = judgeOf([allow(row.action, KEY, row.condition)], { [KEY]: [trusting] });
    const call = { principal: ROLE, action: row.action, resource: KEY };
    expect(await judge.judge({ ...call, context: row.fits })).toMatchObject({ allowed: true });
    expect(await judge.judge({ ...call, context: row.differs })).toMatchObject({ allowed: false });
    expect(await judge.judge({ ...call, context: {} })).toMatchObject({ allowed: false });
  });

  it('the caller is judged both ways, also where it denies', async () => {
    const deny: Statement = {
      ...{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'dynamodb:PutItem', Resource: '*' },
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': [ROLE] } },
    };
    const policies = {
      identity: new Map([ROLE, OTHER].map((role) => [role, placed(role, [allow('*', '*')])])),
      resource: new Map([[TABLE, placed(TABLE, [deny])]]),
    };
    const judge = new Judge(policies);
    expect(await judge.judge(put)).toMatchObject({ allowed: true });
    expect(await judge.judge({ ...put, principal: OTHER })).toEqual({ allowed: false, by: ['ledger-0'] });
  });

  it('plain HTTP denies what comes so, and nothing else', async () => {
    const deny: Statement = {
      ...{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const queue = arnOf('sqs', 'letters');
    const judge = judgeOf([allow('sqs:SendMessage', queue)], { [queue]: [deny] });
    const send = { principal: ROLE, action: 'sqs:SendMessage', resource: queue };
    expect(await judge.judge({ ...send, context: {} })).toMatchObject({ allowed: true });
    const plain = { 'aws:SecureTransport': 'false' };
    expect(await judge.judge({ ...send, context: plain })).toEqual({ allowed: false, by: ['letters-0'] });
  });

  it('an encryption context that does not hold makes a deny not apply', async () => {
    const trusting: Statement = { Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' };
    const deny: Statement = {
      ...allow('kms:Decrypt', KEY, equals('kms:EncryptionContext:gate', 'hold')),
      Effect: 'Deny',
    };
    const judge = judgeOf([allow('kms:Decrypt', KEY), deny], { [KEY]: [trusting] });
    const under = (gate: string) =>
      judge.judge({
        principal: ROLE,
        action: 'kms:Decrypt',
        resource: KEY,
        context: { 'kms:EncryptionContext:gate': gate },
      });
    expect(await under('proof')).toMatchObject({ allowed: true });
    expect(await under('hold')).toMatchObject({ allowed: false });
  });
});

describe('what cannot be judged is an error, never a yes or a no', () => {
  it('a policy with a condition key that no request here has', () => {
    const own = [allow('dynamodb:PutItem', TABLE, equals('aws:PrincipalTag/team', 'help'))];
    expect(() => judgeOf(own)).toThrow('the condition key `aws:PrincipalTag/team`, which no request here has');
  });

  it('a request with a condition key that the evaluator ignores', async () => {
    const judge = judgeOf([allow('dynamodb:PutItem', TABLE)]);
    const call = { ...put, context: { 'secretsmanager:Name': 'x' } };
    await expect(judge.judge(call)).rejects.toThrow('the evaluator ignores the condition key `secretsmanager:Name`');
  });

  it('a pattern of resources, which the evaluator would allow where a part of it is allowed', async () => {
    const judge = judgeOf([allow('dynamodb:PutItem', TABLE)]);
    await expect(judge.judge({ ...put, resource: '*' })).rejects.toThrow('names no single resource');
  });

  it('an action that does not exist', async () => {
    const judge = judgeOf([allow('dynamodb:*', '*')]);
    await expect(judge.judge({ ...put, action: 'dynamodb:GrabItem' })).rejects.toThrow('cannot be judged');
  });

  it('an operator on an encryption context that is not evaluated here', async () => {
    const judge = judgeOf([allow('kms:Decrypt', KEY, { StringNotEquals: { 'kms:EncryptionContext:gate': 'x' } })]);
    const call = { principal: ROLE, action: 'kms:Decrypt', resource: KEY };
    for (const context of [{}, { 'kms:EncryptionContext:gate': 'x' }])
      await expect(judge.judge({ ...call, context })).rejects.toThrow('`StringNotEquals` on an encryption context');
  });
});
