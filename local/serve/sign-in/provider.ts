import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import type Provider from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { CONSOLE_PATH, LOOPBACK_PORTS, loopbackAddress } from '../../../lambdas/contract/sign-in.ts';
import { AUDIENCE } from '../issuer.ts';
import { People } from './people.ts';
import { answerPick, PICK_PATH, signOutPage } from './pick.ts';
import { SignInStore } from './store.ts';

/** The only client: public, with PKCE. */
export const CLIENT = 'countersign';

/** What the client asks for. */
export const SCOPES = 'openid email profile';

/** Seconds; as in the stack's user pool. */
const ACCESS_SECONDS = 15 * 60;
const REFRESH_SECONDS = 10 * 3600;
const SESSION_SECONDS = 3600;

const CODE_AND_REFRESH = ['authorization_code', 'refresh_token'];

/** A real OpenID provider on this machine, for the people of the demo and whoever else is named on its page. */
export interface SignInProvider {
  /** Whether a path is the provider's. */
  takes(path: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** The provider at a URL, which signs with a key of `issuerKey`. Loading it takes a moment, so it is loaded here. */
export async function signInProvider(url: string, key: JWK): Promise<SignInProvider> {
  const OidcProvider = await loadProvider();
  const people = new People();
  const provider = new OidcProvider(url, configurationFor(url, { key, people }));
  const callback = provider.callback();
  const { host } = new URL(url);
  return {
    takes: (path) => /^\/(oidc|sign-in)\/|^\/\.well-known\/(openid-configuration|jwks\.json)$/.test(path),
    handle: async (request, response) => {
      // By another name, the provider would name its endpoints after it: a page elsewhere could pose as this machine.
      if (request.headers.host !== host) return misdirected(response);
      const path = request.url?.split('?')[0] ?? '';
      return path.startsWith(PICK_PATH)
        ? answerPick({ provider, people }, request, response)
        : callback(request, response);
    },
  };
}

/** The library, without the advice that it prints on Node 20: the tests run it on every version that this project supports. */
async function loadProvider() {
  const { warn } = console;
  console.warn = (said: unknown, ...more: unknown[]) => {
    if (!String(said).includes('Unsupported runtime')) warn(said, ...more);
  };
  try {
    return (await import('oidc-provider')).default;
  } finally {
    console.warn = warn;
  }
}

function misdirected(response: ServerResponse): void {
  response.writeHead(421, { 'content-type': 'text/plain' });
  response.end('Misdirected Request');
}

function configurationFor(url: string, { key, people }: { readonly key: JWK; readonly people: People }): Configuration {
  const kept = new Map();
  return {
    adapter: (model: string) => new SignInStore(model, kept),
    jwks: { keys: [{ ...key, kty: 'RSA' }] } as NonNullable<Configuration['jwks']>,
    clients: [clientAt(url)],
    clientAuthMethods: ['none'],
    cookies: { keys: [randomBytes(32).toString('hex')] },
    routes: {
      ...{ authorization: '/oidc/authorize', token: '/oidc/token', userinfo: '/oidc/userinfo' },
      ...{ jwks: '/.well-known/jwks.json', revocation: '/oidc/revoke', end_session: '/oidc/end' },
    },
    scopes: ['openid', 'email', 'profile'],
    claims: { openid: ['sub', 'amr', 'acr'], email: ['email'], profile: ['name'] },
    responseTypes: ['code'],
    clientBasedCORS: (_, origin) => consoleOrigins(url).includes(origin),
    pkce: { required: () => true },
    ttl: {
      ...{ AccessToken: ACCESS_SECONDS, IdToken: ACCESS_SECONDS, RefreshToken: REFRESH_SECONDS },
      ...{ Session: SESSION_SECONDS, Grant: REFRESH_SECONDS, Interaction: 600, AuthorizationCode: 60 },
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_, client, { clientId }) => clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.type = 'html';
          context.body = signOutPage(form);
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => url,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => resourceServer(url, resource),
      },
    },
    interactions: { url: (_, { uid }) => `${PICK_PATH}${uid}` },
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: consented,
    extraTokenClaims: (context) => personalClaims(context, people),
    findAccount: (_, subject) => {
      const person = people.bySubject(subject);
      if (person === undefined) return undefined;
      const [email] = person.addresses;
      return { accountId: subject, claims: () => ({ sub: subject, name: person.name, ...(email && { email }) }) };
    },
    renderError: (context, { error }) => {
      context.type = 'text/plain';
      context.body = `The sign-in went wrong: ${error}. Begin again where you came from.`;
    },
  };
}

const clientAt = (url: string): NonNullable<Configuration['clients']>[number] => ({
  client_id: CLIENT,
  client_name: 'Countersign',
  // Of a native client, the provider would take any port; Cognito compares whole addresses.
  application_type: 'web',
  token_endpoint_auth_method: 'none',
  grant_types: CODE_AND_REFRESH,
  response_types: ['code'],
  redirect_uris: [...LOOPBACK_PORTS.map(loopbackAddress), ...consolesAt(url)],
  post_logout_redirect_uris: [...consolesAt(url)],
});

/** By address and by name: browsers make no passkey for an address, and people type either. */
const consoleOrigins = (url: string): readonly string[] => [url, url.replace('127.0.0.1', 'localhost')];

const consolesAt = (url: string): readonly string[] => consoleOrigins(url).map((origin) => `${origin}${CONSOLE_PATH}`);

/** Tokens are for the API at this address; for another resource they name that one, which the API refuses. */
const resourceServer = (url: string, resource: string) => ({
  scope: '',
  audience: resource === url ? AUDIENCE : resource,
  accessTokenFormat: 'jwt' as const,
  accessTokenTTL: ACCESS_SECONDS,
  jwt: { sign: { alg: 'RS256' as const } },
});

/** Nobody is asked what Countersign may see: it sees what its demo says anyway. */
async function consented(context: KoaContextWithOIDC): Promise<InstanceType<Provider['Grant']> | undefined> {
  const { client, session, provider, params } = context.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(String(params?.['scope'] ?? 'openid'));
  await grant.save();
  return grant;
}

/** What the user pool of the stack writes, and what RFC 8176 and NIST call the factors that were used. */
function personalClaims({ oidc }: KoaContextWithOIDC, people: People): Record<string, unknown> | undefined {
  const { Account, AuthorizationCode, RefreshToken } = oidc.entities;
  const person = people.bySubject(Account?.accountId);
  if (person === undefined) return undefined;
  const { amr, acr } = AuthorizationCode ?? RefreshToken ?? {};
  const [email] = person.addresses;
  return { 'cognito:groups': [...person.groups], name: person.name, ...(email && { email }), amr, acr };
}
