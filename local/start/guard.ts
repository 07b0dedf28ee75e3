import { arnOf, functionArn } from '../aws/arns.ts';
import type { Admission } from '../aws/server.ts';
import type { LocalServices } from '../aws/services.ts';
import { Guard, type Judged } from '../iam/guard.ts';
import { Judge, type Policies } from '../iam/judge.ts';
import { dynamodbNeeds } from '../iam/needs/dynamodb.ts';
import { iamNeeds } from '../iam/needs/iam.ts';
import { identityStoreNeeds, ssoNeeds } from '../iam/needs/identity-center.ts';
import { kmsNeeds } from '../iam/needs/keys.ts';
import { eventsNeeds, sesNeeds, snsNeeds, sqsNeeds, voiceNeeds } from '../iam/needs/messages.ts';
import { type Input, textIn } from '../iam/needs/need.ts';
import { secretsNeeds } from '../iam/needs/secrets-manager.ts';
import { cognitoNeeds, lambdaNeeds, schedulerNeeds, statesNeeds } from '../iam/needs/workflow.ts';
import { Platform } from '../iam/platform.ts';
import { OPERATOR } from '../iam/principal.ts';
import { listOf, type Placed } from '../iam/statement.ts';
import { NAMES } from './environment.ts';
import { ledgerTable, workspaceTable } from './tables.ts';

export interface GuardProps {
  readonly policies: Policies;
  readonly operatorKey: string;
  readonly record?: (judged: Judged) => void;
}

const keyArn = (id: string): string => (id.startsWith('arn:') ? id : arnOf('kms', `key/${id}`));

const machine = arnOf('states', `stateMachine:${NAMES.stateMachine}`);

const dataKey = keyArn(NAMES.dataKey);

/** What is looked up of the services: whose ciphertext it is, and the tags of a secret and of an IAM user. */
interface Looking {
  readonly kms: Pick<LocalServices['kms'], 'keyOf'>;
  readonly secretsManager: Pick<LocalServices['secretsManager'], 'peek'>;
  readonly iam: Pick<LocalServices['iam'], 'peek' | 'peekRole' | 'userOf' | 'simulateBy'>;
}

/** Who may do what at this machine's stand-ins. */
export function admissionOf(props: GuardProps, services: Looking): Admission {
  const guard = guardOf(props, services);
  const platform = new Platform({
    guard,
    machine,
    dataKey,
    ledger: NAMES.ledger,
    scheduleGroup: arnOf('scheduler', `schedule-group/${NAMES.scheduleGroup}`),
    rule: (name) => ruleIn(props.policies, name),
  });
  return { request: (request) => guard.admit(request), call: (call) => platform.admit(call) };
}

/** The rule that may call a function: the template names it. */
function ruleIn({ resource }: Policies, name: string): string {
  const permissions = resource.get(functionArn(name)) ?? [];
  const [source] = permissions.flatMap(({ statement }) => listOf(statement.Condition?.['ArnLike']?.['aws:SourceArn']));
  return source ?? 'none';
}

function guardOf({ policies, operatorKey, record }: GuardProps, services: Looking): Guard {
  const { kms, secretsManager, iam } = services;
  const keyIn = (input: Input): string =>
    keyArn(
      input['KeyId'] === undefined ? (kms.keyOf(textIn(input, 'CiphertextBlob')) ?? 'unknown') : textIn(input, 'KeyId'),
    );
  const judge = new Judge(withOperator(policies));
  iam.simulateBy((asked) => judge.judge(asked));
  return new Guard({
    judge,
    operatorKey,
    ...(record && { record }),
    needs: {
      dynamodb: dynamodbNeeds([ledgerTable(NAMES.ledger), workspaceTable(NAMES.workspace)], dataKey),
      secretsmanager: secretsNeeds((id) => secretsManager.peek(id), keyArn),
      kms: kmsNeeds(keyIn),
      'cognito-idp': cognitoNeeds,
      events: eventsNeeds,
      'sms-voice': voiceNeeds,
      sqs: sqsNeeds(dataKey),
      sns: snsNeeds(dataKey),
      ses: sesNeeds,
      iam: iamNeeds({
        user: (name) => iam.peek(name),
        role: (name) => iam.peekRole(name),
        holder: (key) => iam.userOf(key),
      }),
      identitystore: identityStoreNeeds,
      sso: ssoNeeds,
      states: statesNeeds({ machine, dataKey }),
      scheduler: schedulerNeeds,
      lambda: lambdaNeeds,
    },
  });
}

/** Whoever runs the system administers the account: everything is allowed that no policy of a resource denies. */
export function withOperator({ identity, resource }: Policies): Policies {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
  const own: readonly Placed[] = [{ id: 'operator: *', of: OPERATOR, statement: everything }];
  return { identity: new Map([...identity, [OPERATOR, own]]), resource };
}
