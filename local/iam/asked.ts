import type { AwsRequest } from '../aws/protocol/http.ts';
import { parse } from '../aws/protocol/json.ts';
import type { Input } from './needs/need.ts';

/** Services with rights here, by IAM's prefix. */
export type Service =
  | ('dynamodb' | 'secretsmanager' | 'kms' | 'cognito-idp' | 'events' | 'sms-voice' | 'sqs' | 'states')
  | ('sns' | 'ses' | 'iam' | 'scheduler' | 'lambda' | 'identitystore' | 'sso');

/** An operation that a request asks for. */
export interface Asked {
  readonly service: Service;
  readonly operation: string;
  readonly input: Input;
}

/** By the first part of `X-Amz-Target`. */
const TARGETS: Readonly<Record<string, Service>> = {
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  TrentService: 'kms',
  AWSCognitoIdentityProviderService: 'cognito-idp',
  AWSEvents: 'events',
  PinpointSMSVoiceV2: 'sms-voice',
  AmazonSQS: 'sqs',
  AWSStepFunctions: 'states',
  AWSIdentityStore: 'identitystore',
  SWBExternalService: 'sso',
};

/** By the version of a request in the query protocol. */
const VERSIONS: Readonly<Record<string, Service>> = {
  '2010-03-31': 'sns',
  '2010-12-01': 'ses',
  '2010-05-08': 'iam',
};

const SCHEDULES: Readonly<Record<string, string>> = {
  POST: 'CreateSchedule',
  PUT: 'UpdateSchedule',
  GET: 'GetSchedule',
  DELETE: 'DeleteSchedule',
};

/** Undefined for a request that no service here answers. Throws the error of a body that cannot be read. */
export function askedIn(request: AwsRequest): Asked | undefined {
  const [target = '', operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  if (operation !== '') {
    const service = Object.hasOwn(TARGETS, target) ? TARGETS[target] : undefined;
    return service && { service, operation, input: inputOf(parse(request.body)) };
  }
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const { Action = '', Version = '', ...input } = Object.fromEntries(new URLSearchParams(request.body));
    const service = Object.hasOwn(VERSIONS, Version) ? VERSIONS[Version] : undefined;
    return service && { service, operation: Action, input };
  }
  return askedAt(request);
}

/** The REST services: the path names the resource. */
function askedAt({ method, path, query, body }: AwsRequest): Asked | undefined {
  const [, schedule] = /^\/schedules\/([^/]+)$/.exec(path) ?? [];
  if (schedule !== undefined) {
    const group = query.get('groupName');
    const input = {
      ...inputOf(parse(body)),
      Name: decodeURIComponent(schedule),
      ...(group !== null && { GroupName: group }),
    };
    return { service: 'scheduler', operation: SCHEDULES[method] ?? method, input };
  }
  if (path === '/2016-08-19/account-settings') return { service: 'lambda', operation: 'GetAccountSettings', input: {} };
  const [, called] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
  return called === undefined
    ? undefined
    : { service: 'lambda', operation: 'Invoke', input: { FunctionName: decodeURIComponent(called) } };
}

const inputOf = (body: unknown): Input => (typeof body === 'object' && body !== null ? (body as Input) : {});
