import * as z from 'zod/mini';
import type { IssuedKey, KeyApi, ListedKey } from '../../../ports/key-api.ts';
import { Secret } from '../../../ports/secret.ts';
import { answeredInTime, LOOKS, type Looks } from '../../https/late-key.ts';
import { endCredential, OktaApp, type OktaAppOptions, refusedByOkta } from './app.ts';
import type { Okta } from './okta.ts';

export interface OktaAppSecretsOptions extends OktaAppOptions {
  readonly late?: Looks;
}

/** How an app signs in with a secret. */
const WITH_SECRET: readonly string[] = ['client_secret_basic', 'client_secret_post'];

const secretShape = z.object({ id: z.string(), status: z.enum(['ACTIVE', 'INACTIVE']) });
const madeShape = z.object({ id: z.string(), client_secret: z.string().check(z.minLength(1)) });

/**
 * The client secrets of an OAuth app of the org, of which there are two at most and which have no names
 * (https://developer.okta.com/docs/guides/client-secret-rotation-key/main/).
 */
export class OktaAppSecrets implements KeyApi {
  readonly #app: OktaApp;
  readonly #okta: Okta;
  readonly #secret: string;
  readonly #late: Looks;

  constructor({ late = LOOKS, ...options }: OktaAppSecretsOptions) {
    this.#app = new OktaApp(options);
    this.#okta = options.okta;
    this.#secret = options.secret;
    this.#late = late;
  }

  async list(): Promise<readonly ListedKey[]> {
    await this.#registration();
    return (await this.#secrets()).map(({ id }) => ({ id, name: this.#secret }));
  }

  /** The name is not kept: Okta has no place for it. Okta makes the value. */
  async create(): Promise<IssuedKey> {
    await this.#registration();
    const made = await this.#okta.post(this.#app.path('secrets'), {}, madeShape);
    return { id: made.id, key: new Secret(made.client_secret) };
  }

  async revoke(wanted: string): Promise<void> {
    const found = (await this.#secrets()).find(({ id }) => id === wanted);
    if (found === undefined) return;
    const path = `${this.#app.path('secrets')}/${encodeURIComponent(wanted)}`;
    await endCredential(this.#okta, path, found.status === 'ACTIVE');
  }

  async accepts({ key }: IssuedKey): Promise<boolean> {
    const { clientId, method } = await this.#registration();
    const client =
      method === 'client_secret_basic'
        ? { basic: new Secret(`${clientId}:${key.reveal()}`) }
        : { form: { client_id: clientId, client_secret: key.reveal() } };
    return answeredInTime(this.#late, () => this.#app.isKnown(client));
  }

  async #registration(): Promise<{ readonly clientId: string; readonly method: string }> {
    const found = await this.#app.registration();
    if (WITH_SECRET.includes(found.method)) return found;
    throw refusedByOkta('auth-method-not-supported', 'the app does not sign in with a client secret');
  }

  #secrets(): Promise<readonly z.output<typeof secretShape>[]> {
    return this.#okta.list(this.#app.path('secrets'), secretShape);
  }
}
