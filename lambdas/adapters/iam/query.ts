import { AdapterError } from '../../ports/errors.ts';
import { adapterError } from '../aws/errors.ts';
import { SignedPost, type SignedPostOptions } from '../aws/signed-post.ts';
import { type Element, elementAt, elementIn } from './xml.ts';

export interface AwsQueryOptions extends SignedPostOptions {
  /** The date of its API: `2010-05-08`. */
  readonly version: string;
}

/** IAM's names of errors that are not the SDK's (https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html). */
const ALIKE: Readonly<Record<string, string>> = {
  NoSuchEntity: 'NoSuchEntityNotFound',
  EntityTemporarilyUnmodifiable: 'EntityInConflict',
  ServiceFailure: 'InternalFailure',
};

/** A call that IAM or STS refused: its code as they publish it. */
export class QueryRefusal extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(code: string, httpStatusCode: number) {
    super(code);
    this.name = code;
    this.$metadata = { httpStatusCode };
  }

  /** INVARIANT: neither quotes what was sent. */
  get asAdapterError(): AdapterError {
    return adapterError(Object.assign(new Error(this.name), this, { name: ALIKE[this.name] ?? this.name }));
  }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;

/**
 * AWS's query protocol (https://docs.aws.amazon.com/IAM/latest/UserGuide/programming.html): a form that is signed, and XML. The SDK's client of
 * IAM, which makes and deletes users and policies too, is not there for six operations. Follows no redirect and does not try again.
 */
export class AwsQuery {
  readonly #version: string;
  readonly #post: SignedPost;

  constructor({ version, ...options }: AwsQueryOptions) {
    this.#version = version;
    this.#post = new SignedPost(options);
  }

  /** The result of an operation. Throws `QueryRefusal` for a refusal, and `AdapterError` where there is no answer that can be read. */
  async ask(action: string, parameters: Readonly<Record<string, string>>): Promise<Element> {
    const form = new URLSearchParams({ Action: action, Version: this.#version, ...parameters });
    const { status, text } = await this.#post.send(form.toString(), FORM);
    const answer = elementIn(text);
    if (status >= 400) throw new QueryRefusal(codeIn(answer), status);
    const result = elementAt(answer, `${action}Response`);
    if (result === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
    // Operations that only change something answer without a result.
    return elementAt(result, `${action}Result`) ?? { text: '', children: new Map() };
  }
}

/** Only a plain word is repeated. */
function codeIn(answer: Element): string {
  const code = elementAt(answer, 'ErrorResponse', 'Error', 'Code')?.text ?? '';
  return /^[A-Za-z.]{1,64}$/.test(code) ? code : 'unknown';
}
