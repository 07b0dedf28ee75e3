import type { Refusal } from '../../core/recovery/state/decision.ts';
import type { AccountProfile } from '../../core/registry/account.ts';
import { AdapterError } from '../../ports/errors.ts';

export interface DirectoryReader {
  /**
   * The directory's immutable id of a target; undefined when the directory has no such name. Throws `AdapterError` when it cannot be read.
   * Without a connector, the target in one spelling.
   */
  readonly directoryIdOf: (connector: string, target: string) => Promise<string | undefined>;
}

/** The directory's id of a target, or why there is none. Throws `AdapterError` when a retry may help. */
export async function readDirectory(
  { directoryIdOf }: DirectoryReader,
  connector: string,
  target: string,
): Promise<Pick<AccountProfile, 'directoryId'> | Refusal> {
  try {
    const directoryId = await directoryIdOf(connector, target);
    return directoryId === undefined ? { code: 'target-unknown', facts: { connector } } : { directoryId };
  } catch (error) {
    if (!(error instanceof AdapterError) || error.retryable) throw error;
    return { code: 'directory-unreadable', facts: { connector, why: error.code } };
  }
}
