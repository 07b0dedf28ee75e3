import { SignatureV4 } from '@smithy/signature-v4';
import { AdapterError } from '../../ports/errors.ts';
import type { Send } from '../https/vendor-http.ts';

/** Credentials of AWS, to sign with; of a role they have a token of the session. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Hash = NonNullable<ConstructorParameters<typeof SignatureV4>[0]['sha256']>;

export interface SignedPostOptions {
  /** Where the service is: `https://iam.amazonaws.com`. */
  readonly endpoint: string;
  /** IAM's prefix of the service, which the signature names: `iam`, `sso`. */
  readonly service: string;
  /** The region that the signature names. */
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
  readonly sha256: Hash;
  readonly send?: Send;
  readonly now?: () => number;
}

/** Shorter than a function's timeout with several calls in it. */
const TIMEOUT_MS = 5_000;

/**
 * Sends a body that is signed as the SDK signs it, for services of which few operations are called: their clients would bring all of them. Follows
 * no redirect and does not try again. Throws `AdapterError` where there is no answer.
 */
export class SignedPost {
  readonly #options: Required<SignedPostOptions>;

  constructor(options: SignedPostOptions) {
    this.#options = { send: fetch, now: Date.now, ...options };
  }

  async send(
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const url = new URL(this.#options.endpoint);
    const signed = await this.#signed(url, body, headers);
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await this.#options.send(url, {
        ...{ method: 'POST', headers: signed, body, redirect: 'manual', signal },
      });
      const { status } = answer;
      if (status >= 300 && status < 400) throw new AdapterError('unexpected', { retryable: false });
      return { status, text: await answer.text() };
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new AdapterError('unavailable', {
        retryable: true,
        message: `${url.host} did not answer`,
        cause: error instanceof Error ? error.name : 'unknown',
      });
    }
  }

  async #signed(
    { protocol, hostname, port, host }: URL,
    body: string,
    named: Readonly<Record<string, string>>,
  ): Promise<Record<string, string>> {
    const { service, region, credentials, sha256, now } = this.#options;
    const signer = new SignatureV4({ service, region, credentials: await credentials(), sha256 });
    const request = {
      ...{ method: 'POST', protocol, hostname, path: '/', body },
      ...(port === '' ? {} : { port: Number(port) }),
      headers: { host, ...named },
    };
    const { headers } = await signer.sign(request, { signingDate: new Date(now()) });
    // Whoever sends it writes the host.
    return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host'));
  }
}
