import * as z from 'zod/mini';
import type { IssuedKey, KeyApi, ListedKey } from '../../../ports/key-api.ts';
import { Secret } from '../../../ports/secret.ts';
import { answeredInTime, LOOKS, type Looks } from '../../https/late-key.ts';
import type { Send } from '../../https/vendor-http.ts';
import { applicationPath, isKnownApplication, refusedByEntra, tokenUrlOf } from './application.ts';
import { type EntraCloud, GLOBAL_CLOUD, type Graph } from './graph.ts';

export interface EntraAppSecretsOptions {
  readonly tenant: string;
  /** The client id of the application whose secrets these are. */
  readonly app: string;
  /** The name of the secret that holds one of them. */
  readonly secret: string;
  readonly graph: Graph;
  readonly cloud?: EntraCloud;
  readonly send?: Send;
  readonly now?: () => number;
  readonly late?: Looks;
}

/** Entra ends a secret of an application by itself after this. */
const LIFE_DAYS = 365;

const appShape = z.object({
  passwordCredentials: z.array(z.object({ keyId: z.string(), displayName: z.nullish(z.string()) })),
});
const madeShape = z.object({ keyId: z.string(), secretText: z.string().check(z.minLength(1)) });

/**
 * The client secrets of an application of the tenant (https://learn.microsoft.com/graph/api/application-addpassword): several can be valid at
 * once, each has a name and an end. INVARIANT: an application that has none of the secret's own name gets none: whoever tags secrets, and does
 * not own the application, cannot aim a rotation at it.
 */
export class EntraAppSecrets implements KeyApi {
  readonly #options: Required<EntraAppSecretsOptions>;

  constructor(options: EntraAppSecretsOptions) {
    this.#options = { cloud: GLOBAL_CLOUD, send: fetch, now: Date.now, late: LOOKS, ...options };
  }

  async list(): Promise<readonly ListedKey[]> {
    const { secret, graph } = this.#options;
    const found = await graph.find(`${this.#path}?$select=id,passwordCredentials`, appShape);
    if (found === undefined) throw refusedByEntra('not-found', 'the tenant has no such application');
    const keys = found.passwordCredentials.map(({ keyId, displayName }) => ({ id: keyId, name: displayName ?? '' }));
    if (keys.some(({ name }) => name === secret || name.startsWith(`${secret}:`))) return keys;
    throw refusedByEntra('key-foreign', 'the application has no secret with the name of this one');
  }

  async create(displayName: string): Promise<IssuedKey> {
    const endDateTime = new Date(this.#options.now() + LIFE_DAYS * 86_400_000).toISOString();
    const asked = { passwordCredential: { displayName, endDateTime } };
    const made = await this.#options.graph.post(`${this.#path}/addPassword`, asked, madeShape);
    return { id: made.keyId, key: new Secret(made.secretText) };
  }

  /** Graph refuses to remove a secret that is gone: what it lists decides. */
  async revoke(keyId: string): Promise<void> {
    if (!(await this.list()).some(({ id }) => id === keyId)) return;
    await this.#options.graph.post(`${this.#path}/removePassword`, { keyId }, z.null());
  }

  /** By a token that the application gets with it, which nobody keeps. */
  accepts({ key }: IssuedKey): Promise<boolean> {
    const { tenant, app, cloud, send, late } = this.#options;
    const credential = { client_id: app, client_secret: key.reveal() };
    const signIn = { url: tokenUrlOf(tenant, cloud), cloud, send, credential };
    return answeredInTime(late, () => isKnownApplication(signIn));
  }

  get #path(): string {
    return applicationPath(this.#options.app);
  }
}
