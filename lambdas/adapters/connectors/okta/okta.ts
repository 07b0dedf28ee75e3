import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import { Patience } from '../../https/patience.ts';
import { readerOf } from '../../https/reader.ts';
import { type HeldCredential, signedIn } from '../../https/successor.ts';
import { answerOfVendor, type Send, type VendorAnswer, type VendorCall } from '../../https/vendor-http.ts';
import { type OktaApplication, provenBy } from './assertion.ts';

/** What a token of Okta may be used for: `docs/integrations/okta.md` says which call needs which. */
export const SCOPES = {
  read: ['okta.users.read', 'okta.groups.read', 'okta.roles.read', 'okta.authenticators.read'],
  write: ['okta.users.manage'],
} as const;

/** The same for an app that makes and deletes client secrets of other apps, and touches no user. */
export const APP_SCOPES = { read: ['okta.apps.read'], write: ['okta.apps.manage'] } as const;

/** The same for an app that reads the System Log. */
export const LOG_SCOPES = { read: ['okta.logs.read'], write: [] } as const;

type Use = keyof typeof SCOPES;

export interface OktaOptions {
  /** Host of the org: `acme.okta.com`. */
  readonly org: string;
  /** Read with each new token, so a rotated key is used at once. */
  readonly application: () => Promise<OktaApplication>;
  /** The same app with its next key, for an app that replaces its own. */
  readonly successor?: HeldCredential<OktaApplication>['successor'];
  /** `SCOPES` when absent. */
  readonly scopes?: Readonly<Record<Use, readonly string[]>>;
  readonly send?: Send;
  readonly now?: () => number;
  readonly patience?: Pick<Patience, 'call'>;
}

/** An answer of Okta that refuses: its `errorCode`, never its summary. */
interface Refusal {
  readonly status: number;
  readonly code: string;
}

interface Asked {
  readonly use: Use;
  readonly json?: unknown;
  readonly reads?: VendorCall['reads'];
}

/** A token is used until a minute before its end. */
const MARGIN_MS = 60_000;
/** 100 pages of 200: far more groups than a user can be in. */
const MOST_PAGES = 100;

const read = readerOf('Okta');
const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });
const refusedToken = z.object({ error: z.string() });
const refusedAnswer = z.object({ errorCode: z.string() });

/**
 * Okta's management API, as a service app (https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/). What reads and
 * what changes use two tokens: an app that was given no right to change gets none for it. Throws `AdapterError`.
 */
export class Okta {
  readonly #options: Required<Omit<OktaOptions, 'patience' | 'application' | 'successor'>>;
  readonly #held: HeldCredential<OktaApplication>;
  readonly #patience: Pick<Patience, 'call'>;
  readonly #tokens = new Map<Use, { readonly value: Secret; readonly until: number }>();

  constructor({ org, send = fetch, now = Date.now, scopes = SCOPES, patience = new Patience(), ...held }: OktaOptions) {
    this.#options = { org, send, now, scopes };
    this.#held = { credential: held.application, successor: held.successor };
    this.#patience = patience;
  }

  /** Undefined when Okta has no such object. */
  async find<Schema extends z.ZodMiniType>(path: string, shape: Schema): Promise<z.output<Schema> | undefined> {
    const answer = await this.#answer('GET', this.#url(path), { use: 'read' });
    return answer.status === 404 ? undefined : read(shape, accepted(answer));
  }

  /** Whether Okta gives a token for this. Every right of an app beyond its scopes is a role, which no token shows. */
  async mayUse(use: Use): Promise<boolean> {
    try {
      await this.#bearer(use);
      return true;
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'access-denied') return false;
      throw error;
    }
  }

  /**
   * All pages of a list, at most so many. A list without an end is refused: what stands on its last page might matter most. Some lists lie in
   * `value`, and name their next page beside it.
   */
  async list<Schema extends z.ZodMiniType>(
    path: string,
    shape: Schema,
    { most = MOST_PAGES }: { readonly most?: number } = {},
  ): Promise<readonly z.output<Schema>[]> {
    const found: z.output<Schema>[] = [];
    let url: URL | undefined = this.#url(path);
    for (let page = 0; page < most; page += 1) {
      const answer = await this.#answer('GET', url, { use: 'read' });
      const body = accepted(answer);
      const { value, next } = Array.isArray(body)
        ? { value: body as readonly unknown[], next: nextIn(answer.link) }
        : boxed(read(boxShape, body));
      found.push(...read(z.array(shape), value));
      if (next === undefined) return found;
      url = this.#sameOrigin(next);
    }
    throw new AdapterError('list-endless', { retryable: false, message: 'a list of Okta has no end' });
  }

  /** One page of a list, and the path of the next one where the answer names it. */
  async page<Schema extends z.ZodMiniType>(path: string, shape: Schema) {
    const answer = await this.#answer('GET', this.#url(path), { use: 'read' });
    const items = read(z.array(shape), accepted(answer));
    const next = nextIn(answer.link);
    return { items, ...(next === undefined ? {} : { next: this.#sameOrigin(next) }) };
  }

  async post<Schema extends z.ZodMiniType>(path: string, json: unknown, shape: Schema): Promise<z.output<Schema>> {
    const sent = { use: 'write', ...(json === undefined ? {} : { json }) } as const;
    return read(shape, accepted(await this.#answer('POST', this.#url(path), sent)));
  }

  /** For a call whose answer nobody needs: it is not read, so nothing of it can be kept or shown. */
  async run(method: 'POST' | 'DELETE', path: string): Promise<void> {
    accepted(await this.#answer(method, this.#url(path), { use: 'write', reads: 'status' }));
  }

  /** What is gone already counts as removed. Returns Okta's refusal where it refuses this object now. */
  async remove(path: string): Promise<Refusal | undefined> {
    const answer = await this.#answer('DELETE', this.#url(path), { use: 'write' });
    if (answer.status === 404) return undefined;
    if (answer.status === 400) return { status: 400, code: codeOf(answer) };
    accepted(answer);
    return undefined;
  }

  /** A token that is refused is thrown away: Okta ends tokens before their time when an app or its key changes. */
  async #answer(method: VendorCall['method'], url: URL, { use, json, reads }: Asked): Promise<VendorAnswer> {
    const call = { method, url, ...(reads === undefined ? {} : { reads }) };
    const body = json === undefined ? {} : { body: { json } };
    const bearer = await this.#bearer(use);
    try {
      return await this.#call({ ...call, ...body, bearer });
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'credentials') this.#tokens.delete(use);
      throw error;
    }
  }

  async #bearer(use: Use): Promise<Secret> {
    const held = this.#tokens.get(use);
    const now = this.#options.now();
    if (held !== undefined && now < held.until) return held.value;
    const answer = await signedIn(this.#held, (application) => this.#tokenOf(application, use, now));
    const { access_token: token, expires_in: seconds } = read(tokenAnswer, answer.body);
    const value = new Secret(token);
    this.#tokens.set(use, { value, until: now + seconds * 1000 - MARGIN_MS });
    return value;
  }

  async #tokenOf(application: OktaApplication, use: Use, now: number): Promise<VendorAnswer> {
    const url = new URL('/oauth2/v1/token', this.#origin);
    const form = {
      grant_type: 'client_credentials',
      scope: this.#options.scopes[use].join(' '),
      ...provenBy(application, url.href, now),
    };
    const answer = await this.#call({ method: 'POST', url, body: { form } });
    if (answer.status >= 400) throw refusedApp(answer);
    return answer;
  }

  /** What Okta asks to be left alone for is kept to, a little longer and by chance: not all come back in one second. */
  #call(call: VendorCall): Promise<VendorAnswer> {
    return this.#patience.call(() => answerOfVendor(this.#options.send, call));
  }

  get #origin(): string {
    return `https://${this.#options.org}`;
  }

  #url(path: string): URL {
    return new URL(`/api/v1${path}`, this.#origin);
  }

  /** INVARIANT: the token goes to the org alone, whatever an answer names as its next page. */
  #sameOrigin(next: string): URL {
    const url = URL.parse(next);
    if (url?.origin !== this.#origin)
      throw new AdapterError('unexpected', { retryable: false, message: 'a page of Okta leads elsewhere' });
    return url;
  }
}

const nextIn = (link = ''): string | undefined => /<([^<>]*)>\s*;\s*rel="next"/.exec(link)?.[1];

const boxShape = z.object({
  value: z.array(z.unknown()),
  _links: z.optional(z.object({ next: z.optional(z.object({ href: z.string() })) })),
});
const boxed = ({ value, _links: links }: z.output<typeof boxShape>) => ({ value, next: links?.next?.href });

/** Okta's statuses for a request that it understood and refuses. */
const REFUSALS: Readonly<Record<number, { readonly code: string; readonly retryable: boolean }>> = {
  403: { code: 'access-denied', retryable: false },
  404: { code: 'not-found', retryable: false },
  409: { code: 'conflict', retryable: true },
};

/** https://developer.okta.com/docs/reference/error-codes/: these come with a status of their own that says less. */
const NOT_NOW: readonly string[] = [
  // Passed an invalid status for this operation.
  'E0000016',
  // The user's unlock is not allowed.
  'E0000032',
  // This operation is not allowed in the user's current status.
  'E0000038',
];

function accepted(answer: VendorAnswer): unknown {
  if (answer.status < 400) return answer.body;
  const said = codeOf(answer);
  const { code, retryable } = NOT_NOW.includes(said)
    ? { code: 'user-not-recoverable', retryable: false }
    : (REFUSALS[answer.status] ?? { code: 'invalid-request', retryable: false });
  throw new AdapterError(code, { retryable, message: `${code}: Okta says \`${said}\`` });
}

/** Only a plain word is repeated: a code is never a place for what was sent. */
function codeOf({ body }: VendorAnswer): string {
  const parsed = z.safeParse(refusedAnswer, body);
  return parsed.success && /^E\d{7}$/.test(parsed.data.errorCode) ? parsed.data.errorCode : 'no code';
}

/** A scope that was never granted stays missing; a key can be replaced, and the same call then works. */
function refusedApp({ body }: VendorAnswer): AdapterError {
  const parsed = z.safeParse(refusedToken, body);
  return parsed.success && parsed.data.error === 'invalid_scope'
    ? new AdapterError('access-denied', { retryable: false, message: 'the service app was not granted a scope' })
    : new AdapterError('credentials', { retryable: true, message: 'the org refuses the service app' });
}
