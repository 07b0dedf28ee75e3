import { AdapterError } from '../../ports/errors.ts';

/** Error codes for all AWS services and for the connection to them; an adapter adds codes of its own when it knows more. */
export type AwsCode =
  | 'access-denied'
  | 'conflict'
  | 'credentials'
  | 'invalid-request'
  | 'limit-exceeded'
  | 'not-found'
  | 'throttled'
  | 'unavailable'
  | 'unexpected';

/** Whether the same call may work later. A limit can free up and a key can be enabled again; a wrong request stays wrong. */
const RETRYABLE: Readonly<Record<AwsCode, boolean>> = {
  'access-denied': false,
  conflict: true,
  credentials: true,
  'invalid-request': false,
  'limit-exceeded': true,
  'not-found': false,
  throttled: true,
  unavailable: true,
  unexpected: false,
};

/** By the name of the exception; the first matching row counts. Other errors are mapped by HTTP status. */
const BY_NAME: readonly (readonly [name: RegExp, code: AwsCode])[] = [
  [/Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded|SlowDown/, 'throttled'],
  [/LimitExceeded|QuotaExceeded/, 'limit-exceeded'],
  [/ExpiredToken|CredentialsProvider|TokenProvider|RequestExpired/, 'credentials'],
  [
    /AccessDenied|NotAuthorized|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|OptInRequired/,
    'access-denied',
  ],
  [/NotFound|DoesNotExist/, 'not-found'],
  [/Conflict|Concurrent|ResourceInUse|ResourceExists|AlreadyExists|KMSInvalidState/, 'conflict'],
  [/Internal|Unavailable|Timeout|TimedOut|NetworkingError|Abort/, 'unavailable'],
];

/** The safe part of an SDK error: enough to find the call in CloudTrail. */
export class AwsFault extends Error {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;

  constructor(exception: string, { status, requestId }: { status: number | undefined; requestId: string | undefined }) {
    super(exception);
    this.name = exception;
    this.status = status;
    this.requestId = requestId;
  }
}

/**
 * Turns the error of an SDK call into an `AdapterError`. INVARIANT: the SDK's message is dropped, here and in `cause`: services quote their
 * input (`Value '…' at 'secretString' failed to satisfy …`), which may be a credential. The only exception is a denied access: its message
 * names a role, an action and a resource, which the operator needs.
 */
export function adapterError(error: unknown): AdapterError {
  if (error instanceof AdapterError) return error;
  const cause = faultOf(error);
  const code = codeOf(cause, error);
  const says = /AccessDenied/.test(cause.name) && error instanceof Error ? error.message : cause.name;
  return new AdapterError(code, { retryable: RETRYABLE[code], cause, message: `${code}: ${says}` });
}

/** The answer of an SDK call; errors become `AdapterError`s. */
export async function answerOf<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw adapterError(error);
  }
}

/** The answer of an SDK call, or undefined if it failed with one of these exceptions, which are expected here. */
export async function answerUnless<Answer>(
  call: Promise<Answer>,
  names: readonly string[],
): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (names.includes(faultOf(error).name)) return undefined;
    throw adapterError(error);
  }
}

function codeOf({ name, status }: AwsFault, error: unknown): AwsCode {
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (named !== undefined) return named;
  if (status === 429) return 'throttled';
  if (status !== undefined) return status >= 500 ? 'unavailable' : 'invalid-request';
  return hasNoAnswer(error) ? 'unavailable' : 'unexpected';
}

/** The connection broke (`ECONNRESET`, …) or the answer was unreadable: the call may have been carried out. */
const hasNoAnswer = (error: unknown): boolean =>
  isRecord(error) && ('$metadata' in error || /^E(?!RR_)[A-Z]+$/.test(String(error['code'])));

function faultOf(error: unknown): AwsFault {
  const name = isRecord(error) && typeof error['name'] === 'string' ? error['name'] : 'unknown';
  const metadata = isRecord(error) && isRecord(error['$metadata']) ? error['$metadata'] : {};
  const { httpStatusCode, requestId } = metadata as { httpStatusCode?: unknown; requestId?: unknown };
  return new AwsFault(name, {
    status: typeof httpStatusCode === 'number' ? httpStatusCode : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
