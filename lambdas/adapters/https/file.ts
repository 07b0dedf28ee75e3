import { AdapterError } from '../../ports/errors.ts';
import { assertAnswered, authorizationOf, type Credential, type Send } from './vendor-http.ts';

/** Bytes of a file, as `registry import` takes them: several times those of 20,000 records. */
const MOST_BYTES = 16_000_000;
/** Milliseconds until the last byte is there. */
const TIMEOUT_MS = 60_000;

export interface HttpsFileOptions {
  readonly url: string;
  readonly send: Send;
  /** Read for each call, so a rotated one counts at once. */
  readonly credential: () => Promise<Credential>;
  readonly timeoutMs?: number;
}

/** A file that came, and its entity tag; null where the server gives none. */
export interface ReadFile {
  readonly text: string;
  readonly etag: string | null;
}

/**
 * A text file at one address. Follows no redirect, and takes it whole or not at all. Throws `AdapterError`: `unavailable`, `throttled`,
 * `credentials`, `access-denied`, `not-found`, `unexpected`, `file-too-large`, `file-cut-off`, `file-encoding`. INVARIANT: no error repeats what is in it.
 */
export class HttpsFile {
  readonly #options: HttpsFileOptions;

  constructor(options: HttpsFileOptions) {
    this.#options = options;
  }

  async read(): Promise<ReadFile> {
    return this.#fileIn(await this.#asked({}));
  }

  /** The file; null where it still has this entity tag (`If-None-Match`, RFC 9110 section 13.1.2): it is not sent then. */
  async readUnless(etag: string): Promise<ReadFile | null> {
    const answer = await this.#asked({ 'if-none-match': etag });
    if (answer.status !== 304) return this.#fileIn(answer);
    await answer.body?.cancel();
    return null;
  }

  /** Whether the file is given to whoever asks without a credential. */
  async isOpen(): Promise<boolean> {
    const answer = await this.#send({});
    await answer.body?.cancel();
    return answer.status === 200;
  }

  async #asked(headers: Readonly<Record<string, string>>): Promise<Response> {
    return this.#send({ ...authorizationOf(await this.#options.credential()), ...headers });
  }

  async #fileIn(answer: Response): Promise<ReadFile> {
    try {
      assertAnswered(answer);
      assertFile(answer);
      return { text: textIn(await this.#bytesOf(answer)), etag: answer.headers.get('etag') };
    } catch (error) {
      await answer.body?.cancel().catch(() => undefined);
      throw error;
    }
  }

  async #send(headers: Readonly<Record<string, string>>): Promise<Response> {
    const { url, send, timeoutMs = TIMEOUT_MS } = this.#options;
    try {
      // Encoded, the bytes that came could not be counted.
      return await send(new URL(url), {
        ...{ method: 'GET', redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) },
        headers: { accept: 'text/csv', 'accept-encoding': 'identity', ...headers },
      });
    } catch {
      throw this.#silent();
    }
  }

  async #bytesOf({ headers, body }: Response): Promise<Buffer> {
    const parts: Buffer[] = [];
    let length = 0;
    try {
      for await (const part of body ?? []) {
        parts.push(Buffer.from(part));
        length += part.length;
        if (length > MOST_BYTES) break;
      }
    } catch {
      throw this.#silent();
    }
    if (length > MOST_BYTES) throw failure('file-too-large', `it has more than ${MOST_BYTES / 1_000_000} MB`);
    const said = headers.get('content-length');
    if (said !== null && Number(said) !== length) throw failure('file-cut-off', `${length} of ${said} bytes came`);
    return Buffer.concat(parts);
  }

  #silent(): AdapterError {
    const message = `unavailable: ${new URL(this.#options.url).host} did not answer, or stopped within its answer`;
    return new AdapterError('unavailable', { retryable: true, message });
  }
}

function assertFile({ status, headers }: Response): void {
  if (status === 403) throw failure('access-denied', 'the server answered 403');
  if (status === 404 || status === 410) throw failure('not-found', `the server answered ${status}`);
  if (status !== 200) throw failure('unexpected', `the server answered ${status}`);
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw failure('unexpected', 'the server encodes the file, which was not asked for');
}

/** A byte order mark is no part of the text. */
function textIn(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw failure('file-encoding', 'it is not in UTF-8');
  }
}

const failure = (code: string, says: string): AdapterError =>
  new AdapterError(code, { retryable: true, message: `${code}: ${says}` });
