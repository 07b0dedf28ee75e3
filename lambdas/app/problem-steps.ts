/** The cause of a failure that is no refusal of the core: the form of the request, the service itself, or a rule of the product. */
export interface Step {
  readonly by: 'input' | 'service' | number;
  /** An instruction without a period. */
  readonly next: string;
}

const input = (next: string): Step => ({ by: 'input', next });
const service = (next: string): Step => ({ by: 'service', next });

const SIGNED = 'check the signing key and the clock of the source, and deliver it again';

/** The next step for each problem. `problem.ts` does not compile until every code has a row. */
export const PROBLEM_STEPS = {
  'signature-missing': { by: 17, next: SIGNED },
  'signature-invalid': { by: 17, next: SIGNED },
  'scheme-malformed': { by: 17, next: SIGNED },
  'header-missing': { by: 17, next: SIGNED },
  'duplicate-header': { by: 17, next: SIGNED },
  'timestamp-stale': { by: 17, next: SIGNED },
  'timestamp-future': { by: 17, next: SIGNED },
  'keys-unusable': service('configure a signing key for this source; the source delivers again by itself'),
  'body-missing': input('send a body'),
  'body-malformed': input('send the body as UTF-8 text'),
  'json-malformed': input('send the body as JSON'),
  'json-duplicate-key': input('name each member of an object once'),
  'json-forbidden-key': input('rename the member of the body'),
  'json-too-deep': input('send a body that is less deeply nested'),
  'json-unsafe-number': input('send the number as text, or a smaller one'),
  'cursor-malformed': input('give the `next` of the page before, or leave it out to begin at the top'),
  'idempotency-key-malformed': input('send another idempotency key'),
  'idempotency-key-reused': input('send this request with an idempotency key of its own'),
  'token-missing': { by: 1, next: 'sign in and send a new token' },
  'event-time-missing': { by: 17, next: 'have the source say when it made the body' },
  'edge-bypassed': input('send it to the public address of the service'),
  'route-unknown': input('look up the route in `/openapi.json`'),
  'source-unknown': input('configure this source, or correct its name'),
  'commit-unknown': input('check the stream and the number'),
  'stream-unknown': input('check the name of the stream'),
  'policy-unknown': input('check the digest: a plan names that of the policy that made it'),
  'stream-stopped': input('tell the administrators: `ledger verify` names the commit, and two of them void it'),
  'body-too-large': input('send a smaller body'),
  'page-not-open': input('open the page of the recovery in this browser again, with cookies allowed'),
  'content-type-unsupported': input('send `content-type: application/json`'),
  'account-malformed': input('correct the name of the account'),
  'caller-malformed': input('correct the number of the caller'),
  'channel-missing': input('say how they asked you, such as `phone` or `in-person`'),
  'caller-not-on-behalf': input('leave out the number of the caller'),
  'fields-invalid': input('correct the fields that `errors` names'),
  'fields-unknown': input('leave out the fields that `errors` names'),
  'requester-unknown': { by: 1, next: 'ask an administrator to register the requester' },
  'too-many-requests': service('wait a little, then try again'),
  contention: service('try again'),
  internal: service('give the correlation id to the operator of the service'),
  unavailable: service('try again in a moment'),
} as const satisfies Readonly<Record<string, Step>>;
