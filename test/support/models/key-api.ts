import type { KeyApiSettings } from '../../../lambdas/contract/key-apis.ts';

/** The description of the stand-in. */
export const DESCRIPTION: KeyApiSettings = {
  url: 'https://api.example.com',
  secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:maps/manager-a1B2c3',
  create: { path: '/v1/keys', body: { label: '{name}', scopes: ['read'] }, id: '/data/id', key: '/data/secret' },
  list: { path: '/v1/keys?limit=2', items: '/data', id: '/id', name: '/label', next: '/next' },
  revoke: { method: 'DELETE', path: '/v1/keys/{id}' },
  test: { path: '/v1/me' },
};

export const MANAGER = 'canary-manager-token';

/**
 * An API of keys, two a page and two of one label's beginning at most. It takes exactly what its description says, and answers 400 or 404 to
 * everything else.
 */
export class ModelKeyApi {
  readonly keys = new Map<string, { readonly label: string; readonly secret: string }>();
  readonly calls: string[] = [];
  /** Answers in place of the API, by what is called; undefined: the API itself. */
  instead: (call: string) => Response | undefined = () => undefined;
  /** Keys stay valid although their revocation was accepted. */
  isDeaf = false;
  #made = 0;

  readonly send = async (url: URL, { method = '', headers, body, redirect }: RequestInit): Promise<Response> => {
    const call = `${method} ${url.pathname}${url.search}`;
    this.calls.push(call);
    const given = new Headers(headers);
    if (url.origin !== DESCRIPTION.url || redirect !== 'manual') throw new Error(`called \`${url.origin}\``);
    const other = this.instead(call);
    if (other !== undefined) return other;
    const bearer = given.get('authorization')?.replace(/^Bearer /, '') ?? '';
    if (url.pathname === '/v1/me')
      return [...this.keys.values()].some(({ secret }) => secret === bearer) ? json({}) : json({}, 401);
    if (bearer !== MANAGER) return json({}, 401);
    if (call === 'POST /v1/keys') return this.#create(given.get('content-type') ?? '', String(body));
    if (method === 'GET' && url.pathname === '/v1/keys') return this.#list(Number(url.searchParams.get('after') ?? 0));
    const id = /^DELETE \/v1\/keys\/([^/?]+)$/.exec(call)?.[1];
    if (id === undefined) return json({}, 404);
    const known = this.keys.has(decodeURIComponent(id));
    if (known && !this.isDeaf) this.keys.delete(decodeURIComponent(id));
    return known ? new Response(null, { status: 204 }) : json({}, 404);
  };

  add(label: string, secret: string): string {
    this.#made += 1;
    const id = `key/${this.#made}`;
    this.keys.set(id, { label, secret });
    return id;
  }

  #create(type: string, text: string): Response {
    const { label, scopes, ...rest } = JSON.parse(text) as Record<string, unknown>;
    if (type !== 'application/json' || typeof label !== 'string' || JSON.stringify([scopes, rest]) !== '[["read"],{}]')
      return json({}, 400);
    const id = this.add(label, `canary-key-${this.#made + 1}`);
    return json({ data: { id, secret: this.keys.get(id)?.secret } }, 201);
  }

  #list(after: number): Response {
    const data = [...this.keys].map(([id, { label }]) => ({ id, label })).slice(after, after + 2);
    const more = after + 2 < this.keys.size;
    return json({ data, next: more ? `/v1/keys?limit=2&after=${after + 2}` : null });
  }
}

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
