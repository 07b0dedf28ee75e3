import { DOCS, type Manner } from './manner.ts';

/** Manners of the doors: the API, sign-in, and what sends messages. */
export const OF_DOORS: readonly Manner[] = [
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
      ['lib/queues.test.ts', 'ring at the first dead letter, each with its own alarm'],
      ['lib/queues.test.ts', 'ring when a notice has waited for a quarter of an hour'],
    ],
  },
  {
    service: 'SNS',
    does: 'takes a text that may never arrive: in the sandbox, or where a country asks for a registered sender',
    page: `${DOCS}/sns/latest/dg/sns-sms-sandbox.html`,
    tests: [
      ['contracts/aws/sns.ts', 'takes a text to a telephone, and names it'],
      ['local/aws/sns.test.ts', 'is taken and named, and never arrives: in the sandbox, and where no carrier'],
      ['adapters/aws/health.test.ts', 'is whether texts reach everybody'],
      ['lib/rights.test.ts', 'tells whoever sends codes, the pages that speak of them and the doctor in which ways'],
    ],
  },
  {
    service: 'API Gateway',
    does: 'takes bodies of 10 MB and waits 30 s for a function',
    page: `${DOCS}/apigateway/latest/developerguide/http-api-quotas.html`,
    tests: [
      ['local/serve/http.test.ts', 'answers 413 to what API Gateway does not take, and lives on'],
      ['local/serve/http.test.ts', 'answers 503 when a function takes longer than API Gateway waits'],
      ['lib/functions.test.ts', 'have timeouts that nest'],
    ],
  },
  {
    service: 'API Gateway',
    does: 'takes a request line and headers of 10,240 bytes',
    page: `${DOCS}/apigateway/latest/developerguide/http-api-quotas.html`,
    tests: [['local/serve/http.test.ts', 'answers 431 to a request line with headers of more than 10,240 bytes']],
  },
  {
    service: 'API Gateway',
    does: 'gives each API a host name of its own, and passkeys belong to a host name for ever',
    page: `${DOCS}/apigateway/latest/developerguide/http-api-custom-domain-names.html`,
    tests: [
      ['handlers/guard.test.ts', 'refuses another address of the page, to which passkeys belong'],
      ['lib/guard.test.ts', 'tells CloudFormation what the stack has'],
      ['lib/domain.test.ts', 'is the address of every page, link and passkey, and what the guard keeps'],
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
    service: 'API Gateway',
    does: 'has no web ACL before an HTTP API: CloudFront stands before it, and the API asks whether a request came through it',
    page: `${DOCS}/waf/latest/developerguide/how-aws-waf-works-resources.html`,
    tests: [
      ['lib/edge.test.ts', 'is CloudFront with the ACL, under the domain'],
      ['lib/edge.test.ts', 'is known to every function of the API, which may read its secret'],
      ['lib/edge.test.ts', 'is the one that CloudFront sees, whatever was sent under the name'],
      ['lib/acl.test.ts', 'is in us-east-1, where CloudFront looks for it'],
    ],
  },
  {
    service: 'Cognito',
    does: 'has no page to sign in at without a domain and a branding, and lets people in with a password alone unless told',
    page: `${DOCS}/cognito/latest/developerguide/managed-login-branding.html`,
    tests: [
      ['lib/api.test.ts', 'gives the pool a page to sign in at, and lets no program take a password'],
      ['lib/api.test.ts', 'makes a user pool that nobody joins or recovers by themselves, with a second factor'],
    ],
  },
  {
    service: 'Cognito',
    does: 'lets a client that names no flow take passwords by SRP',
    page: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html`,
    tests: [['lib/api.test.ts', 'gives the pool a page to sign in at, and lets no program take a password']],
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
    service: 'SNS',
    does: 'takes 256 KiB, in which the attributes count',
    page: `${DOCS}/sns/latest/dg/sns-message-attributes.html`,
    tests: [['contracts/aws/sns.ts', 'counts every part of the attributes as part of the message']],
  },
  {
    service: 'Cognito',
    does: 'compares the whole address to come back to, so the command line has three fixed ports',
    page: `${DOCS}/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html`,
    tests: [
      ['local/serve/sign-in/provider.test.ts', 'compares the whole address to come back to, as Cognito does'],
      ['lib/countersign-stack.test.ts', 'lets its issuer send people back to the console at its own address'],
      ['bin/cli/sign-in/login.test.ts', 'takes the next port when one is taken, and says so when all three are'],
    ],
  },
  {
    service: 'Cognito',
    does: 'takes an access token until it ends, also after a sign-out',
    page: `${DOCS}/cognito/latest/developerguide/token-revocation.html`,
    tests: [
      ['local/serve/sign-in/provider.test.ts', 'gives access tokens that outlive the sign-in, as Cognito does'],
      ['lib/countersign-stack.test.ts', 'gives tokens that are good for a quarter of an hour'],
      ['bin/cli/sign-in/login.test.ts', 'ends the sign-in here and at the issuer'],
    ],
  },
  {
    service: 'Cognito',
    does: 'lists users and sessions as they were; one user is read by their name',
    page: `${DOCS}/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html`,
    tests: [
      ['local/aws/late.test.ts', 'is in no list for a while, and is read at once by their name'],
      ['local/aws/late.test.ts', 'has sessions that a list shows later'],
      ['lib/rights.test.ts', 'lists no user of a pool: lists are late'],
    ],
  },
];
