import type { Secret } from './secret.ts';

/** One key of the deployment, for one purpose: made by a machine, seen by nobody, readable by the functions that serve that purpose. */
export interface DeploymentKey {
  /**
   * The key that is in force, then, while it is kept, the one before. As it is now: nothing is remembered, so that no function uses a
   * key that another one has stopped using. Throws `AdapterError` `key-unreadable`, retryable, also where there is none or a weak one:
   * it is ours to set right, and the same call works then.
   */
  versions(): Promise<KeyVersions>;
}

export type KeyVersions = readonly [current: Secret, ...previous: Secret[]];
