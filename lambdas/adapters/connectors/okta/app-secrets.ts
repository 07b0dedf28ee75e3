import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import type { IssuedKey, KeyApi, ListedKey } from '../../../ports/key-api.ts';
import { Secret } from '../../../ports/secret.ts';
import { answeredInTime, LOOKS, type Looks } from '../../https/late-key.ts';
import { answerOfVendor, type Send } from '../../https/vendor-http.ts';
import type { Okta } from './okta.ts';

export interface OktaAppSecretsOptions {
  /** The id of the app whose client secrets these are. */
  readonly app: string;
  /** The name of the secret that holds one of them. */
  readonly secret: string;
  /** Host of the org. */
  readonly org: string;
  readonly okta: Okta;
  readonly send?: Send;
  readonly late?: Looks;
}

/** The member of an app's profile that names the secret in Secrets Manager. */
const BOUND = 'countersignSecret';

const appShape = z.object({
  profile: z.nullish(z.record(z.string(), z.unknown())),
  credentials: z.object({
    oauthClient: z.object({ client_id: z.string(), token_endpoint_auth_method: z.string() }),
  }),
});
const secretShape = z.object({ id: z.string(), status: z.enum(['ACTIVE', 'INACTIVE']) });
const madeShape = z.object({ id: z.string(), client_secret: z.string().check(z.minLength(1)) });

type App = z.output<typeof appShape>;

/** How an app says who it is: by HTTP Basic, or in the form. */
interface Client {
  readonly basic?: Secret;
  readonly form?: Readonly<Record<string, string>>;
}

/**
 * The client secrets of an OAuth app of the org, of which there are two at most and which have no names
 * (https://developer.okta.com/docs/guides/client-secret-rotation-key/main/). INVARIANT: they are the secret's own since the app's profile
 * says so: whoever tags secrets, and changes no apps, cannot aim a rotation at an app.
 */
export class OktaAppSecrets implements KeyApi {
  readonly #options: Required<OktaAppSecretsOptions>;

  constructor(options: OktaAppSecretsOptions) {
    this.#options = { late: LOOKS, send: fetch, ...options };
  }

  async list(): Promise<readonly ListedKey[]> {
    await this.#app();
    return (await this.#secrets()).map(({ id }) => ({ id, name: this.#options.secret }));
  }

  /** The name is not kept: Okta has no place for it. Okta makes the value. */
  async create(): Promise<IssuedKey> {
    await this.#app();
    const made = await this.#options.okta.post(this.#path, {}, madeShape);
    return { id: made.id, key: new Secret(made.client_secret) };
  }

  /** Okta deletes only what is inactive: a secret ends with the first of the two calls. */
  async revoke(wanted: string): Promise<void> {
    const { okta } = this.#options;
    const found = (await this.#secrets()).find(({ id }) => id === wanted);
    if (found === undefined) return;
    const path = `${this.#path}/${encodeURIComponent(wanted)}`;
    if (found.status === 'ACTIVE') await okta.run('POST', `${path}/lifecycle/deactivate`);
    await okta.run('DELETE', path);
  }

  async accepts({ key }: IssuedKey): Promise<boolean> {
    const { late } = this.#options;
    const { client_id: id, token_endpoint_auth_method: method } = (await this.#app()).credentials.oauthClient;
    switch (method) {
      case 'client_secret_basic':
        return answeredInTime(late, () => this.#isKnown({ basic: new Secret(`${id}:${key.reveal()}`) }));
      case 'client_secret_post':
        return answeredInTime(late, () => this.#isKnown({ form: { client_id: id, client_secret: key.reveal() } }));
      default:
        throw refused('auth-method-not-supported', 'the app does not sign in with a client secret');
    }
  }

  /** Whether a client of the org gets in: asks for nothing but a word on a token that nobody has (RFC 7662 section 2.1). */
  async #isKnown({ basic, form = {} }: Client): Promise<true | undefined> {
    const { org, send } = this.#options;
    const url = new URL('/oauth2/v1/introspect', `https://${org}`);
    const body = { form: { token: 'none', token_type_hint: 'access_token', ...form } };
    const call = { method: 'POST', url, body, reads: 'status', ...(basic === undefined ? {} : { basic }) } as const;
    try {
      if ((await answerOfVendor(send, call)).status < 300) return true;
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'credentials') return undefined;
      throw error;
    }
    throw refused('access-denied', 'the org does not answer this app');
  }

  #secrets(): Promise<readonly z.output<typeof secretShape>[]> {
    return this.#options.okta.list(this.#path, secretShape);
  }

  async #app(): Promise<App> {
    const { app, secret, okta } = this.#options;
    const found = await okta.find(`/apps/${encodeURIComponent(app)}`, appShape);
    if (found === undefined) throw refused('not-found', 'the org has no such app');
    if (found.profile?.[BOUND] === secret) return found;
    throw refused('key-foreign', `the app’s profile has no \`${BOUND}\` with the name of the secret`);
  }

  get #path(): string {
    return `/apps/${encodeURIComponent(this.#options.app)}/credentials/secrets`;
  }
}

const refused = (code: string, says: string): AdapterError =>
  new AdapterError(code, { retryable: false, message: `${code}: ${says}` });
