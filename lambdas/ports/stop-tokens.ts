import type { Secret } from './secret.ts';

/** What lets whoever was told of a recovery stop it, and nothing else (rule 11): stopping needs little proof. */
export interface StopTokens {
  /** The token of a recovery; always the same under one key. Throws `AdapterError` `stop-key-missing` without a key. */
  of(recovery: string): Promise<Secret>;
  /** Whether this is the token of this recovery; compared in constant time. */
  isOf(token: Secret, recovery: string): Promise<boolean>;
}
