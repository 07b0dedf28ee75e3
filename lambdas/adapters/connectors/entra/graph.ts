import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import type { Patience } from '../../https/patience.ts';
import { readerOf } from '../../https/reader.ts';
import { type HeldCredential, signedIn } from '../../https/successor.ts';
import { answerOfVendor, type Send, type VendorAnswer, type VendorCall } from '../../https/vendor-http.ts';

/** An application of the tenant, with the application permissions of `docs/integrations/entra.md`. */
export interface EntraApplication {
  /** The tenant's id, not one of its domains: a domain can move to another tenant. */
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** Addresses of the cloud that holds the tenant. */
export interface EntraCloud {
  readonly login: string;
  readonly graph: string;
}

/** https://learn.microsoft.com/graph/deployments */
export const GLOBAL_CLOUD: EntraCloud = {
  login: 'https://login.microsoftonline.com',
  graph: 'https://graph.microsoft.com',
};

export interface GraphOptions {
  /** Read with each new token, so a rotated secret is used at once. */
  readonly application: () => Promise<EntraApplication>;
  /** The same application with its next secret, for one that replaces its own. */
  readonly successor?: HeldCredential<EntraApplication>['successor'];
  readonly cloud?: EntraCloud;
  readonly send?: Send;
  readonly now?: () => number;
  /** How a call is made again; once where absent. */
  readonly patience?: Pick<Patience, 'call'>;
}

/** What changed behind a place, and the link that goes on from there. */
interface Round<Item> {
  readonly items: readonly Item[];
  readonly link: string;
}

/** An answer of Graph that refuses: its status and its `error.code`, never its message. */
interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** A token is used until a minute before its end. */
const MARGIN_MS = 60_000;
/** 100 pages of 100: far more groups than a user can be in. */
const MOST_PAGES = 100;
/** Pages of one round: far more users than a tenant can have. */
const MOST_PAGES_OF_ROUND = 20_000;
/** Statuses of a link that Graph cannot go on from: `410` in the overview of delta queries, the others for a token that it cannot read. */
const LOST_PLACE = [400, 404, 410];

const read = readerOf('Graph');
const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });
const refusedAnswer = z.object({ error: z.object({ code: z.string() }) });
const pageOf = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.optional(z.string()) });
const roundOf = z.object({ ...pageOf.shape, '@odata.deltaLink': z.optional(z.string()) });

/** Graph says no recovery key to a caller without a name (https://learn.microsoft.com/graph/api/bitlockerrecoverykey-get), and logs this one. */
const CLIENT = { 'user-agent': 'Countersign/1.0', 'ocp-client-name': 'Countersign', 'ocp-client-version': '1.0' };

/** Whoever asked tries again. */
const ONCE: Pick<Patience, 'call'> = { call: (work) => work() };

/**
 * Microsoft Graph v1.0, as an application: client credentials grant
 * (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow). Throws `AdapterError`.
 */
export class Graph {
  readonly #held: HeldCredential<EntraApplication>;
  readonly #cloud: EntraCloud;
  readonly #send: Send;
  readonly #now: () => number;
  readonly #patience: Pick<Patience, 'call'>;
  #token: { readonly value: Secret; readonly until: number } | undefined;

  constructor({ cloud = GLOBAL_CLOUD, send = fetch, now = Date.now, patience = ONCE, ...held }: GraphOptions) {
    this.#held = { credential: held.application, successor: held.successor };
    this.#cloud = cloud;
    this.#send = send;
    this.#now = now;
    this.#patience = patience;
  }

  async get<Schema extends z.ZodMiniType>(path: string, shape: Schema): Promise<z.output<Schema>> {
    return read(shape, await this.#accepted('GET', path));
  }

  /** Undefined when Graph has no such object. */
  async find<Schema extends z.ZodMiniType>(path: string, shape: Schema): Promise<z.output<Schema> | undefined> {
    const answer = await this.#patience.call(() => this.#answer('GET', this.#url(path)));
    return answer.status === 404 ? undefined : read(shape, accepted(answer));
  }

  /**
   * All pages of a list. A list without an end is refused: what stands on its last page might matter most. `emptyFor`: the code of a refusal
   * that says that the tenant has no such list.
   */
  async list<Schema extends z.ZodMiniType>(
    path: string,
    shape: Schema,
    { emptyFor }: { readonly emptyFor?: string } = {},
  ): Promise<readonly z.output<Schema>[]> {
    const found: z.output<Schema>[] = [];
    let url = this.#url(path);
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const at = url;
      const answer = await this.#patience.call(() => this.#answer('GET', at));
      if (emptyFor !== undefined && answer.status >= 400 && codeOf(answer) === emptyFor) return [];
      const { value, '@odata.nextLink': next } = read(pageOf, accepted(answer));
      found.push(...value.map((one) => read(shape, one)));
      if (next === undefined) return found;
      url = this.#sameOrigin(next);
    }
    throw new AdapterError('list-endless', { retryable: false, message: 'a list of Graph has no end' });
  }

  /**
   * One round of a delta query (https://learn.microsoft.com/graph/delta-query-overview), from a path or from the link of the round before. A user
   * may be in it several times, in any order of pages. Undefined where Graph cannot go on from this link. A round without an end is refused.
   */
  async round<Schema extends z.ZodMiniType>(from: string, shape: Schema): Promise<Round<z.output<Schema>> | undefined> {
    const items: z.output<Schema>[] = [];
    let url = from.startsWith('/') ? this.#url(from) : this.#sameOrigin(from);
    for (let page = 0; page < MOST_PAGES_OF_ROUND; page += 1) {
      const at = url;
      const answer = await this.#patience.call(() => this.#answer('GET', at));
      if (!from.startsWith('/') && page === 0 && LOST_PLACE.includes(answer.status)) return undefined;
      const { value, '@odata.nextLink': next, '@odata.deltaLink': link } = read(roundOf, accepted(answer));
      items.push(...value.map((one) => read(shape, one)));
      if (link !== undefined) return { items, link };
      if (next === undefined) break;
      url = this.#sameOrigin(next);
    }
    throw new AdapterError('list-endless', { retryable: false, message: 'a round of Graph has no end' });
  }

  async post<Schema extends z.ZodMiniType>(path: string, json: unknown, shape: Schema): Promise<z.output<Schema>> {
    return read(shape, await this.#accepted('POST', path, json));
  }

  async patch(path: string, json: unknown): Promise<void> {
    await this.#accepted('PATCH', path, json);
  }

  /** An action that Graph has at `/beta` alone; answers nothing. */
  async order(path: string): Promise<void> {
    accepted(await this.#answer('POST', new URL(`/beta${path}`, this.#cloud.graph), {}));
  }

  /** What is gone already counts as removed. Returns Graph's refusal where it refuses this object now. */
  async remove(path: string): Promise<Refusal | undefined> {
    const answer = await this.#answer('DELETE', this.#url(path));
    if (answer.status === 404) return undefined;
    if (answer.status === 400) return { status: 400, code: codeOf(answer) };
    accepted(answer);
    return undefined;
  }

  async #accepted(method: VendorCall['method'], path: string, json?: unknown): Promise<unknown> {
    return accepted(await this.#answer(method, this.#url(path), json));
  }

  /** A token that is refused is thrown away: a conditional access policy, or a new secret, ends tokens before their time. */
  async #answer(method: VendorCall['method'], url: URL, json?: unknown): Promise<VendorAnswer> {
    const call = { method, url, headers: CLIENT, ...(json === undefined ? {} : { body: { json } }) };
    try {
      return await answerOfVendor(this.#send, { ...call, bearer: await this.#bearer() });
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'credentials') this.#token = undefined;
      throw error;
    }
  }

  async #bearer(): Promise<Secret> {
    const held = this.#token;
    if (held !== undefined && this.#now() < held.until) return held.value;
    const answer = await signedIn(this.#held, (application) => this.#tokenOf(application));
    const { access_token: token, expires_in: seconds } = read(tokenAnswer, answer.body);
    this.#token = { value: new Secret(token), until: this.#now() + seconds * 1000 - MARGIN_MS };
    return this.#token.value;
  }

  async #tokenOf({ tenant, clientId, clientSecret }: EntraApplication): Promise<VendorAnswer> {
    const url = new URL(`/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, this.#cloud.login);
    const form = {
      client_id: clientId,
      client_secret: clientSecret.reveal(),
      scope: `${this.#cloud.graph}/.default`,
      grant_type: 'client_credentials',
    };
    const answer = await answerOfVendor(this.#send, { method: 'POST', url, body: { form } });
    // The operators can put a new secret there, and the same call then works.
    if (answer.status >= 400)
      throw new AdapterError('credentials', { retryable: true, message: 'the tenant refuses the application' });
    return answer;
  }

  #url(path: string): URL {
    return new URL(`/v1.0${path}`, this.#cloud.graph);
  }

  /** INVARIANT: the token goes to Graph alone, whatever an answer names as its next page. */
  #sameOrigin(link: string): URL {
    const url = URL.parse(link);
    if (url?.origin !== new URL(this.#cloud.graph).origin)
      throw new AdapterError('unexpected', { retryable: false, message: 'a page of Graph leads elsewhere' });
    return url;
  }
}

/** Graph's statuses for a request that it understood and refuses. */
const REFUSALS: Readonly<Record<number, { readonly code: string; readonly retryable: boolean }>> = {
  403: { code: 'access-denied', retryable: false },
  404: { code: 'not-found', retryable: false },
  409: { code: 'conflict', retryable: true },
  412: { code: 'conflict', retryable: true },
  423: { code: 'conflict', retryable: true },
};

function accepted(answer: VendorAnswer): unknown {
  if (answer.status < 400) return answer.body;
  const { code, retryable } = REFUSALS[answer.status] ?? { code: 'invalid-request', retryable: false };
  throw new AdapterError(code, { retryable, message: `${code}: Graph says \`${codeOf(answer)}\`` });
}

/** Only a plain word is repeated: a code is never a place for what was sent. */
function codeOf({ body }: VendorAnswer): string {
  const parsed = z.safeParse(refusedAnswer, body);
  return parsed.success && /^[A-Za-z_]{1,64}$/.test(parsed.data.error.code) ? parsed.data.error.code : 'no code';
}
