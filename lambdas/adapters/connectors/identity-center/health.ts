import type { DirectoryHealth } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { CenterCalls } from './calls.ts';

/** Nobody is called so. */
const NOBODY = 'countersign-doctor';

/** Whether the instance is there, is the one whose identity store the deployment names, and answers this account. What the functions may do there IAM is asked. */
export class IdentityCenterHealth implements DirectoryHealth {
  readonly #calls: CenterCalls;
  readonly #store: string;

  constructor(calls: CenterCalls, store: string) {
    this.#calls = calls;
    this.#store = store;
  }

  /** `store-foreign`: the instance has another identity store. `not-found`: there is no such instance. `access-denied`: it does not answer this account. */
  async flaw(): Promise<string | null> {
    try {
      const { store } = await this.#calls.instance();
      if (store !== this.#store) return 'store-foreign';
      await this.#calls.idOf(NOBODY);
      return null;
    } catch (error) {
      if (error instanceof AdapterError && ['access-denied', 'not-found'].includes(error.code)) return error.code;
      throw error;
    }
  }
}
