import type { KeyApiSettings } from '../../contract/key-apis.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { IssuedKey, KeyApi, ListedKey } from '../../ports/key-api.ts';
import { Secret } from '../../ports/secret.ts';
import { pointedAt } from './json-pointer.ts';
import { answerOfVendor, type Send, type VendorAnswer, type VendorCall } from './vendor-http.ts';

/** More pages than an account of keys has. */
const MOST_PAGES = 50;

export interface HttpKeyApiOptions {
  readonly send: Send;
  /** The bearer token that manages keys; read for each call, so a rotated one counts at once. */
  readonly token: () => Promise<Secret>;
}

/**
 * An API of keys that a setting describes. Follows no redirect and calls no other host, whatever an answer says: a next page is a path of the
 * same host. INVARIANT: no error quotes an answer.
 */
export class HttpKeyApi implements KeyApi {
  readonly #api: KeyApiSettings;
  readonly #options: HttpKeyApiOptions;

  constructor(api: KeyApiSettings, options: HttpKeyApiOptions) {
    this.#api = api;
    this.#options = options;
  }

  async list(): Promise<readonly ListedKey[]> {
    const { path, items, next } = this.#api.list;
    const found: ListedKey[] = [];
    const seen = new Set<string>();
    for (let page: string | undefined = path; page !== undefined; ) {
      if (seen.size === MOST_PAGES || seen.has(page)) throw unreadable('the list does not end');
      seen.add(page);
      const { body } = good(await this.#manage({ method: 'GET', url: this.#at(page) }));
      const listed = pointedAt(body, items);
      if (!Array.isArray(listed)) throw unreadable('there is no list where the description says');
      found.push(...listed.map((one) => this.#listed(one)));
      const following = next === undefined ? undefined : pointedAt(body, next);
      page = typeof following === 'string' && following !== '' ? following : undefined;
    }
    return found;
  }

  async create(name: string): Promise<IssuedKey> {
    const { path, body, id, key } = this.#api.create;
    const answer = good(await this.#manage({ method: 'POST', url: this.#at(path), body: { json: named(body, name) } }));
    const [madeId, made] = [textAt(answer.body, id), textAt(answer.body, key)];
    if (madeId === undefined || made === undefined) throw unreadable('there is no key where the description says');
    return { id: madeId, key: new Secret(made) };
  }

  async revoke(id: string): Promise<void> {
    const { method, path } = this.#api.revoke;
    const url = this.#at(path.replaceAll('{id}', encodeURIComponent(id)));
    const answer = await this.#manage({ method, url, reads: 'status' });
    if (answer.status !== 404 && answer.status !== 410) good(answer);
  }

  async accepts({ key }: IssuedKey): Promise<boolean> {
    const call = { method: 'GET', url: this.#at(this.#api.test.path), bearer: key, reads: 'status' } as const;
    try {
      const { status } = await answerOfVendor(this.#options.send, call);
      if (status < 300) return true;
      if (status === 403) return false;
      throw refused(status);
    } catch (error) {
      // 401: it is this key that is not known.
      if (error instanceof AdapterError && error.code === 'credentials') return false;
      throw error;
    }
  }

  #listed(one: unknown): ListedKey {
    const [id, name] = [textAt(one, this.#api.list.id), textAt(one, this.#api.list.name) ?? ''];
    if (id === undefined) throw unreadable('a listed key has no id');
    return { id, name };
  }

  async #manage(call: VendorCall): Promise<VendorAnswer> {
    return answerOfVendor(this.#options.send, { ...call, bearer: await this.#options.token() });
  }

  /** INVARIANT: a path of the described host, also where an answer names it. */
  #at(path: string): URL {
    const url = new URL(path, this.#api.url);
    if (url.origin !== new URL(this.#api.url).origin || !path.startsWith('/'))
      throw unreadable('a path leads to another host');
    return url;
  }
}

/** The body with the name in each text of it. */
const named = (value: unknown, name: string): unknown => {
  if (typeof value === 'string') return value.replaceAll('{name}', () => name);
  if (Array.isArray(value)) return value.map((one) => named(one, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one, name)]));
};

function textAt(document: unknown, pointer: string): string | undefined {
  const value = pointedAt(document, pointer);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function good(answer: VendorAnswer): VendorAnswer {
  if (answer.status >= 300) throw refused(answer.status);
  return answer;
}

const refused = (status: number): AdapterError =>
  new AdapterError('key-api-refused', { retryable: false, message: `key-api-refused: the API answered ${status}` });

const unreadable = (says: string): AdapterError =>
  new AdapterError('answer-unreadable', { retryable: true, message: `answer-unreadable: ${says}` });
