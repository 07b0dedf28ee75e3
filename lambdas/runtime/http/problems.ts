import { SIGNATURE_FAILURES, type SignatureFailure } from '../../ports/signatures.ts';

type Described = { readonly status: number; readonly title: string };

const SIGNATURES = Object.fromEntries(
  Object.entries(SIGNATURE_FAILURES).map(([code, title]) => [code, { status: 401, title }]),
) as Record<SignatureFailure, Described>;

/** Every way in which a request can fail before the core decides, or beside it. Codes are part of the API: they are added, never changed. */
export const PROBLEMS = {
  ...SIGNATURES,
  /** Ours to set right, so that the vendor should try again. */
  'keys-unusable': { status: 503, title: SIGNATURE_FAILURES['keys-unusable'] },
  'body-missing': { status: 400, title: 'the request has no body' },
  'body-malformed': { status: 400, title: 'the body is not UTF-8 text' },
  'json-malformed': { status: 400, title: 'the body is not JSON' },
  'json-duplicate-key': { status: 400, title: 'an object in the body has the same member twice' },
  'json-forbidden-key': { status: 400, title: 'an object in the body has a member with a name that is not accepted' },
  'json-too-deep': { status: 400, title: 'the body is nested too deeply' },
  'json-unsafe-number': { status: 400, title: 'the body has a number that cannot be held exactly' },
  'cursor-malformed': { status: 400, title: 'this is no `next` of a page of the same list' },
  'idempotency-key-malformed': { status: 400, title: 'an idempotency key has 1 to 64 of `A-Z a-z 0-9 _ -`' },
  'idempotency-key-reused': { status: 422, title: 'something else was said under this idempotency key before' },
  'token-missing': { status: 401, title: 'there is no verified token' },
  'token-inconsistent': { status: 401, title: 'the token and its verified claims do not say the same' },
  'event-time-missing': { status: 401, title: 'the signed body does not say when it was made' },
  'route-unknown': { status: 404, title: 'there is no such route' },
  'source-unknown': { status: 404, title: 'there is no such source' },
  'stream-unknown': { status: 404, title: 'the ledger has no such stream' },
  'body-too-large': { status: 413, title: 'the body is too large' },
  'content-type-unsupported': { status: 415, title: 'the body must be `application/json` in UTF-8' },
  'account-malformed': {
    status: 422,
    title: 'an account is `directory:id`: a short lower-case name, a colon, 1 to 128 printable ASCII characters',
  },
  'caller-malformed': {
    status: 422,
    title: 'the number of a caller is a plus sign, the code of the country and the rest: 7 to 15 digits',
  },
  'caller-not-on-behalf': { status: 422, title: 'only who asks for somebody else names the number that called' },
  'fields-invalid': { status: 422, title: 'some fields are missing or not of the kind that is asked for' },
  'fields-unknown': { status: 422, title: 'some fields are not known here' },
  'requester-unknown': { status: 422, title: 'the registry does not know the requester' },
  'too-many-requests': { status: 429, title: 'too many requests; try again later' },
  contention: { status: 409, title: 'others changed the same account at the same time; try again' },
  internal: { status: 500, title: 'something went wrong here; the correlation id finds it in the log' },
  unavailable: { status: 503, title: 'something that this needs does not answer; try again' },
} as const satisfies Record<string, Described>;

/** One of `PROBLEMS`. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Whether a text is the code of one of `PROBLEMS`. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);
