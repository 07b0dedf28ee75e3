import type { Placed } from '../local/iam/statement.ts';

interface Kept {
  /** Matches the id of the statement. */
  readonly statement: RegExp;
  /** One of its actions; absent: the whole statement, and each of its actions. */
  readonly action?: RegExp;
  readonly because: string;
}

/** Rights that no scenario needs, each with the reason why it stays. */
export const KEPT: readonly Kept[] = [
  // Policies of resources.
  { statement: /SecureTransport=false/, because: 'denies plain HTTP, which no client here speaks' },
  {
    statement: /NothingIsPutInTransactions/,
    because: 'denies transactions, which the stand-in does not have; rights.test.ts of lib holds the text',
  },
  {
    statement: /AlarmsPublish|^KeysData\w+: kms:Decrypt kms:GenerateDataKey/,
    because: 'for CloudWatch alarms, and for what EventBridge and SNS give up, which nothing here does',
  },
  { statement: /^KeysLogs\w+: /, because: 'for CloudWatch Logs and the account; nothing here encrypts logs' },
  {
    statement: /AllowEventRule|(KeyTouched|TableTouched|ExecutionStopped)(Leaves|Publishes)/,
    because:
      'EventBridge tells people what CloudTrail says, and leaves a letter when it gives up; neither happens here',
  },
  {
    statement: /^KeysData\w+: kms:Decrypt\*|EncryptionContext:SourceArn=/,
    because: 'for the delivery of encrypted logs, which nothing here delivers',
  },
  {
    statement: /^KeysCustody\w+: kms:CreateGrant/,
    because: 'made by the CDK for a secret under the key; the account is trusted already',
  },
  {
    statement: /^Api(\w+meauthenticatorsenrolment|(GET|POST)(callscallBack|directoryhooksoktasignals))/,
    because: 'two methods of one path: each permission covers both',
  },
  {
    statement: /^countersign-(directoryLog|cloudTrail): /,
    because:
      'reads the logs of directories: no scenario has an LDAP directory, and CloudTrail tells nothing here; their own tests do both',
  },
  {
    statement: /^countersign-sync: /,
    because: 'reads a directory of record, which no scenario has; its own tests and `npm run bench -- sync` do',
  },
  {
    statement: /^countersign-query: .*population#/,
    because: 'shows what a directory of record proposes, which no scenario has',
  },
  {
    statement: /^countersign-query: .*tally#/,
    because: 'shows the tally of a month, which no scenario lasts for',
  },
  // The ledger has one adapter.
  {
    statement: /on arn:[^ ]+table\/countersign-ledger$|table\/countersign-ledger if/,
    action: /^dynamodb:(BatchGetItem|GetItem)$/,
    because: 'one adapter reads the ledger: it gets a commit by its number, and what an index names in batches',
  },
  {
    statement: /dynamodb:Query on [^ ]+index\/by-command/,
    because: 'a command is looked for in the index when it is older than the state remembers',
  },
  {
    statement: /^countersign-(vendor|sweeper): kms:GetPublicKey/,
    because: 'verifies a stream that has commits; no scenario has one for this function',
  },
  { statement: /if kms:ViaService=dynamodb/, because: 'documented for whoever uses an encrypted table' },
  {
    statement:
      /^countersign-(revoke|scheduler): (sqs:SendMessage|kms:Decrypt kms:GenerateDataKey) [^;]*(TimersDeadLetters|ViaService=sqs)/,
    because: 'Lambda and the scheduler leave a letter when they give up, which they do in no scenario',
  },
  {
    statement:
      /^countersign-\w+: (sqs:SendMessage [^;]*LostLetters|kms:Decrypt kms:GenerateDataKey [^;]*ViaService=sqs)/,
    because: 'Lambda leaves a letter for an asynchronous call that it gives up; nothing here makes such a call',
  },
  {
    statement: /^countersign-(webhook|claim): [^;]*LeadingKeys=identity#/,
    action: /BatchGetItem/,
    because: 'one adapter reads people: several at once are found by one call, which these two functions seldom need',
  },
  // Ways that no scenario goes.
  {
    statement: /^(countersign-guard: |FunctionsGuardRole)/,
    because:
      'CloudFormation calls it before a change of the stack; no scenario deploys, and the tests of the function do with fakes',
  },
  {
    statement: /^countersign-sweeper: /,
    because:
      'ends a grant when workflow and schedule have both failed, which the tests of the function show with fakes',
  },
  { statement: /^countersign-callBack: /, because: 'no scenario calls back; the tests of the function do with fakes' },
  {
    statement: /^countersign-claim: (secretsmanager:GetSecretValue|kms:Decrypt)/,
    because: 'hands over a credential of an account that is not personal; the scenarios claim on the page',
  },
  {
    statement: /^countersign-\w+: sms-voice:SendVoiceMessage/,
    because: 'no person of the scenarios is called by telephone',
  },
  { statement: /^countersign-\w+: ses:SendEmail/, because: 'no scenario has this function send mail' },
  {
    statement: /^countersign-webhook: kms:Decrypt .*keys\/pseudonyms/,
    because: 'no ticket of the scenarios names a caller',
  },
  {
    statement: /^countersign-requester: [^;]*totp/,
    because: 'the password of an app is typed in test/browser',
  },
  {
    statement: /^countersign-enrolment: dynamodb:DeleteItem .*totp#/,
    action: /DeleteItem/,
    because: 'an app is removed, or not enrolled after all, in no scenario',
  },
  {
    statement: /^countersign-execute: secretsmanager/,
    action: /PutSecretValue/,
    because: 'a box that a lost answer has left is filled again',
  },
  {
    statement: /cognito-idp:/,
    action: /AdminSetUser(MFAPreference|Settings)/,
    because: 'no user of the scenarios has a text message as second factor',
  },
  {
    statement: /^countersign-redeliver: sqs/,
    action: /sqs:DeleteMessage/,
    because: 'no scenario has a dead letter to take',
  },
  {
    statement: /^countersign-notices: (sqs:|kms:Decrypt kms:GenerateDataKey)/,
    action: /sqs:SendMessage|kms:GenerateDataKey/,
    because: 'what some recipients did not get is put onto the queue again, for them only',
  },
  {
    statement: /^countersign-alerting: (sqs:SendMessage|kms:Decrypt kms:GenerateDataKey)/,
    because: 'Lambda puts aside a record that was given up; the stand-in tries for ever',
  },
  {
    statement: /^countersign-workflow: logs:/,
    action: /^(logs|xray):/,
    because: 'made by the CDK for the log and the traces of the state machine, which nothing here writes',
  },
];

/** The reason why a statement, or one action of it, stays though nothing here uses it. */
export const reasonOf = ({ id }: Placed, action?: string): string | undefined =>
  KEPT.find(
    (kept) =>
      kept.statement.test(id) && (kept.action === undefined || (action !== undefined && kept.action.test(action))),
  )?.because;
