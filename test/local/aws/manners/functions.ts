import { DOCS, type Manner } from './manner.ts';

/** Manners of what runs functions, and of what says whether they may. */
export const OF_FUNCTIONS: readonly Manner[] = [
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
      ['local/start/template.test.ts', 'has what Lambda does with calls that nobody waits for'],
    ],
  },
  {
    service: 'Lambda',
    does: 'gives a new account ten executions at once, and none to reserve',
    page: `${DOCS}/lambda/latest/dg/lambda-concurrency.html`,
    tests: [
      ['local/aws/functions.test.ts', 'run at once as many as the account may have, ten in a new one'],
      ['local/aws/async-invokes.test.ts', 'does not count errors of Lambda itself'],
      ['lib/definition.test.ts', 'tells errors that may pass from final ones by name'],
      ['lib/caps.test.ts', 'are not there unless they are set: a new account can reserve none'],
      ['lib/caps.test.ts', 'at their most leave a quota of 1,000 what Lambda demands'],
      ['lib/alerts.test.ts', 'watch throttles of the functions that end grants'],
      ['scenarios/revocation-under-flood.test.ts', 'a grant ends at its time, and another when its owner says so'],
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
      ['compose/clients/environment.test.ts', 'finds what is deployed with a function where the runtime says'],
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
    service: 'CloudFormation',
    does: 'keeps what is retained under its name, so that a second create fails',
    page: `${DOCS}/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html`,
    tests: [
      ['lib/lasting.test.ts', 'has no name that a second create would use again after a failed or deleted first one'],
      ['lib/lasting.test.ts', 'is taken away again when the first create fails'],
      ['lib/repeat.test.ts', 'can be created after a first create that failed at any resource'],
      ['lib/repeat.test.ts', 'can be deleted and created again, and again'],
    ],
  },
  {
    service: 'CloudFormation',
    does: 'takes away what would end a grant while the grant lives',
    page: `${DOCS}/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html`,
    tests: [
      ['lib/guard.test.ts', 'is deleted before whatever ends grants, and before its own right to read them'],
      ['handlers/guard.test.ts', 'refuses to let the stack go before the last grant has ended'],
      ['scenarios/drain.test.ts', 'changes nothing while a recovery is under way, ends two grants when told to'],
    ],
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
