import type { DirectoryHealth } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { RotatorQuestions } from '../rotator-health.ts';
import type { GoogleDirectory } from './directory.ts';
import type { Google } from './google.ts';

/** Whether the reader's service account has the least rights of `docs/integrations/google-workspace.md`: all of them and no more. */
export class GoogleHealth implements DirectoryHealth {
  readonly #google: Google;
  readonly #directory: GoogleDirectory;
  readonly #subject: string;

  /** `subject`: the administrator in whose name it reads, who is a user like others. */
  constructor(google: Google, directory: GoogleDirectory, subject: string) {
    this.#google = google;
    this.#directory = directory;
    this.#subject = subject;
  }

  /**
   * `credentials`: the key does not belong to the service account. `access-denied`: a scope was not delegated, or the administrator's role does
   * not allow it. `reader-can-change`: the reader was delegated the scopes of the operator.
   */
  async flaw(): Promise<string | null> {
    try {
      await this.#directory.tierOf(this.#subject);
      return (await this.#google.mayUse('write')) ? 'reader-can-change' : null;
    } catch (error) {
      if (error instanceof AdapterError && ['credentials', 'access-denied'].includes(error.code)) return error.code;
      throw error;
    }
  }
}

/** For the service account that changes keys of others: which accounts those are is said by their own roles, which nobody lists. */
export const askedOfGoogleRotator = (google: Google): RotatorQuestions => ({
  mayWork: async () => {
    if (await google.mayUse('write')) return;
    throw new AdapterError('access-denied', { retryable: false, message: 'access-denied: no token of Google for IAM' });
  },
});
