import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import type { SignIn } from '../../../lambdas/contract/sign-in.ts';
import { assuranceIn } from '../../../lambdas/http/actor.ts';
import { asSignInFailure, signInFailure } from './failures.ts';
import type { SignedIn } from './profiles.ts';

/** Loaded when it is used: most commands need no issuer. */
const openid = () => import('openid-client');

/** Seconds that the clocks of this machine and of the issuer may differ. */
const CLOCK_SECONDS = 30;
const TIMEOUT_SECONDS = 10;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A sign-in that has begun: where the browser goes, and how its answer becomes tokens. */
export interface Begun {
  readonly address: URL;
  readonly state: string;
  finish(answer: URL): Promise<Granted>;
}

/** What the issuer gave, without the service that it is for. */
export type Granted = Omit<SignedIn, 'url'>;

/** The issuer that a deployment trusts. Every method throws a `Failure`. */
export class Issuer {
  readonly #signIn: SignIn;
  #found: Promise<Configuration> | undefined;

  constructor(signIn: SignIn) {
    this.#signIn = signIn;
  }

  /** Authorization code with PKCE (RFC 7636, RFC 8252), `state`, `nonce`, and `iss` where it is offered (RFC 9207). */
  begin(redirect: string): Promise<Begun> {
    return this.#asked(async (found) => {
      const client = await openid();
      const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
      const address = client.buildAuthorizationUrl(found, {
        ...{ redirect_uri: redirect, scope: this.#signIn.scopes, state, nonce },
        ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      });
      // The address goes to the browser, or to the program of its scheme: no issuer starts another program here.
      if (!isSafe(address)) throw signInFailure('issuer-not-private', { address: address.origin });
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
      const finish = (answer: URL) =>
        this.#asked(async () => this.#granted(await client.authorizationCodeGrant(found, answer, checks)));
      return { address, state, finish };
    });
  }

  /** Fresh tokens; what the answer leaves out stays as it was. */
  renew(kept: SignedIn, refreshToken: string): Promise<Granted> {
    return this.#asked(async (found) => {
      const { refreshTokenGrant } = await openid();
      return this.#granted(await refreshTokenGrant(found, refreshToken), kept);
    });
  }

  /** Ends the sign-in at the issuer; false where it does not offer that (RFC 7009). */
  revoke(refreshToken: string): Promise<boolean> {
    return this.#asked(async (found) => {
      if (found.serverMetadata().revocation_endpoint === undefined) return false;
      const { tokenRevocation } = await openid();
      await tokenRevocation(found, refreshToken, { token_type_hint: 'refresh_token' });
      return true;
    });
  }

  async #asked<Result>(work: (found: Configuration) => Promise<Result>): Promise<Result> {
    try {
      this.#found ??= this.#discover();
      return await work(await this.#found);
    } catch (error) {
      throw asSignInFailure(error);
    }
  }

  /** The discovery document must be the issuer's own; ID tokens are checked against its keys. */
  async #discover(): Promise<Configuration> {
    const { allowInsecureRequests, clockTolerance, discovery, enableNonRepudiationChecks, None } = await openid();
    const { issuer, clientId } = this.#signIn;
    const server = URL.canParse(issuer) ? new URL(issuer) : undefined;
    if (server === undefined) throw signInFailure('issuer-mismatch', { issuer });
    const here = isHere(server);
    return discovery(server, clientId, { [clockTolerance]: CLOCK_SECONDS }, None(), {
      execute: [enableNonRepudiationChecks, ...(here ? [allowInsecureRequests] : [])],
      timeout: TIMEOUT_SECONDS,
    });
  }

  #granted(tokens: TokenEndpointResponse & TokenEndpointResponseHelpers, kept?: SignedIn): Granted {
    const claims = tokens.claims();
    const stated = { ...claimsIn(tokens.access_token), ...claims };
    const subject = claims?.sub ?? kept?.subject;
    if (subject === undefined) throw signInFailure('answer-not-ours', { cause: 'no-id-token' });
    return {
      issuer: this.#signIn.issuer,
      subject,
      name: textIn(stated['name']) ?? textIn(stated['email']) ?? kept?.name ?? subject,
      assurance: assuranceIn(stated, this.#signIn.assurance),
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? kept?.refreshToken ?? null,
      until: new Date(Date.now() + (tokens.expiresIn() ?? 0) * 1000).toISOString(),
    };
  }
}

const isHere = ({ protocol, hostname }: URL): boolean => protocol === 'http:' && LOOPBACK.test(hostname);

const isSafe = (address: URL): boolean => address.protocol === 'https:' || isHere(address);

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The claims of an access token, only to show them: the service verifies it. None if it is no JWT. */
function claimsIn(token: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
