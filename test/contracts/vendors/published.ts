import type { z } from 'zod';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';

/** One call of a vendor's API, as its reference publishes it. */
export interface PublishedCall {
  /** The page of the reference. */
  readonly page: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** The whole path. */
  readonly path: RegExp;
  /** Of the parameters of the query, each at most once; strict. */
  readonly query: z.ZodType;
  /** How the body is sent, and what it may hold; null for a call without a body. */
  readonly body: { readonly as: 'json' | 'form'; readonly shape: z.ZodType } | null;
  /** By status: what an answer holds, strict; null for an answer without a body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
}

/** The calls of one vendor that Countersign makes. */
export interface PublishedApi {
  readonly vendor: string;
  readonly origin: RegExp;
  /** The header of the same name; null for a vendor that wants none. */
  readonly authorization: RegExp | null;
  readonly calls: Readonly<Record<string, PublishedCall>>;
}

/** Statuses of which every vendor says that they have no shape of its own: nothing in their bodies may be read. */
const WITHOUT_SHAPE: readonly number[] = [500, 502, 503, 504];

/** The published call with this method and path; undefined for none. */
const callOf = ({ calls }: PublishedApi, url: URL, method: string): [string, PublishedCall] | undefined =>
  Object.entries(calls).find(([, call]) => call.method === method && call.path.test(url.pathname));

const flawsOf = (place: string, shape: z.ZodType, value: unknown): readonly string[] => {
  const { success, error } = shape.safeParse(value);
  return success ? [] : error.issues.map(({ path, message }) => `${place}/${path.join('/')}: ${message}`);
};

/** What in a request the reference does not allow; empty for a request that it publishes. */
export function flawsOfRequest(api: PublishedApi, url: URL, request: RequestInit): readonly string[] {
  const { method = 'GET', body = null } = request;
  const found = callOf(api, url, method);
  if (found === undefined || !api.origin.test(url.origin))
    return [`${method} ${url.origin}${url.pathname}: no such call`];
  const [name, call] = found;
  const headers = new Headers(request.headers);
  const names = [...url.searchParams.keys()];
  const type = headers.get('content-type');
  return [
    ...(headers.get('accept') === 'application/json' ? [] : [`${name}: accept`]),
    ...(isAdmitted(api.authorization, headers.get('authorization')) ? [] : [`${name}: authorization`]),
    ...(new Set(names).size === names.length ? [] : [`${name}: a parameter twice`]),
    ...(url.hash === '' && url.username === '' && url.password === '' ? [] : [`${name}: address`]),
    ...flawsOf(`${name}?`, call.query, Object.fromEntries(url.searchParams)),
    ...(request.redirect === 'manual' ? [] : [`${name}: follows redirects`]),
    ...flawsOfBody(name, call, type, body),
  ];
}

const isAdmitted = (form: RegExp | null, sent: string | null): boolean =>
  form === null ? sent === null : sent !== null && form.test(sent);

function flawsOfBody(name: string, { body: wanted }: PublishedCall, type: string | null, body: unknown) {
  if (wanted === null) return body === null && type === null ? [] : [`${name}: a body`];
  const expected = wanted.as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  if (type !== expected || typeof body !== 'string') return [`${name}: content-type ${type}`];
  const value = wanted.as === 'json' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  return flawsOf(name, wanted.shape, value);
}

/** What in an answer the reference does not publish for this call; empty for an answer that it does. */
export async function flawsOfAnswer(
  api: PublishedApi,
  url: URL,
  { method = 'GET' }: RequestInit,
  answer: Response,
): Promise<readonly string[]> {
  const [name, call] = callOf(api, url, method) ?? [];
  const { status, headers } = answer;
  if (name === undefined || call === undefined) return [];
  if (WITHOUT_SHAPE.includes(status)) return [];
  const text = await answer.text();
  const shape = call.answers[status];
  const wait = headers.get('retry-after');
  const flaws = status === 429 && !/^\d+$/.test(wait ?? '') ? [`${name} 429: no \`Retry-After\``] : [];
  if (shape === undefined) return [`${name}: status ${status}`];
  if (shape === null) return text === '' ? flaws : [...flaws, `${name} ${status}: a body`];
  if (headers.get('content-type')?.startsWith('application/json') !== true)
    return [...flaws, `${name} ${status}: content-type ${headers.get('content-type')}`];
  return [...flaws, ...flawsOf(`${name} ${status}`, shape, JSON.parse(text))];
}

/** Stands between an adapter and a vendor's stand-in, and notes what either does that the reference does not publish. */
export class Watch {
  readonly flaws: string[] = [];
  /** The calls that were made, each with the status of its answer: `chat.update 200`. */
  readonly seen = new Set<string>();
  readonly #api: PublishedApi;
  readonly #vendor: Send;
  readonly #isItself: () => boolean;

  /** `isItself`: whether the stand-in answers by itself now, and no test in its place. */
  constructor(api: PublishedApi, vendor: Send, isItself: () => boolean = () => true) {
    this.#api = api;
    this.#vendor = vendor;
    this.#isItself = isItself;
  }

  readonly send: Send = async (url, request) => {
    this.flaws.push(...flawsOfRequest(this.#api, url, request));
    const isItself = this.#isItself();
    const answer = await this.#vendor(url, request);
    const [name] = callOf(this.#api, url, request.method ?? 'GET') ?? [];
    this.seen.add(`${name} ${answer.status}`);
    if (isItself) this.flaws.push(...(await flawsOfAnswer(this.#api, url, request, answer.clone())));
    return answer;
  };
}
