import { SignatureV4 } from '@smithy/signature-v4';
import { AdapterError } from '../../ports/errors.ts';
import { adapterError } from '../aws/errors.ts';
import type { Send } from '../https/vendor-http.ts';
import { type Element, elementAt, elementIn } from './xml.ts';

/** Credentials of AWS, to sign with; of a role they have a token of the session. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Hash = NonNullable<ConstructorParameters<typeof SignatureV4>[0]['sha256']>;

export interface AwsQueryOptions {
  /** Where the service is: `https://iam.amazonaws.com`. */
  readonly endpoint: string;
  /** IAM's prefix of the service: `iam`, `sts`. */
  readonly service: string;
  /** The date of its API: `2010-05-08`. */
  readonly version: string;
  /** The region that the signature names. */
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
  readonly sha256: Hash;
  readonly send?: Send;
  readonly now?: () => number;
}

/** Shorter than a function's timeout with several calls in it. */
const TIMEOUT_MS = 5_000;

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

/**
 * AWS's query protocol (https://docs.aws.amazon.com/IAM/latest/UserGuide/programming.html): a form that is signed, and XML. The SDK's client of
 * IAM, which makes and deletes users and policies too, is not there for six operations. Follows no redirect and does not try again.
 */
export class AwsQuery {
  readonly #options: Required<AwsQueryOptions>;

  constructor(options: AwsQueryOptions) {
    this.#options = { send: fetch, now: Date.now, ...options };
  }

  /** The result of an operation. Throws `QueryRefusal` for a refusal, and `AdapterError` where there is no answer that can be read. */
  async ask(action: string, parameters: Readonly<Record<string, string>>): Promise<Element> {
    const { status, text } = await this.#sent(action, parameters);
    if (status >= 300 && status < 400) throw new AdapterError('unexpected', { retryable: false });
    const answer = elementIn(text);
    if (status >= 400) throw new QueryRefusal(codeIn(answer), status);
    const result = elementAt(answer, `${action}Response`);
    if (result === undefined) throw new AdapterError('answer-unreadable', { retryable: true });
    // Operations that only change something answer without a result.
    return elementAt(result, `${action}Result`) ?? { text: '', children: new Map() };
  }

  async #sent(action: string, parameters: Readonly<Record<string, string>>) {
    const { version: Version, send } = this.#options;
    const body = new URLSearchParams({ Action: action, Version, ...parameters }).toString();
    const url = new URL(this.#options.endpoint);
    const headers = await this.#signed(url, body);
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await send(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      throw new AdapterError('unavailable', {
        retryable: true,
        message: `${url.host} did not answer`,
        cause: nameOf(error),
      });
    }
  }

  async #signed({ protocol, hostname, port, host }: URL, body: string): Promise<Record<string, string>> {
    const { service, region, credentials, sha256, now } = this.#options;
    const signer = new SignatureV4({ service, region, credentials: await credentials(), sha256 });
    const request = {
      ...{ method: 'POST', protocol, hostname, path: '/', body },
      ...(port === '' ? {} : { port: Number(port) }),
      headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
    };
    const { headers } = await signer.sign(request, { signingDate: new Date(now()) });
    // Whoever sends it writes the host.
    return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host'));
  }
}

/** Only a plain word is repeated. */
function codeIn(answer: Element): string {
  const code = elementAt(answer, 'ErrorResponse', 'Error', 'Code')?.text ?? '';
  return /^[A-Za-z.]{1,64}$/.test(code) ? code : 'unknown';
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
