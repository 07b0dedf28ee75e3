import type { Secret } from './secret.ts';

/** The signing keys of a ticket source: the current one and, while it is being rotated, the one before. */
export interface WebhookKeys {
  /** Empty for a source that has no keys: then nothing that comes from it can be verified. May be up to five minutes old. */
  of(source: string): Promise<readonly Secret[]>;
}
