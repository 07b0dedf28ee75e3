import * as z from 'zod/mini';
import type { DirectoryHealth } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { RotatorQuestions } from '../rotator-health.ts';
import type { Okta } from './okta.ts';

/** Whether the reader's service app has the least rights of `docs/integrations/okta.md`: all of them and no more. */
export class OktaHealth implements DirectoryHealth {
  readonly #okta: Okta;

  constructor(okta: Okta) {
    this.#okta = okta;
  }

  /**
   * `credentials`: the key does not belong to the app. `access-denied`: a scope is missing, or the role. `reader-can-change`: the reader was
   * granted the scope of the operator.
   */
  async flaw(): Promise<string | null> {
    try {
      await this.#okta.list('/authenticators', z.object({ id: z.string() }));
      return (await this.#okta.mayUse('write')) ? 'reader-can-change' : null;
    } catch (error) {
      if (error instanceof AdapterError && ['credentials', 'access-denied'].includes(error.code)) return error.code;
      throw error;
    }
  }
}

/** For the app that changes credentials of others. `asOperator`: the same app, which asks for the scopes of the operator. */
export const askedOfOktaRotator = (okta: Okta, asOperator: Okta): RotatorQuestions => ({
  mayWork: async () => {
    // An id that no app has.
    await okta.find('/apps/nobody', z.unknown());
    if (await okta.mayUse('write')) return;
    throw new AdapterError('access-denied', { retryable: false, message: 'access-denied: the app may change no apps' });
  },
  mayMore: () => asOperator.mayUse('write'),
});
