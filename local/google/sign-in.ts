import { createPublicKey, type JsonWebKey, type KeyObject, randomBytes, verify } from 'node:crypto';
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
  ...{
    iss: z.string(),
    sub: z.string().optional(),
    scope: z.string(),
    aud: z.literal('https://oauth2.googleapis.com/token'),
  },
  ...{ iat: z.int(), exp: z.int() },
});

/** What a service account asks for: a token for these scopes, in somebody's name or in its own. */
export type AskedToken = z.output<typeof claims>;

const refused = (error: string, status: number): Response =>
  Response.json({ error, error_description: 'The request was refused.' }, { status });

/** Tokens that Google gave. */
export class GoogleTokens {
  readonly #now: () => number;
  readonly #held = new Map<string, { readonly holder: AskedToken; readonly until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Answers the token endpoint. `refusalOf`: what Google says to whoever may not have it, and the status; undefined: they may. */
  answer(
    body: string,
    keyOf: KeyOf,
    refusalOf: (asked: AskedToken) => readonly [error: string, status: number] | undefined,
  ): Response {
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return refused('unsupported_grant_type', 400);
    const asked = askedIn(form.get('assertion') ?? '', this.#now(), keyOf);
    if (asked === undefined) return refused('invalid_grant', 400);
    const refusal = refusalOf(asked);
    if (refusal !== undefined) return refused(...refusal);
    const token = `ya29.${randomBytes(24).toString('base64url')}`;
    this.#held.set(token, { holder: asked, until: this.#now() + 3_599_000 });
    return Response.json({ access_token: token, expires_in: 3599, token_type: 'Bearer' });
  }

  /** Who has a token, and for which scopes; undefined for one that does not count. */
  holderOf(token: string): { readonly account: string; readonly scopes: readonly string[] } | undefined {
    const held = this.#held.get(token);
    if (held === undefined || held.until <= this.#now()) return undefined;
    return { account: held.holder.iss, scopes: held.holder.scope.split(' ') };
  }
}

/** The public key that an account has under an id. */
export type KeyOf = (account: string, keyId: string) => KeyObject | undefined;

/** Signed by the account, for an hour at most. */
function askedIn(assertion: string, now: number, keyOf: KeyOf): AskedToken | undefined {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const [{ data: first }, { data: second }] = [header.safeParse(jsonIn(head)), claims.safeParse(jsonIn(payload))];
  if (first === undefined || second === undefined) return undefined;
  const key = keyOf(second.iss, first.kid);
  if (
    key === undefined ||
    !verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'))
  )
    return undefined;
  const at = Math.floor(now / 1000);
  return second.iat <= at && second.exp > at && second.exp - second.iat <= 3_600 ? second : undefined;
}

/** Google's token endpoint, for service accounts alone: https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
export class GoogleSignIn {
  readonly #account: ServiceAccount;
  readonly #subject: string;
  readonly #tokens: GoogleTokens;

  constructor(account: ServiceAccount, subject: string, now: () => number) {
    this.#account = account;
    this.#subject = subject;
    this.#tokens = new GoogleTokens(now);
  }

  token(body: string): Response {
    const { email, keyId, publicKey, scopes } = this.#account;
    const keyOf: KeyOf = (account, kid) =>
      account === email && kid === keyId ? createPublicKey({ key: publicKey, format: 'jwk' }) : undefined;
    return this.#tokens.answer(body, keyOf, ({ sub, scope }) => {
      if (sub !== this.#subject) return ['invalid_grant', 400];
      return scope.split(' ').every((one) => scopes.includes(one)) ? undefined : ['unauthorized_client', 401];
    });
  }

  /** What a token may be used for; undefined for one that does not count. */
  scopesOf(token: string): readonly string[] | undefined {
    return this.#tokens.holderOf(token)?.scopes;
  }
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
