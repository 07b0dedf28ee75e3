import { fixedRule } from '../core/policy/policy.ts';
import type { Refusal } from '../core/recovery/state/decision.ts';
import { REFUSALS, type RefusalCode } from '../core/recovery/state/refusals.ts';
import { answeredBy, type WhoSaysNo } from '../core/recovery/views/next-steps.ts';
import { SIGNATURE_FAILURES } from '../ports/signatures.ts';
import { PROBLEM_STEPS, type Step } from './problem-steps.ts';

/** Every failure before or beside the core's decision, in words. Codes are part of the API: they are added, never changed. */
export const PROBLEMS = {
  ...SIGNATURE_FAILURES,
  'body-missing': 'the request has no body',
  'body-malformed': 'the body is not UTF-8 text',
  'json-malformed': 'the body is not JSON',
  'json-duplicate-key': 'an object in the body has the same member twice',
  'json-forbidden-key': 'an object in the body has a member with a forbidden name',
  'json-too-deep': 'the body is nested too deeply',
  'json-unsafe-number': 'the body has a number that cannot be stored exactly',
  'cursor-malformed': 'this is not the `next` of a page of the same list',
  'idempotency-key-malformed': 'an idempotency key has 1 to 64 of `A-Z a-z 0-9 _ -`',
  'idempotency-key-reused': 'this idempotency key was used for a different request before',
  'token-missing': 'there is no verified token',
  'event-time-missing': 'the signed body has no time',
  'edge-bypassed': 'this request did not come through the public address of the service',
  'route-unknown': 'there is no such route',
  'source-unknown': 'there is no such source',
  'commit-unknown': 'the ledger has no such commit',
  'stream-unknown': 'the ledger has no such stream',
  'policy-unknown': 'the ledger has no policy version with this digest',
  'stream-stopped': 'a commit that fails verification stops the stream until two administrators void it',
  'body-too-large': 'the body is too large',
  'content-type-unsupported': 'the body must be `application/json` in UTF-8',
  'account-malformed':
    'an account is `directory:id`: a short lower-case name, a colon, 1 to 128 printable ASCII characters',
  'caller-malformed': 'the number of a caller is a plus sign, the country code and the rest: 7 to 15 digits',
  'channel-missing': 'a request for somebody else must say how they asked',
  'caller-not-on-behalf': 'only a request for somebody else may name the number that called',
  'fields-invalid': 'some fields are missing or invalid',
  'fields-unknown': 'some fields are unknown',
  'page-not-open': 'this browser has not opened the page: its cookie is missing, or not one of ours',
  'requester-unknown': 'the registry does not know the requester',
  'too-many-requests': 'too many requests; try again later',
  contention: 'others changed the same account at the same time; try again',
  internal: 'an unexpected error; the log has it under the correlation id',
  unavailable: 'a service that this needs does not answer; try again',
} as const satisfies Record<string, string>;

/** A code of `PROBLEMS`. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Whether a text is a code of `PROBLEMS`. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

interface Circumstances {
  /** Facts for the caller: no text by other people, no credential. */
  readonly facts?: Refusal['facts'];
  /** Whether it is already in the ledger. */
  readonly recorded?: boolean;
  /** The stream of the ledger that it belongs to, if it concerns a known account. */
  readonly stream?: string;
  readonly cause?: unknown;
}

/** A failed request: a code of `PROBLEMS` or a refusal of the core, with its words as the message. */
export class Problem extends Error {
  readonly code: ProblemCode | RefusalCode;
  readonly facts: Refusal['facts'];
  /** The rule or other cause of the refusal, its owner, and what to do next (rule 21). */
  readonly answered: WhoSaysNo;
  readonly recorded: boolean;
  readonly stream: string | null;

  constructor(code: ProblemCode | RefusalCode, circumstances: Circumstances = {}) {
    super(isProblemCode(code) ? PROBLEMS[code] : REFUSALS[code].says, { cause: circumstances.cause });
    this.name = 'Problem';
    this.code = code;
    this.answered = isProblemCode(code) ? answeredByStep(PROBLEM_STEPS[code]) : answeredBy(code);
    this.facts = circumstances.facts ?? {};
    this.recorded = circumstances.recorded ?? false;
    this.stream = circumstances.stream ?? null;
  }
}

/** The owner of a failure without a rule: the sender of the request, or the operator of the service. */
function answeredByStep({ by, next }: Step): WhoSaysNo {
  if (typeof by === 'number') return { ...fixedRule(by), next };
  const owner = by === 'input' ? 'whoever sends the request' : 'whoever runs the service';
  return { rule: by, control: by, owner, next };
}

/** Makes the problem of a request that fails before or beside the core's decision. */
export const problem = (code: ProblemCode, circumstances: Circumstances = {}): Problem =>
  new Problem(code, circumstances);

/** Makes the problem of a core's refusal. */
export const refusalProblem = ({ code, facts }: Refusal, circumstances: Omit<Circumstances, 'facts'> = {}): Problem =>
  new Problem(code, { ...circumstances, facts });
