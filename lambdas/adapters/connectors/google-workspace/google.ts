import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import { Patience } from '../../https/patience.ts';
import { readerOf } from '../../https/reader.ts';
import { type HeldCredential, signedIn } from '../../https/successor.ts';
import { answerOfVendor, type Send, type VendorAnswer, type VendorCall } from '../../https/vendor-http.ts';
import { type GoogleAccount, googleGrantOf, TOKEN_URL } from './assertion.ts';

const SCOPE = 'https://www.googleapis.com/auth/admin.directory.';

/** What a token may be used for: `docs/integrations/google-workspace.md` says which call needs which. */
export const GOOGLE_SCOPES = {
  read: [`${SCOPE}user.readonly`, `${SCOPE}group.readonly`],
  write: [`${SCOPE}user`, `${SCOPE}user.security`],
} as const;
type Use = keyof typeof GOOGLE_SCOPES;

/** An API of Google: where it is, and the scopes of a token for it. */
interface GoogleApi {
  readonly base: string;
  readonly scopes: Readonly<Record<Use, readonly string[]>>;
}

/** The Directory API of the Admin SDK (https://developers.google.com/workspace/admin/directory/reference/rest/v1). */
const DIRECTORY_API: GoogleApi = { base: 'https://admin.googleapis.com/admin/directory/v1', scopes: GOOGLE_SCOPES };

/** IAM of Google Cloud (https://docs.cloud.google.com/iam/docs/reference/rest) has one scope: the roles of the account say the rest. */
export const IAM_SCOPE = 'https://www.googleapis.com/auth/iam';

export const GOOGLE_IAM_API: GoogleApi = {
  ...{ base: 'https://iam.googleapis.com/v1', scopes: { read: [IAM_SCOPE], write: [IAM_SCOPE] } },
};

export interface GoogleOptions {
  /** Read with each new token, so a replaced key is used at once. */
  readonly account: () => Promise<GoogleAccount>;
  /** The same account with its next key, for one that replaces its own. */
  readonly successor?: HeldCredential<GoogleAccount>['successor'];
  /** The Directory API when absent. */
  readonly api?: GoogleApi;
  readonly send?: Send;
  readonly now?: () => number;
  readonly patience?: Patience;
}

interface Asked {
  readonly use: Use;
  readonly json?: unknown;
}

/** A token is used until a minute before its end. */
const MARGIN_MS = 60_000;
/** 100 pages of 200: far more groups than a user can be in. */
const MOST_PAGES = 100;

const read = readerOf('Google');
const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });
const refusedToken = z.object({ error: z.string() });
const refusedAnswer = z.object({
  error: z.object({ errors: z.optional(z.array(z.object({ reason: z.string() }))), status: z.optional(z.string()) }),
});
const nextShape = z.object({ nextPageToken: z.optional(z.string()) });

/** An API of Google, as a service account. What reads and what changes use two tokens. Throws `AdapterError`. */
export class Google {
  readonly #options: Required<Omit<GoogleOptions, 'patience' | 'account' | 'successor'>>;
  readonly #held: HeldCredential<GoogleAccount>;
  readonly #patience: Patience;
  readonly #tokens = new Map<Use, { readonly value: Secret; readonly until: number }>();

  constructor({
    send = fetch,
    now = Date.now,
    patience = new Patience(),
    api = DIRECTORY_API,
    ...held
  }: GoogleOptions) {
    this.#options = { send, now, api };
    this.#held = { credential: held.account, successor: held.successor };
    this.#patience = patience;
  }

  /** Undefined when Google has no such object. */
  async find<Schema extends z.ZodMiniType>(
    path: string,
    shape: Schema,
    use: Use = 'read',
  ): Promise<z.output<Schema> | undefined> {
    const answer = await this.#answer('GET', path, { use });
    return answer.status === 404 ? undefined : read(shape, accepted(answer));
  }

  /** All pages of a list. A list without an end is refused: what stands on its last page might matter most. */
  async list<Schema extends z.ZodMiniType>(path: string, shape: Schema): Promise<readonly z.output<Schema>[]> {
    const found: z.output<Schema>[] = [];
    let page: string | undefined;
    for (let turn = 0; turn < MOST_PAGES; turn += 1) {
      const more = page === undefined ? '' : `&pageToken=${encodeURIComponent(page)}`;
      const body = accepted(await this.#answer('GET', `${path}${more}`, { use: 'read' }));
      found.push(read(shape, body));
      page = read(nextShape, body).nextPageToken;
      if (page === undefined) return found;
    }
    throw new AdapterError('list-endless', { retryable: false, message: 'a list of Google has no end' });
  }

  async patch(path: string, json: unknown): Promise<void> {
    accepted(await this.#answer('PATCH', path, { use: 'write', json }));
  }

  async post<Schema extends z.ZodMiniType>(path: string, json: unknown, shape: Schema): Promise<z.output<Schema>> {
    return read(shape, accepted(await this.#answer('POST', path, { use: 'write', json })));
  }

  /** What is gone already counts as removed. */
  async remove(path: string): Promise<void> {
    const answer = await this.#answer('DELETE', path, { use: 'write' });
    if (answer.status !== 404) accepted(answer);
  }

  /** For a call without a body, whose answer nobody needs. */
  async run(path: string): Promise<void> {
    accepted(await this.#answer('POST', path, { use: 'write' }));
  }

  /** Whether Google gives a token for this. */
  async mayUse(use: Use): Promise<boolean> {
    try {
      await this.#bearer(use);
      return true;
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'access-denied') return false;
      throw error;
    }
  }

  /** A token that is refused is thrown away: Google ends tokens before their time when a key or a delegation changes. */
  async #answer(method: VendorCall['method'], path: string, { use, json }: Asked): Promise<VendorAnswer> {
    const url = new URL(`${this.#options.api.base}${path}`);
    const call = { method, url, ...(json === undefined ? {} : { body: { json } }) };
    const bearer = await this.#bearer(use);
    try {
      return await this.#call({ ...call, bearer });
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'credentials') this.#tokens.delete(use);
      throw error;
    }
  }

  async #bearer(use: Use): Promise<Secret> {
    const { api, now } = this.#options;
    const held = this.#tokens.get(use);
    const at = now();
    if (held !== undefined && at < held.until) return held.value;
    const answer = await signedIn(this.#held, (account) =>
      this.#tokenAnswer(googleGrantOf(account, api.scopes[use], at)),
    );
    const { access_token: token, expires_in: seconds } = read(tokenAnswer, answer.body);
    const value = new Secret(token);
    this.#tokens.set(use, { value, until: at + seconds * 1000 - MARGIN_MS });
    return value;
  }

  async #tokenAnswer(form: Readonly<Record<string, string>>): Promise<VendorAnswer> {
    const answer = await this.#call({ method: 'POST', url: new URL(TOKEN_URL), body: { form } }).catch(
      (error: unknown) => {
        // Google answers a scope that nobody delegated with 401, as it answers nothing else here.
        if (error instanceof AdapterError && error.code === 'credentials') throw undelegated();
        throw error;
      },
    );
    if (answer.status < 400) return answer;
    const parsed = z.safeParse(refusedToken, answer.body);
    if (parsed.success && ['unauthorized_client', 'access_denied', 'invalid_scope'].includes(parsed.data.error))
      throw undelegated();
    throw new AdapterError('credentials', { retryable: true, message: 'Google refuses the service account' });
  }

  /** What Google asks to be left alone for is kept to. */
  #call(call: VendorCall): Promise<VendorAnswer> {
    return this.#patience.call(async () => {
      const answer = await answerOfVendor(this.#options.send, call);
      if (answer.status === 403 && BUSY.includes(reasonOf(answer)))
        throw new AdapterError('throttled', { retryable: true, message: 'throttled: a quota of Google is used up' });
      return answer;
    });
  }
}

const undelegated = (): AdapterError =>
  new AdapterError('access-denied', { retryable: false, message: 'a scope was not delegated to the service account' });

/** Google's reasons for 403 that pass (https://developers.google.com/workspace/admin/directory/v1/limits). */
const BUSY: readonly string[] = ['quotaExceeded', 'rateLimitExceeded', 'userRateLimitExceeded', 'dailyLimitExceeded'];

/** Google's statuses for a request that it understood and refuses. */
const REFUSALS: Readonly<Record<number, { readonly code: string; readonly retryable: boolean }>> = {
  403: { code: 'access-denied', retryable: false },
  404: { code: 'not-found', retryable: false },
  409: { code: 'conflict', retryable: true },
  412: { code: 'conflict', retryable: true },
};

function accepted(answer: VendorAnswer): unknown {
  if (answer.status < 400) return answer.body;
  const { code, retryable } = REFUSALS[answer.status] ?? { code: 'invalid-request', retryable: false };
  throw new AdapterError(code, { retryable, message: `${code}: Google says \`${reasonOf(answer)}\`` });
}

/** Only a plain word is repeated: a reason is never a place for what was sent. Newer APIs say a status alone. */
function reasonOf({ body }: VendorAnswer): string {
  const { data: { error } = {} } = z.safeParse(refusedAnswer, body);
  const reason = error?.errors?.[0]?.reason ?? error?.status ?? '';
  return /^[A-Za-z_]{1,64}$/.test(reason) ? reason : 'no reason';
}
