import type { DirectoryHealth } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';

/** What a vendor is asked of whoever replaces the credentials of others there. */
export interface RotatorQuestions {
  /** Asks for what it needs, about an application or account that nobody has: nothing is changed. */
  readonly mayWork: () => Promise<unknown>;
  /** Whether it could also change users; absent where the vendor does not say that. */
  readonly mayMore?: () => Promise<boolean>;
}

/** Whether a rotator has what the vendor's page in `docs/integrations` asks for, and cannot change users besides. */
export class RotatorHealth implements DirectoryHealth {
  readonly #questions: RotatorQuestions;

  constructor(questions: RotatorQuestions) {
    this.#questions = questions;
  }

  /**
   * `credentials`: the credential does not belong to it, or has ended. `access-denied`: a permission, a scope or a role is missing. `may-more`: it was
   * given what only an operator needs.
   */
  async flaw(): Promise<string | null> {
    try {
      await this.#questions.mayWork();
      return (await this.#questions.mayMore?.()) === true ? 'may-more' : null;
    } catch (error) {
      if (error instanceof AdapterError && ['credentials', 'access-denied'].includes(error.code)) return error.code;
      throw error;
    }
  }
}
