import type { Instant } from '../core/values/instant.ts';

/** The clock and the dice, handed in so that tests can hold them. */
export interface Surroundings {
  now(): Instant;
  /** A fresh identifier with at least 100 bits of chance, in lower-case letters and digits. */
  newId(): string;
}
