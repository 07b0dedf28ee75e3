import type { Secret } from '../../../lambdas/ports/secret.ts';
import { EXIT, Failure, type Problem } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { hintFor } from './hints.ts';

export interface ApiSettings {
  readonly url: URL;
  /** Throws a `Failure` when there is none. */
  readonly token: () => Promise<Secret>;
  /** The same for every attempt of this invocation, so that a command whose answer was lost is not carried out twice. */
  readonly idempotencyKey: string;
}

/** A successful answer: the exact JSON, and parsed. */
export interface Answer {
  readonly text: string;
  readonly body: unknown;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body?: string;
}

/** Retries, for no answer or a 503. */
const RETRIES = 3;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** API Gateway gives up on an answer after 30 s. */
const TIMEOUT_MS = 35_000;

/** The service's HTTP API. Throws a `Failure` for every other answer. */
export class Api {
  readonly #settings: ApiSettings;
  readonly #terminal: Pick<Terminal, 'sleep'>;

  constructor(settings: ApiSettings, terminal: Pick<Terminal, 'sleep'>) {
    this.#settings = settings;
    this.#terminal = terminal;
  }

  /** `path` is a list of segments, which are encoded here. */
  get(path: readonly string[], query: Readonly<Record<string, string | number | undefined>> = {}): Promise<Answer> {
    const url = this.#urlOf(path);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return this.#call({ method: 'GET', url });
  }

  post(path: readonly string[], body: unknown): Promise<Answer> {
    return this.#call({ method: 'POST', url: this.#urlOf(path), body: JSON.stringify(body) });
  }

  /** The same service, for another request that has a key of its own. */
  withKey(idempotencyKey: string): Api {
    return new Api({ ...this.#settings, idempotencyKey }, this.#terminal);
  }

  #urlOf(path: readonly string[]): URL {
    const url = new URL(this.#settings.url);
    url.pathname = [url.pathname.replace(/\/$/, ''), ...path.map(encodeURIComponent)].join('/');
    return url;
  }

  async #call(call: Call): Promise<Answer> {
    const token = await this.#settings.token();
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(call, token);
      const again = 'lost' in outcome || outcome.status === 503;
      if (again && attempt <= RETRIES) await this.#terminal.sleep(pauseOf(outcome, attempt));
      else if ('lost' in outcome) throw this.#unreachable(call, outcome, attempt);
      else return answerOf(outcome, call.url);
    }
  }

  async #attempt({ method, url, body }: Call, token: Secret): Promise<Received | Lost> {
    const { idempotencyKey } = this.#settings;
    const sending = body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    try {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { accept: 'application/json', authorization: `Bearer ${token.reveal()}`, ...sending },
        ...(body === undefined ? {} : { body }),
      });
      const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
      return { status: response.status, text: await response.text(), retryAfter };
    } catch (error) {
      return { lost: causeOf(error) };
    }
  }

  #unreachable({ method, url }: Call, { lost }: Lost, attempts: number): Failure {
    const problem = { code: 'unreachable', title: `cannot reach ${url.origin}`, cause: lost, attempts };
    const again = `repeat it with \`--idempotency-key ${this.#settings.idempotencyKey}\``;
    const hint =
      method === 'GET'
        ? 'is it running? `npm start` serves it on this machine; another address is given with `--url`'
        : `it may have been carried out: ${again}; it is then carried out only once`;
    return new Failure(EXIT.unreachable, problem, { hint });
  }
}

/** A missing or incomplete answer, with its cause. */
interface Lost {
  readonly lost: string;
}

interface Received {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: number;
}

/** Doubles from try to try, plus a random part of up to the same length; longer if the service asks for it. */
function pauseOf(outcome: Received | Lost, attempt: number): number {
  const backoff = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + Math.random());
  const asked = 'lost' in outcome || Number.isNaN(outcome.retryAfter) ? 0 : outcome.retryAfter * 1000;
  return Math.min(LONGEST_PAUSE_MS, Math.max(backoff, asked));
}

function answerOf({ status, text }: Received, url: URL): Answer {
  const body = parsed(text);
  if (status >= 200 && status < 300 && body !== undefined) return { text, body };
  if (status >= 400 && isProblem(body)) {
    const exit = status >= 500 ? EXIT.unreachable : EXIT.refused;
    throw new Failure(exit, body, { hint: hintFor({ ...body, status }), verbatim: text });
  }
  // An authorizer in front of the service answers in its own format.
  if (status === 401 || status === 403)
    throw new Failure(EXIT.refused, unauthorized(status), { hint: hintFor(unauthorized(status)) });
  throw unexpectedAnswer(url, status);
}

/** The answer does not come from Countersign, or from another version. */
export const unexpectedAnswer = (url: URL, status: number): Failure =>
  new Failure(
    EXIT.unreachable,
    { code: 'unexpected-answer', title: `the answer of ${url.origin} is not as expected`, status },
    { hint: 'check `--url`, and that the service and this command line have the same version' },
  );

const unauthorized = (status: 401 | 403): Problem =>
  status === 401
    ? { code: 'unauthorized', title: 'the token is missing, expired or of another issuer', status }
    : { code: 'forbidden', title: 'the token does not allow this', status };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'title' in body && 'code' in body && typeof body.code === 'string';

interface Thrown {
  readonly name?: unknown;
  readonly cause?: { readonly code?: unknown; readonly errors?: readonly { readonly code?: unknown }[] };
}

/** The system's code of a failed connection, such as `ECONNREFUSED`; never a message, which could quote the request. */
function causeOf(error: unknown): string {
  const { cause, name } = (error ?? {}) as Thrown;
  const code = cause?.code ?? cause?.errors?.[0]?.code ?? name;
  return typeof code === 'string' ? code : 'unknown';
}
