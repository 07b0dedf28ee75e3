import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import type { IssuedKey, KeyApi, ListedKey } from '../../../ports/key-api.ts';
import { Secret } from '../../../ports/secret.ts';
import { answeredInTime, LOOKS, type Looks } from '../../https/late-key.ts';
import { answerOfVendor, type Send } from '../../https/vendor-http.ts';
import { googleGrantOf, signingKeyIn, TOKEN_URL } from './assertion.ts';
import type { Google } from './google.ts';

export interface GoogleAccountKeysOptions {
  /** The address of the service account whose keys these are. */
  readonly account: string;
  /** The name of the secret that holds one of them. */
  readonly secret: string;
  readonly google: Google;
  readonly send?: Send;
  readonly now?: () => number;
  readonly late?: Looks;
}

/** Begins the word of an account's description that names the secret. No name of a secret has a `:`, so no other word is one. */
const BOUND = 'countersign:';

/** A token for this scope says who the account is, and opens nothing. */
const HARMLESS: readonly string[] = ['https://www.googleapis.com/auth/userinfo.email'];

/** `name` is where the account is: `projects/…/serviceAccounts/…`. */
const accountShape = z.object({ name: z.string(), email: z.string(), description: z.nullish(z.string()) });
const keyShape = z.object({ name: z.string() });
/** An account without keys is listed without the member. */
const listShape = z.object({ keys: z.nullish(z.array(keyShape)) });
const madeShape = z.object({ name: z.string(), privateKeyData: z.string().check(z.minLength(1)) });

/**
 * The key files of a service account of Google Cloud, of which there are ten at most and which have no names
 * (https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys). INVARIANT: they are the secret's own since the
 * account's description says so: whoever tags secrets, and changes no accounts, cannot aim a rotation at an account.
 */
export class GoogleAccountKeys implements KeyApi {
  readonly #options: Required<GoogleAccountKeysOptions>;

  constructor(options: GoogleAccountKeysOptions) {
    this.#options = { late: LOOKS, send: fetch, now: Date.now, ...options };
  }

  /** Without those that Google has for itself, which nobody can delete. */
  async list(): Promise<readonly ListedKey[]> {
    const { google, secret } = this.#options;
    const found = await google.find(`${await this.#place()}/keys?keyTypes=USER_MANAGED`, listShape);
    if (found === undefined) throw refused('not-found', 'there is no such service account');
    return (found.keys ?? []).map(({ name }) => ({ id: idIn(name), name: secret }));
  }

  /** Google makes the file, and keeps the public half alone. */
  async create(): Promise<IssuedKey> {
    const asked = { privateKeyType: 'TYPE_GOOGLE_CREDENTIALS_FILE', keyAlgorithm: 'KEY_ALG_RSA_2048' };
    const { name, privateKeyData } = await this.#options.google.post(`${await this.#place()}/keys`, asked, madeShape);
    const made = { id: idIn(name), key: new Secret(Buffer.from(privateKeyData, 'base64').toString('utf8')) };
    if (this.#isMatching(made)) return made;
    await this.revoke(made.id);
    throw refused('unexpected', 'Google made a key that is none of this account, or none that can be read');
  }

  async assertMatching(held: IssuedKey): Promise<void> {
    if (!this.#isMatching(held))
      throw refused('key-mismatched', 'the value holds no key file of this account, or one with another `keyId`');
  }

  /** Tokens that were given for it live to their end, for an hour at most. */
  async revoke(id: string): Promise<void> {
    await this.#options.google.remove(`${await this.#place()}/keys/${encodeURIComponent(id)}`);
  }

  /** By a token that the account gets with it, which nobody keeps. */
  async accepts(held: IssuedKey): Promise<boolean> {
    const { send, now, late } = this.#options;
    await this.assertMatching(held);
    return answeredInTime(late, async () => {
      const form = googleGrantOf({ keyFile: held.key }, HARMLESS, now());
      const { status } = await answerOfVendor(send, { method: 'POST', url: new URL(TOKEN_URL), body: { form } });
      return status < 300 ? true : undefined;
    });
  }

  /** Whether the file is that of the key, and of the account. */
  #isMatching({ id, key }: IssuedKey): boolean {
    try {
      const { email, kid } = signingKeyIn(key);
      return email === this.#options.account && kid === id;
    } catch {
      return false;
    }
  }

  /**
   * Where the account is, which names the secret. Only this call leaves out the project: of what is not there, Google then says that it is
   * forbidden.
   */
  async #place(): Promise<string> {
    const { google, account, secret } = this.#options;
    const found = await google.find(`/projects/-/serviceAccounts/${encodeURIComponent(account)}`, accountShape);
    if (found === undefined) throw refused('not-found', 'there is no such service account');
    const bound = (found.description ?? '').split(/\s+/).filter((word) => word.startsWith(BOUND));
    if (found.email === account && bound.length === 1 && bound[0] === `${BOUND}${secret}`) return `/${found.name}`;
    throw refused(
      'key-foreign',
      `the description of the service account has no single word \`${BOUND}NAME\` of the secret`,
    );
  }
}

/** `projects/…/serviceAccounts/…/keys/ID`. */
const idIn = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

const refused = (code: string, says: string): AdapterError =>
  new AdapterError(code, { retryable: false, message: `${code}: ${says}` });
