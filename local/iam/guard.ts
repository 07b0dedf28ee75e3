import { log } from '../../lambdas/app/log.ts';
import { ACCOUNT_ID } from '../aws/arns.ts';
import { AwsError } from '../aws/protocol/aws-error.ts';
import type { AwsRequest } from '../aws/protocol/http.ts';
import { type Asked, askedIn, type Service } from './asked.ts';
import { type Call, type Judge, Unjudged, type Verdict } from './judge.ts';
import type { Need, Needs } from './needs/need.ts';
import { OPERATOR, principalOf } from './principal.ts';

/** A judged call, for the record. */
export type Judged = Call & Verdict;

export interface GuardOptions {
  readonly judge: Judge;
  /** What the operations of each service need. */
  readonly needs: Readonly<Record<Service, Needs>>;
  /** Access key of whoever runs the local system. */
  readonly operatorKey: string;
  /** Receives every judged call. Must not throw. */
  readonly record?: (judged: Judged) => void;
}

/** Stands before the stand-ins: a request is carried out only if its sender has every right that it needs. */
export class Guard {
  readonly #options: GuardOptions;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Throws the error that AWS answers to a request that is not allowed. */
  async admit(request: AwsRequest): Promise<void> {
    const asked = askedIn(request);
    // The services themselves refuse what they do not know.
    if (asked === undefined) return;
    const principal = principalOf(request, this.#options.operatorKey);
    if (principal === undefined) {
      log('error', 'a call by nobody was refused', { service: asked.service, operation: asked.operation });
      throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', {
        status: 403,
      });
    }
    for (const need of this.#needsOf(asked, principal)) await this.require(principal, need, asked.service);
  }

  /** The same for a right that a service needs under a role, or at a function that it calls. */
  async require(principal: string, need: Need, service: Service): Promise<void> {
    const call = { principal, ...need };
    const { judge, record } = this.#options;
    const verdict = await judge.judge(call).catch(unjudged);
    record?.({ ...call, ...verdict });
    if (verdict.allowed) return;
    const { action, resource } = need;
    log('error', 'IAM refused a call', { principal, action, resource, context: call.context, by: verdict.by });
    throw denial(service, call, verdict);
  }

  #needsOf({ service, operation, input }: Asked, principal: string): readonly Need[] {
    const needs = this.#options.needs[service];
    if (Object.hasOwn(needs, operation)) return needs[operation]?.(input) ?? [];
    // Setting up uses operations that no function has a right to.
    if (principal === OPERATOR) return [];
    throw unjudged(new Unjudged(`no right is known for ${service}:${operation}`));
  }
}

/** Told, because a failure of the judge must not look like a denial. */
function unjudged(error: unknown): never {
  const message = error instanceof Error ? error.message : 'unknown';
  log('error', 'a call could not be judged', { message });
  throw new AwsError('InternalFailure', `the local system cannot judge a call: ${message}`, { status: 500 });
}

/** Names and statuses of a denial where they are not `AccessDeniedException` and 400. */
const DENIALS: Readonly<Partial<Record<Service, readonly [name: string, status: number]>>> = {
  sns: ['AuthorizationError', 403],
  ses: ['AccessDenied', 403],
  iam: ['AccessDenied', 403],
  lambda: ['AccessDeniedException', 403],
  scheduler: ['AccessDeniedException', 403],
};

function denial(service: Service, { principal, action, resource }: Call, { by }: Verdict): AwsError {
  const [name, status] = DENIALS[service] ?? ['AccessDeniedException', 400];
  const reason =
    by.length > 0 ? 'with an explicit deny' : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${sessionOf(principal)} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  return new AwsError(name, message, { status });
}

/** AWS names the session of a role, not the role. */
function sessionOf(principal: string): string {
  const role = principal.slice(principal.lastIndexOf('/') + 1);
  return principal.includes(':role/') ? `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role}/${role}` : principal;
}
