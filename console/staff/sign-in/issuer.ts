import type { SignIn } from '../../../lambdas/contract/sign-in.ts';

/** Addresses of the issuer (OpenID Connect Discovery 1.0). */
export interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  /** Where a session ends; absent where the issuer does not offer it. */
  readonly end?: string;
  /** Whether the issuer writes its name in every answer (RFC 9207). */
  readonly namesItself: boolean;
}

export interface Grant {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly idToken?: string;
  /** What the ID token calls the person; only of a code. */
  readonly name?: string;
  /** Milliseconds since the epoch, when the access token ends. */
  readonly until: number;
}

/** The issuer's own addresses, each at an origin that the deployment named. Throws for any other document. */
export async function endpointsOf({ issuer, origins }: SignIn): Promise<Endpoints> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await jsonOf(await fetch(address, { credentials: 'omit', redirect: 'error' }));
  // Section 4.3: the document must be the issuer's own.
  if (document['issuer'] !== issuer) throw new Error('the discovery document names another issuer');
  const at = (name: string): string => {
    const value = String(document[name]);
    if (!URL.canParse(value) || !origins.includes(new URL(value).origin)) throw new Error(`\`${name}\` is elsewhere`);
    return value;
  };
  return {
    authorization: at('authorization_endpoint'),
    token: at('token_endpoint'),
    ...(document['end_session_endpoint'] === undefined ? {} : { end: at('end_session_endpoint') }),
    namesItself: document['authorization_response_iss_parameter_supported'] === true,
  };
}

interface TokenEndpoint {
  readonly address: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Tokens for a code or a refresh token. A code's ID token must be for this client and this sign-in. Throws for everything else. */
export async function exchange(
  { address, issuer, clientId, now }: TokenEndpoint,
  fields: Readonly<Record<string, string>>,
  nonce?: string,
): Promise<Grant> {
  const body = new URLSearchParams({ client_id: clientId, ...fields });
  const answer = await jsonOf(await fetch(address, { method: 'POST', body, credentials: 'omit', redirect: 'error' }));
  const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken, id_token: idToken } = answer;
  if (typeof accessToken !== 'string' || typeof seconds !== 'number') throw new Error('the issuer gives no token');
  const claims = nonce === undefined ? {} : claimsOf(idToken);
  if (nonce !== undefined) checkIdToken(claims, { issuer, clientId, nonce, now });
  const name = [claims['name'], claims['email']].find((one) => typeof one === 'string');
  return {
    accessToken,
    until: now + seconds * 1000,
    ...(typeof refreshToken === 'string' && { refreshToken }),
    ...(typeof idToken === 'string' && { idToken }),
    ...(name !== undefined && { name: String(name) }),
  };
}

/** OpenID Connect Core 1.0 section 3.1.3.7; it came from the token endpoint over TLS, which stands for its signature. */
function checkIdToken(
  { iss, aud, nonce: stated, exp }: Readonly<Record<string, unknown>>,
  { issuer, clientId, nonce, now }: { issuer: string; clientId: string; nonce: string; now: number },
): void {
  const ours = iss === issuer && [aud].flat().includes(clientId) && stated === nonce;
  if (!ours || typeof exp !== 'number' || exp * 1000 <= now) throw new Error('the ID token is not of this sign-in');
}

function claimsOf(token: unknown): Readonly<Record<string, unknown>> {
  const part = String(token).split('.')[1] ?? '';
  const text = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (sign) => sign.charCodeAt(0))));
}

async function jsonOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  if (!response.ok) throw new Error(`the issuer answers ${response.status}`);
  const value: unknown = await response.json();
  if (typeof value !== 'object' || value === null) throw new Error('the issuer answers no JSON object');
  return { ...value };
}
