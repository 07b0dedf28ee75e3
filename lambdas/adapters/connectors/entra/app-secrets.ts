import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import type { IssuedKey, KeyApi, ListedKey } from '../../../ports/key-api.ts';
import { Secret } from '../../../ports/secret.ts';
import { answeredInTime, LOOKS, type Looks } from '../../https/late-key.ts';
import { answerOfVendor, type Send } from '../../https/vendor-http.ts';
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
    if (found === undefined) throw refused('not-found', 'the tenant has no such application');
    const keys = found.passwordCredentials.map(({ keyId, displayName }) => ({ id: keyId, name: displayName ?? '' }));
    if (keys.some(({ name }) => name === secret || name.startsWith(`${secret}:`))) return keys;
    throw refused('key-foreign', 'the application has no secret with the name of this one');
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
    return answeredInTime(this.#options.late, () => this.#isKnown(key));
  }

  async #isKnown(key: Secret): Promise<true | undefined> {
    const { tenant, app, cloud, send } = this.#options;
    const url = new URL(`/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, cloud.login);
    const form = {
      ...{ client_id: app, client_secret: key.reveal() },
      ...{ scope: `${cloud.graph}/.default`, grant_type: 'client_credentials' },
    };
    try {
      const { status } = await answerOfVendor(send, { method: 'POST', url, body: { form }, reads: 'status' });
      if (status < 300) return true;
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'credentials') return undefined;
      throw error;
    }
    throw refused('access-denied', 'the application may not sign in in the tenant');
  }

  get #path(): string {
    const { app } = this.#options;
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(app)) return `/applications(appId='${app}')`;
    throw refused('not-found', 'the tag names no client id');
  }
}

const refused = (code: string, says: string): AdapterError =>
  new AdapterError(code, { retryable: false, message: `${code}: ${says}` });
