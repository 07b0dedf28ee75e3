/** Where the API says how people sign in. */
export const SIGN_IN_PATH = '/.well-known/countersign';

/** How people sign in to a deployment; public. Whoever signs in follows the issuer's discovery document from here. */
export interface SignIn {
  /** `iss` of every token, exactly. */
  readonly issuer: string;
  /** The public client (no secret, PKCE) of the command line and of the console. */
  readonly clientId: string;
  /** What to ask the issuer for, separated by spaces; includes `openid`. */
  readonly scopes: string;
  /** Least assurance level of every token of the issuer, whatever a token says of itself. */
  readonly assurance: 1 | 2 | 3;
  /** Origins that a browser calls to sign in: those of the discovery document and of the token endpoint. */
  readonly origins: readonly string[];
}

/** The ports on which the command line waits for the browser: issuers such as Cognito compare whole addresses, so there are three. */
export const LOOPBACK_PORTS = [47311, 47312, 47313] as const;

/** The path on which it waits. */
export const LOOPBACK_PATH = '/signed-in';

/** Cognito takes plain http for the name `localhost` only, so RFC 8252's advice to use the address cannot be followed. */
export const loopbackAddress = (port: number): string => `http://localhost:${port}${LOOPBACK_PATH}`;

/** The path of the console, to which the issuer sends the browser back. */
export const CONSOLE_PATH = '/console';
