import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCS = 'https://docs.aws.amazon.com';

/** Something that AWS does and a stand-in easily would not, the page that says so, and the tests that hold it or hold us to it. */
interface Manner {
  readonly service: string;
  readonly does: string;
  readonly page: string;
  /** File under `test/`, and the titles of its tests. */
  readonly tests: readonly (readonly [file: string, title: string])[];
}

const MANNERS: readonly Manner[] = [
  {
    service: 'DynamoDB Streams',
    does: 'orders the records of a shard, in which there are many accounts, and gives one batch of it at a time',
    page: `${DOCS}/amazondynamodb/latest/developerguide/Streams.html`,
    tests: [
      ['local/aws/stream.test.ts', 'brings the accounts of a shard in the order in which they were written, together'],
      ['local/aws/stream.test.ts', 'holds other accounts of a shard up while one fails, and no other shard'],
      ['local/start/template.test.ts', 'is how Lambda reads the stream for its two readers'],
      ['app/relay/records.test.ts', 'holds its own stream for a minute, and no other of the batch'],
    ],
  },
  {
    service: 'DynamoDB Streams',
    does: 'lets at most two readers read a shard',
    page: `${DOCS}/amazondynamodb/latest/developerguide/Streams.html`,
    tests: [['lib/relay.test.ts', 'is the relay and the alerting, each in order, with nothing lost silently']],
  },
  {
    service: 'Lambda at a stream',
    does: 'brings a record that fails again, and nothing behind it',
    page: `${DOCS}/lambda/latest/dg/services-ddb-batchfailurereporting.html`,
    tests: [
      ['local/aws/stream.test.ts', 'brings the same batch again until its function takes it'],
      ['local/aws/stream.test.ts', 'brings again from the first record that is reported as failed'],
      ['local/aws/stream.test.ts', 'takes no answer for a report of failures where its mapping does not say so'],
      ['handlers/relay.test.ts', 'puts aside a record that was altered, and carries out every other of the batch'],
      ['app/relay/records.test.ts', 'is put aside at once, and the 1,000 records behind it are worked'],
      ['handlers/alerting.test.ts', 'rings for a commit that it can never read, and tells of the other accounts'],
      ['lib/rights.test.ts', 'leaves the relay no way to the outside world'],
    ],
  },
  {
    service: 'Lambda at a stream',
    does: 'halves a batch that failed as a whole, and gives up what is too old, in a letter without the records',
    page: `${DOCS}/lambda/latest/dg/services-dynamodb-errors.html`,
    tests: [
      ['local/aws/stream.test.ts', 'tries a batch that failed as a whole again in halves'],
      ['local/aws/stream.test.ts', 'gives a record up that is older than its reader wants, in a letter'],
      ['app/relay/records.test.ts', 'is put off after a minute, to be tried apart from the stream, which goes on'],
      ['app/relay/redeliver.test.ts', 'takes letters of the relay, of Lambda and of the notices'],
    ],
  },
  {
    service: 'Lambda at a stream',
    does: 'says how old the records are that it brings',
    page: `${DOCS}/lambda/latest/dg/monitoring-metrics-types.html`,
    tests: [
      ['local/aws/stream.test.ts', 'keeps the time at which a commit was written, however often and however late'],
      ['lib/alerts.test.ts', 'watch the workflow, the sweeper, revocations, the API and the stream'],
    ],
  },
  {
    service: 'DynamoDB Streams',
    does: 'keeps a record for 24 hours; what was missed is worked again from the table',
    page: `${DOCS}/amazondynamodb/latest/developerguide/Streams.html`,
    tests: [
      ['local/aws/stream.test.ts', 'forgets a record after 24 hours, whoever has not read it by then'],
      ['handlers/redeliver.test.ts', 'has a commit worked again'],
      ['handlers/redeliver.test.ts', 'has a time worked again'],
    ],
  },
  {
    service: 'DynamoDB',
    does: 'bounds the items of one key at 10 GB where the table has a local index',
    page: `${DOCS}/amazondynamodb/latest/developerguide/LSI.html`,
    tests: [['lib/ledger.test.ts', 'has no local index: with one, the commits of an account']],
  },
  {
    service: 'DynamoDB',
    does: 'takes items of 400 KB at most',
    page: `${DOCS}/amazondynamodb/latest/developerguide/ServiceQuotas.html`,
    tests: [['local/aws/dynamodb.test.ts', 'takes no item of more than 400 KB']],
  },
  {
    service: 'IAM',
    does: 'lets `ForAllValues` hold where the request has no such key',
    page: `${DOCS}/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html`,
    tests: [
      ['lib/rights.test.ts', 'lets no condition over all values of a key hold where the request has no such key'],
    ],
  },
  {
    service: 'IAM',
    does: 'decides before anybody looks whether the resource is there',
    page: `${DOCS}/IAM/latest/UserGuide/reference_policies_evaluation-logic.html`,
    tests: [
      ['lib/rights.test.ts', 'finds a secret that is gone: looking has no condition'],
      ['local/iam/guard.test.ts', 'secrets: only one with the tag is rotated, and every one may be described'],
    ],
  },
  {
    service: 'Lambda',
    does: 'tries a call that nobody waits for twice more by itself, and then gives it up',
    page: `${DOCS}/lambda/latest/dg/invocation-async-error-handling.html`,
    tests: [
      ['local/aws/async-invokes.test.ts', 'is tried twice more after errors of the function, and then it is done'],
      ['local/aws/async-invokes.test.ts', 'is given up after the third error, and goes to the destination'],
      ['local/aws/async-invokes.test.ts', 'is seen by nobody when it has no destination'],
    ],
  },
  {
    service: 'Lambda',
    does: 'takes 6 MB with a call that somebody waits for, and 1 MB with one that nobody waits for',
    page: `${DOCS}/lambda/latest/dg/gettingstarted-limits.html`,
    tests: [
      ['local/aws/functions.test.ts', 'take and give at most 6 MB'],
      ['local/aws/async-invokes.test.ts', 'is not taken with an event of more than 1 MB'],
    ],
  },
  {
    service: 'Lambda',
    does: 'says where the code of a function lies, in `LAMBDA_TASK_ROOT`',
    page: `${DOCS}/lambda/latest/dg/configuration-envvars.html`,
    tests: [
      ['compose/environment.test.ts', 'finds what is deployed with a function where the runtime says'],
      ['http/stack.test.ts', 'are the same where an endpoint writes null for what a request does not have'],
    ],
  },
  {
    service: 'EventBridge Scheduler',
    does: 'has delivered a call once Lambda has taken it; its retries are for the delivery only',
    page: `${DOCS}/scheduler/latest/UserGuide/configuring-schedule-dlq.html`,
    tests: [
      ['local/aws/scheduler.test.ts', 'is delivered once Lambda has taken the call'],
      ['local/aws/scheduler.test.ts', 'is given up after as many retries as it allows'],
    ],
  },
  {
    service: 'SES',
    does: 'looks for the right on the default configuration set and, in the sandbox, on the recipient’s identity',
    page: `${DOCS}/service-authorization/latest/reference/list_amazonses.html`,
    tests: [['lib/rights.test.ts', 'sends mail from the one address only, for whoever sends codes and notices']],
  },
  {
    service: 'SES',
    does: 'sends in the sandbox to verified recipients only',
    page: `${DOCS}/ses/latest/dg/request-production-access.html`,
    tests: [
      ['local/aws/ses.test.ts', 'is one of a sender who is not verified, and in the sandbox one to anybody who is not'],
      ['adapters/aws/health.test.ts', 'is whether mail reaches everybody'],
    ],
  },
  {
    service: 'SES',
    does: 'answers `Throttling` to a message beyond the quota of the day',
    page: `${DOCS}/ses/latest/dg/manage-sending-quotas-errors.html`,
    tests: [
      ['local/aws/ses.test.ts', 'is one beyond the quota of 24 hours: Throttling, as for too many at once'],
      ['adapters/delivery.test.ts', 'mail beyond the quota of the day is final for that message'],
    ],
  },
  {
    service: 'SNS',
    does: 'takes a text that may never arrive: in the sandbox, or where a country asks for a registered sender',
    page: `${DOCS}/sns/latest/dg/sns-sms-sandbox.html`,
    tests: [
      ['contracts/aws/sns.ts', 'takes a text to a telephone, and names it'],
      ['lib/rights.test.ts', 'tells whoever sends codes, the pages that speak of them and the doctor in which ways'],
    ],
  },
  {
    service: 'CloudFormation',
    does: 'keeps what is retained under its name, so that a second create fails',
    page: `${DOCS}/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html`,
    tests: [
      ['lib/lasting.test.ts', 'has no name that a second create would use again after a failed or deleted first one'],
      ['lib/lasting.test.ts', 'is taken away again when the first create fails'],
    ],
  },
  {
    service: 'API Gateway',
    does: 'takes bodies of 10 MB and waits 30 s for a function',
    page: `${DOCS}/apigateway/latest/developerguide/http-api-quotas.html`,
    tests: [
      ['local/serve/http.test.ts', 'answers 413 to what API Gateway does not take, and lives on'],
      ['lib/functions.test.ts', 'have timeouts that nest'],
    ],
  },
  {
    service: 'API Gateway',
    does: 'writes a claim of one group as a list in a text',
    page: `${DOCS}/apigateway/latest/developerguide/http-api-jwt-authorizer.html`,
    tests: [['http/actor.test.ts', 'groups of a token']],
  },
  {
    service: 'API Gateway',
    does: 'throttles a stage for everybody together, unless a route has a limit of its own',
    page: `${DOCS}/apigateway/latest/developerguide/http-api-throttling.html`,
    tests: [['lib/api.test.ts', 'throttles $method $path for itself']],
  },
  {
    service: 'Step Functions',
    does: 'has names of its own for a function that was killed or out of memory',
    page: `${DOCS}/step-functions/latest/dg/concepts-error-handling.html`,
    tests: [
      ['lib/definition.test.ts', 'tells errors that may pass from final ones by name'],
      ['lib/definition.test.ts', 'tries again after a function was killed'],
      ['local/aws/functions.test.ts', 'fail by the name of their error, with a cause as Lambda writes it'],
    ],
  },
  {
    service: 'Cognito',
    does: 'resets no password of a user who is disabled',
    page: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html`,
    tests: [
      ['contracts/aws/cognito.ts', 'resets no password of a user who is disabled'],
      ['contracts/aws/cognito.ts', 'replaces the password of a user who is disabled, and leaves them disabled'],
    ],
  },
  {
    service: 'Cognito',
    does: 'keeps text messages of the older setting out of the list of factors',
    page: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html`,
    tests: [
      ['contracts/aws/cognito.ts', 'shows SMS of the older setting beside the newer ones'],
      ['adapters/connectors/cognito/user.test.ts', 'has the factors of both settings'],
      ['adapters/connectors/cognito/factors.test.ts', 'are removed in each place where they are kept'],
    ],
  },
  {
    service: 'Secrets Manager',
    does: 'tries the key of a new secret under a context that names no secret',
    page: `${DOCS}/secretsmanager/latest/userguide/security-encryption.html`,
    tests: [
      ['local/iam/guard.test.ts', 'secrets: Secrets Manager first tries the key of a secret that is made'],
      ['lib/rights.test.ts', 'lets only who makes secrets have their key tried by Secrets Manager'],
    ],
  },
  {
    service: 'SNS',
    does: 'takes 256 KiB, in which the attributes count',
    page: `${DOCS}/sns/latest/dg/sns-message-attributes.html`,
    tests: [['contracts/aws/sns.ts', 'counts every part of the attributes as part of the message']],
  },
  {
    service: 'EventBridge',
    does: 'takes less than 1 MB and ten events at once',
    page: `${DOCS}/eventbridge/latest/APIReference/API_PutEvents.html`,
    tests: [
      ['contracts/aws/events.ts', 'takes ten events at once and not eleven'],
      ['contracts/aws/events.ts', 'takes less than 1 MB at once, whatever the number of events'],
    ],
  },
  {
    service: 'EventBridge Scheduler',
    does: 'takes an input of 256 KB',
    page: `${DOCS}/scheduler/latest/APIReference/API_Target.html`,
    tests: [['contracts/aws/scheduler.ts', 'takes an input of 256 KB at most']],
  },
  {
    service: 'SDK',
    does: 'tries a call again, which must end before its function does',
    page: `${DOCS}/sdkref/latest/guide/feature-retry-behavior.html`,
    tests: [['lib/functions.test.ts', 'have timeouts that nest: a call ends before its function']],
  },
];

describe('what AWS does and a stand-in easily would not', () => {
  it.each(MANNERS)('$service $does', ({ page, tests }) => {
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
    const missing = tests.filter(([file, title]) => !isTest(readFileSync(join(ROOT, 'test', file), 'utf8'), title));
    expect(missing).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
  });
});

/** Whether a test, a rule of a contract or a group of them has this in its title. */
const isTest = (text: string, title: string): boolean =>
  [...text.matchAll(/(?:\b(?:it|rule|describe)(?:\.each\([\s\S]*?\))?\(\s*'|^\s+')((?:[^'\\]|\\.)*)'/gm)].some(
    ([, found = '']) => found.includes(title),
  );
