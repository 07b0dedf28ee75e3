import type { AdoptionDifference } from '../registry/adoption.ts';
import { digestOf } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { comparedIn, differencesBetween, type PolicyDifference } from './differences.ts';
import type { VersionedPolicy } from './policy.ts';

/** Everything that adopting a policy changes, for its confirmer. */
export interface WholeDifference extends PolicyDifference {
  /** Digest of the policy in force; null for none. */
  readonly from: string | null;
  /** Digest of the proposed policy. */
  readonly to: string;
}

/** Most requests that are compared at an adoption: about ten seconds of work, within the time of one answer. */
export const MOST_AT_ADOPTION = 600_000;

/** A proposed policy and the one in force, at the moment of the proposal. */
export interface Adopting {
  /** Null: no policy is in force, and there is nothing to compare with. */
  readonly before: VersionedPolicy | null;
  readonly after: VersionedPolicy;
  readonly now: Instant;
}

/** Number of requests that `differenceOf` asks about; for a first policy, those that its check asks about. */
export const comparedFor = ({ before, after, now }: Adopting): number => comparedIn(before ?? after, after, now);

/** The difference that two administrators read before a policy is adopted. The service and its reader compute the same one. */
export function differenceOf({ before, after, now }: Adopting, onProgress?: (asked: number) => void): WholeDifference {
  const found: PolicyDifference =
    before === null
      ? { requests: 0, differences: [], ages: [] }
      : differencesBetween(before, after, { now, ...(onProgress === undefined ? {} : { onProgress }) });
  return { from: before?.digest ?? null, to: after.digest, ...found };
}

/** The digest of a difference, and how much of it is weaker. */
export function summaryOf(whole: WholeDifference): AdoptionDifference {
  const { from, differences, ages } = whole;
  const directions = [...differences, ...ages].map(({ direction }) => direction);
  const count = (direction: (typeof directions)[number]) => directions.filter((one) => one === direction).length;
  return {
    ...{ digest: digestOf(whole), from },
    ...{ weaker: count('weaker'), stricter: count('stricter'), different: count('different') },
  };
}
