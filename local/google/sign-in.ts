import { createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto';
import { z } from 'zod';

/** A service account: the public half of its key, and the scopes that an administrator delegated to it. */
export interface ServiceAccount {
  readonly email: string;
  readonly keyId: string;
  readonly publicKey: JsonWebKey;
  readonly scopes: readonly string[];
}

const header = z.strictObject({ alg: z.literal('RS256'), typ: z.literal('JWT'), kid: z.string() });
const claims = z.strictObject({
  ...{ iss: z.string(), sub: z.string(), scope: z.string(), aud: z.literal('https://oauth2.googleapis.com/token') },
  ...{ iat: z.int(), exp: z.int() },
});

const refused = (error: string, status: number): Response =>
  Response.json({ error, error_description: 'The request was refused.' }, { status });

/** Google's token endpoint, for service accounts alone: https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
export class GoogleSignIn {
  readonly #account: ServiceAccount;
  readonly #subject: string;
  readonly #now: () => number;
  readonly #tokens = new Map<string, { readonly scopes: readonly string[]; readonly until: number }>();

  constructor(account: ServiceAccount, subject: string, now: () => number) {
    this.#account = account;
    this.#subject = subject;
    this.#now = now;
  }

  token(body: string): Response {
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return refused('unsupported_grant_type', 400);
    const asked = this.#claimsIn(form.get('assertion') ?? '');
    if (asked === undefined || asked.sub !== this.#subject) return refused('invalid_grant', 400);
    const scopes = asked.scope.split(' ');
    if (!scopes.every((scope) => this.#account.scopes.includes(scope))) return refused('unauthorized_client', 401);
    const token = `ya29.${randomBytes(24).toString('base64url')}`;
    this.#tokens.set(token, { scopes, until: this.#now() + 3_599_000 });
    return Response.json({ access_token: token, expires_in: 3599, token_type: 'Bearer' });
  }

  /** What a token may be used for; undefined for one that does not count. */
  scopesOf(token: string): readonly string[] | undefined {
    const held = this.#tokens.get(token);
    return held !== undefined && held.until > this.#now() ? held.scopes : undefined;
  }

  /** Signed by the account, for an hour at most. */
  #claimsIn(assertion: string): z.output<typeof claims> | undefined {
    const [head = '', payload = '', signature = ''] = assertion.split('.');
    const [{ data: first }, { data: second }] = [header.safeParse(jsonIn(head)), claims.safeParse(jsonIn(payload))];
    if (first === undefined || second === undefined || first.kid !== this.#account.keyId) return undefined;
    const key = createPublicKey({ key: this.#account.publicKey, format: 'jwk' });
    if (!verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url')))
      return undefined;
    const now = Math.floor(this.#now() / 1000);
    const isTimely = second.iat <= now && second.exp > now && second.exp - second.iat <= 3_600;
    return isTimely && second.iss === this.#account.email ? second : undefined;
  }
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
