import type { Pseudonym } from '../core/risk/facts.ts';
import type { Secret } from './secret.ts';

/** What of a request is counted by a pseudonym: the number that called, in E.164, or the network that asked, as address and length. */
export const TRACES = ['caller', 'network'] as const;
export type TraceName = (typeof TRACES)[number];

/**
 * Makes pseudonyms of what is personal: there are few enough numbers and networks to try them all against a plain hash. Equal for equal
 * values under one key, different for the same text as another trace. Whoever has the key can try values; nobody else learns anything but
 * that two are equal.
 */
export interface Pseudonyms {
  /** Throws `AdapterError` `key-unreadable`, retryable: whatever needs a pseudonym is not done without it. */
  of(trace: TraceName, value: Secret): Promise<Pseudonym>;
}
