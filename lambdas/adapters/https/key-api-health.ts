import type { DirectoryHealth } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { KeyApi } from '../../ports/key-api.ts';
import { Secret } from '../../ports/secret.ts';

/** No issuer makes such a key. */
const NO_KEY = { id: 'none', key: new Secret('no-key-of-this-api') };

/** Whether a described API of keys lists them to our token, and tells a key from none. Makes and revokes nothing. */
export class KeyApiHealth implements DirectoryHealth {
  readonly #api: KeyApi;

  constructor(api: KeyApi) {
    this.#api = api;
  }

  /** `accepts-anything`: the described test lets a key in that was never made. Else the code of a call that failed. */
  async flaw(): Promise<string | null> {
    try {
      await this.#api.list();
      return (await this.#api.accepts(NO_KEY)) ? 'accepts-anything' : null;
    } catch (error) {
      if (error instanceof AdapterError) return error.code;
      throw error;
    }
  }
}
