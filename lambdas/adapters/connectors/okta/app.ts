import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';
import { answerOfVendor, type Send } from '../../https/vendor-http.ts';
import type { Okta } from './okta.ts';

/** An OAuth app of the org, and the secret that holds a credential of it. */
export interface OktaAppOptions {
  /** The id of the app. */
  readonly app: string;
  /** The name of the secret. */
  readonly secret: string;
  /** Host of the org. */
  readonly org: string;
  readonly okta: Okta;
  readonly send?: Send;
}

/** How an app says who it is: by HTTP Basic, or in the form. */
interface SignsInBy {
  readonly basic?: Secret;
  readonly form?: Readonly<Record<string, string>>;
}

/** The member of an app's profile that names the secret in Secrets Manager. */
const BOUND = 'countersignSecret';

const appShape = z.object({
  profile: z.nullish(z.record(z.string(), z.unknown())),
  credentials: z.object({
    oauthClient: z.object({ client_id: z.string(), token_endpoint_auth_method: z.string() }),
  }),
});

/**
 * An OAuth app of the org. INVARIANT: its credentials are the secret's own since the app's profile says so: whoever tags secrets, and changes no
 * apps, cannot aim a rotation at an app.
 */
export class OktaApp {
  readonly #options: Required<OktaAppOptions>;

  constructor(options: OktaAppOptions) {
    this.#options = { send: fetch, ...options };
  }

  /** Where credentials of this kind are. */
  path(kind: 'secrets' | 'jwks'): string {
    return `/apps/${encodeURIComponent(this.#options.app)}/credentials/${kind}`;
  }

  /** How the app signs in. Throws `key-foreign` where it does not name the secret. */
  async registration(): Promise<{ readonly clientId: string; readonly method: string }> {
    const { app, secret, okta } = this.#options;
    const found = await okta.find(`/apps/${encodeURIComponent(app)}`, appShape);
    if (found === undefined) throw refusedByOkta('not-found', 'the org has no such app');
    if (found.profile?.[BOUND] !== secret)
      throw refusedByOkta('key-foreign', `the app’s profile has no \`${BOUND}\` with the name of the secret`);
    const { client_id: clientId, token_endpoint_auth_method: method } = found.credentials.oauthClient;
    return { clientId, method };
  }

  /** Where the org is asked about a token. */
  get introspection(): URL {
    return new URL('/oauth2/v1/introspect', `https://${this.#options.org}`);
  }

  /** Whether a client of the org gets in: asks for nothing but a word on a token that nobody has (RFC 7662 section 2.1). */
  async isKnown({ basic, form = {} }: SignsInBy): Promise<true | undefined> {
    const body = { form: { token: 'none', token_type_hint: 'access_token', ...form } };
    const call = { method: 'POST', url: this.introspection, body, reads: 'status' } as const;
    try {
      const { status } = await answerOfVendor(this.#options.send, basic === undefined ? call : { ...call, basic });
      if (status < 300) return true;
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'credentials') return undefined;
      throw error;
    }
    throw refusedByOkta('access-denied', 'the org does not answer this app');
  }
}

/** Okta deletes only what is inactive: a credential ends with the first of the two calls. */
export async function endCredential(okta: Okta, path: string, isActive: boolean): Promise<void> {
  if (isActive) await okta.run('POST', `${path}/lifecycle/deactivate`);
  await okta.run('DELETE', path);
}

export const refusedByOkta = (code: string, says: string): AdapterError =>
  new AdapterError(code, { retryable: false, message: `${code}: ${says}` });
