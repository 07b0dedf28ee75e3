import type { VersionedPolicy } from '../core/policy/policy.ts';

/** The policy in force. Throws where it is missing or invalid: then nothing can be decided. */
export interface PolicySource {
  current(): Promise<VersionedPolicy>;
}
