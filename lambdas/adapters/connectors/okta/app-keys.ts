import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import * as z from 'zod/mini';
import type { IssuedKey, KeyApi, ListedKey } from '../../../ports/key-api.ts';
import { Secret } from '../../../ports/secret.ts';
import { answeredInTime, LOOKS, type Looks } from '../../https/late-key.ts';
import { endCredential, OktaApp, type OktaAppOptions, refusedByOkta } from './app.ts';
import { provenBy } from './assertion.ts';
import type { Okta } from './okta.ts';

export interface OktaAppKeysOptions extends OktaAppOptions {
  /** Makes a private key of RSA. */
  readonly make?: () => Promise<KeyObject>;
  readonly now?: () => number;
  readonly late?: Looks;
}

const keyShape = z.object({
  ...{ id: z.string(), status: z.enum(['ACTIVE', 'INACTIVE']), use: z.nullish(z.string()) },
});
/** Okta's reference shows the list in two boxes; its guide shows the inner one. */
const listShape = z.union([
  z.pipe(
    z.object({ jwks: z.object({ keys: z.array(keyShape) }) }),
    z.transform(({ jwks }) => jwks.keys),
  ),
  z.pipe(
    z.object({ keys: z.array(keyShape) }),
    z.transform(({ keys }) => keys),
  ),
  z.array(keyShape),
]);
const madeShape = z.object({ id: z.string() });

/**
 * The keys with which an OAuth app of the org signs in (`private_key_jwt`), of which there are fifty at most. Okta is told the public halves, and
 * never sees a private one (https://developer.okta.com/docs/guides/key-management/main/). Keys that encrypt are nobody's to touch.
 */
export class OktaAppKeys implements KeyApi {
  readonly #app: OktaApp;
  readonly #okta: Okta;
  readonly #secret: string;
  readonly #options: Required<Pick<OktaAppKeysOptions, 'make' | 'now' | 'late'>>;

  constructor({ make = rsaKey, now = Date.now, late = LOOKS, ...options }: OktaAppKeysOptions) {
    this.#app = new OktaApp(options);
    this.#okta = options.okta;
    this.#secret = options.secret;
    this.#options = { make, now, late };
  }

  async list(): Promise<readonly ListedKey[]> {
    await this.#registration();
    return (await this.#keys()).map(({ id }) => ({ id, name: this.#secret }));
  }

  /** A private JSON Web Key, whose `kid` is its thumbprint (RFC 7638): nothing tells whose it is but the app that lists it. */
  async create(): Promise<IssuedKey> {
    await this.#registration();
    const { kty = '', n = '', e = '', ...secretHalf } = (await this.#options.make()).export({ format: 'jwk' });
    const shown = { kty, alg: 'RS256', use: 'sig', kid: await calculateJwkThumbprint({ kty, n, e }), n, e };
    const { id } = await this.#okta.post(this.#app.path('jwks'), { ...shown, status: 'ACTIVE' }, madeShape);
    return { id, key: new Secret(JSON.stringify({ ...shown, ...secretHalf })) };
  }

  async revoke(wanted: string): Promise<void> {
    const found = (await this.#keys()).find(({ id }) => id === wanted);
    if (found === undefined) return;
    const path = `${this.#app.path('jwks')}/${encodeURIComponent(wanted)}`;
    await endCredential(this.#okta, path, found.status === 'ACTIVE');
  }

  async accepts({ key }: IssuedKey): Promise<boolean> {
    const { late, now } = this.#options;
    const { clientId } = await this.#registration();
    const audience = this.#app.introspection.href;
    return answeredInTime(late, () => {
      const form = { client_id: clientId, ...provenBy({ clientId, privateKey: key }, audience, now()) };
      return this.#app.isKnown({ form });
    });
  }

  async #registration(): Promise<{ readonly clientId: string }> {
    const found = await this.#app.registration();
    if (found.method === 'private_key_jwt') return found;
    throw refusedByOkta('auth-method-not-supported', 'the app does not sign in with a private key');
  }

  async #keys(): Promise<readonly z.output<typeof keyShape>[]> {
    const found = await this.#okta.find(this.#app.path('jwks'), listShape);
    if (found === undefined) throw refusedByOkta('not-found', 'the org has no such app');
    return found.filter(({ use }) => use !== 'enc');
  }
}

const rsaKey = async (): Promise<KeyObject> =>
  (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;
