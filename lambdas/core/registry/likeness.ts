import { digestOf } from '../values/hash.ts';

/** The ways in which two records can look alike. */
export const LIKENESSES = ['name', 'target', 'display-name', 'mailbox', 'telephone'] as const;
export type Likeness = (typeof LIKENESSES)[number];

/** A key for finding look-alikes: values that a reader confuses have the same key. */
export interface LikenessKey {
  readonly as: Likeness;
  readonly key: string;
}

/** A registered record that looks like a proposed one. Without address: its reader is told where to look. */
export interface LookAlike {
  /** `person:…` or an account. */
  readonly record: string;
  readonly as: Likeness;
}

/** The digest by which a confirmer says what they have seen; null without look-alikes. */
export const digestOfLookAlikes = (lookAlikes: readonly LookAlike[]): string | null =>
  lookAlikes.length === 0 ? null : digestOf(lookAlikes);
