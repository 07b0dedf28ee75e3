import * as z from 'zod/mini';
import { AdapterError } from '../../ports/errors.ts';
import { readerOf } from '../https/reader.ts';
import { adapterError } from './errors.ts';
import { SignedPost, type SignedPostOptions } from './signed-post.ts';

export interface AwsJsonOptions extends SignedPostOptions {
  /** The part of `X-Amz-Target` before the dot: `AWSIdentityStore`. */
  readonly target: string;
  /** What is waited before a call that was throttled is made again. */
  readonly pause?: (attempt: number) => Promise<void>;
}

type Parameters = Readonly<Record<string, unknown>>;

/** How often a call is made that is throttled. */
const MOST_ATTEMPTS = 4;
/** Pages of a list: far more than anybody has. */
const MOST_PAGES = 1_000;

const REAL_PAUSE = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt + Math.random() * 200));

const read = readerOf('AWS');

/**
 * AWS's JSON protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), for services of which few operations are called and nothing is
 * changed: a call that is throttled is made again. Throws `AdapterError`, as an SDK client's error is mapped.
 */
export class AwsJson {
  readonly #post: SignedPost;
  readonly #target: string;
  readonly #pause: (attempt: number) => Promise<void>;

  constructor({ target, pause = REAL_PAUSE, ...options }: AwsJsonOptions) {
    this.#post = new SignedPost(options);
    this.#target = target;
    this.#pause = pause;
  }

  /** Undefined where the service has no such thing. */
  async find<Schema extends z.ZodMiniType>(
    operation: string,
    parameters: Parameters,
    shape: Schema,
  ): Promise<z.output<Schema> | undefined> {
    const answer = await this.#answer(operation, parameters);
    return answer === undefined ? undefined : read(shape, answer);
  }

  async ask<Schema extends z.ZodMiniType>(
    operation: string,
    parameters: Parameters,
    shape: Schema,
  ): Promise<z.output<Schema>> {
    const answer = await this.find(operation, parameters, shape);
    if (answer === undefined)
      throw new AdapterError('not-found', { retryable: false, message: 'not-found: the service has no such thing' });
    return answer;
  }

  /** The members of a list, of all pages. A list without an end is refused: what is on its last page might matter most. */
  async all<Schema extends z.ZodMiniType>(
    operation: string,
    parameters: Parameters,
    { list, shape }: { readonly list: string; readonly shape: Schema },
  ): Promise<readonly z.output<Schema>[]> {
    const page = z.object({ NextToken: z.nullish(z.string()), [list]: z.optional(z.array(z.unknown())) });
    const found: z.output<Schema>[] = [];
    let token: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const asked = { ...parameters, ...(token === undefined ? {} : { NextToken: token }) };
      const answer = (await this.ask(operation, asked, page)) as Readonly<Record<string, unknown>>;
      const members = (answer[list] ?? []) as readonly unknown[];
      found.push(...members.map((one) => read(shape, one)));
      const next = answer['NextToken'];
      if (typeof next !== 'string' || next === '') return found;
      token = next;
    }
    throw new AdapterError('list-endless', { retryable: false, message: 'a list has no end' });
  }

  async #answer(operation: string, parameters: Parameters): Promise<unknown> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${this.#target}.${operation}` };
    for (let attempt = 1; ; attempt += 1) {
      const { status, text } = await this.#post.send(JSON.stringify(parameters), headers);
      const body = jsonIn(text);
      const isAnswer = status >= 200 && status < 300;
      if (isAnswer && body !== undefined) return body;
      if (isAnswer) throw new AdapterError('answer-unreadable', { retryable: true });
      const refused = refusal(body, status);
      if (refused.name === 'ResourceNotFoundException') return undefined;
      const error = adapterError(refused);
      if (error.code !== 'throttled' || attempt >= MOST_ATTEMPTS) throw error;
      await this.#pause(attempt);
    }
  }
}

/** A refusal as an SDK client throws it. INVARIANT: its message stays behind, but for a denied access, which names a role, an action and a resource. */
function refusal(body: unknown, status: number): Error {
  const parsed = z.safeParse(refusalShape, body);
  const { __type: type = '', message = '', Message = '' } = parsed.success ? parsed.data : {};
  const [name = ''] = /[A-Za-z]+$/.exec(type.split(':')[0] ?? '') ?? [];
  return Object.assign(new Error(message || Message), {
    name: name || 'unknown',
    $metadata: { httpStatusCode: status },
  });
}

const refusalShape = z.object({
  __type: z.optional(z.string()),
  message: z.optional(z.string()),
  Message: z.optional(z.string()),
});

function jsonIn(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}
