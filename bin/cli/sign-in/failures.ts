import { EXIT, type ExitCode, Failure } from '../failure.ts';

/** What went wrong between this program, the browser and the issuer; what to do. */
const SIGN_IN_PROBLEMS = {
  'issuer-mismatch': [
    'the issuer says that it is another one',
    'check `--url`; its operator sets the `issuer` of the deployment exactly as the issuer writes it',
  ],
  'issuer-changed': [
    'the service now names another issuer than when you first signed in',
    'ask its operator; if it is right, sign in with `--new-issuer`',
  ],
  'issuer-unreachable': ['cannot reach the issuer', 'try again in a moment; check the network and a proxy'],
  'issuer-not-private': [
    'the issuer would be reached by another way than https',
    'its operator gives it an https address; plain http is for this machine only',
  ],
  'clock-off': [
    'the token of the issuer is not good at this time',
    'set the clock of this machine by the network (`timedatectl`), then sign in again',
  ],
  'code-refused': [
    'the issuer does not take the code: it is used, too old, or of another sign-in',
    'sign in again; if it happens again, somebody else may use your codes: tell the people on duty',
  ],
  'sign-in-refused': ['the issuer refused the sign-in', 'ask its operator whether you may use Countersign'],
  'answer-not-ours': ['the answer is not of this sign-in', 'sign in again; close other windows of the issuer before'],
  'browser-closed': [
    'nobody signed in in time',
    'sign in again and finish it in the browser; without one, open the address on another machine through `ssh -L`',
  ],
  'one-factor': [
    'you signed in with one factor, and what Countersign governs needs two',
    'set up a second factor at your issuer, then sign in again',
  ],
  'sign-in-over': ['your sign-in is over', 'sign in again: `npx countersign login`'],
  'not-signed-in': [
    'you are not signed in',
    'sign in: `npx countersign login`; a token from a file or the environment is no sign-in, and other commands take it',
  ],
} as const satisfies Readonly<Record<string, readonly [says: string, next: string]>>;

export type SignInProblem = keyof typeof SIGN_IN_PROBLEMS;

/** Exit codes that are not `refused`; without a sign-in nothing was sent. */
const EXIT_CODES: Partial<Readonly<Record<SignInProblem, ExitCode>>> = {
  'issuer-unreachable': EXIT.unreachable,
  'not-signed-in': EXIT.usage,
};

export function signInFailure(code: SignInProblem, facts: Readonly<Record<string, string>> = {}): Failure {
  const [title, hint] = SIGN_IN_PROBLEMS[code];
  return new Failure(EXIT_CODES[code] ?? EXIT.refused, { code, title, ...facts }, { hint });
}

/** The codes of `oauth4webapi` on which `openid-client` stands. */
const BY_CODE: Readonly<Record<string, SignInProblem>> = {
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: 'issuer-mismatch',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'clock-off',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'answer-not-ours',
  OAUTH_INVALID_RESPONSE: 'answer-not-ours',
  OAUTH_KEY_SELECTION_FAILED: 'answer-not-ours',
  OAUTH_AUTHORIZATION_RESPONSE_ERROR: 'sign-in-refused',
  OAUTH_RESPONSE_BODY_ERROR: 'code-refused',
  OAUTH_HTTP_REQUEST_FORBIDDEN: 'issuer-not-private',
  OAUTH_REQUEST_PROTOCOL_FORBIDDEN: 'issuer-not-private',
};

/** An error of `openid-client` as a failure. Its message can quote an answer with tokens, so only its code is shown. */
export function asSignInFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code, error: said } = (error ?? {}) as { readonly code?: unknown; readonly error?: unknown };
  const cause = typeof said === 'string' ? said : typeof code === 'string' ? code : 'unknown';
  return signInFailure(BY_CODE[String(code)] ?? 'issuer-unreachable', { cause });
}
