/** The stream on which policy versions are adopted. */
export const POLICY_STREAM = 'policy:active';

/** A policy version that an administrator wants in force. */
export interface Adoption {
  /** The policy's own name. */
  readonly name: string;
  /** SHA-256 of the text, which every decision records: 64 hexadecimal digits. */
  readonly digest: string;
  /** The compiled policy in its canonical spelling. */
  readonly text: string;
}

/** A version as the policy's stream remembers it. Its text stays in the commit that proposed it, so that no later commit carries it. */
export interface PolicyVersion extends Pick<Adoption, 'name' | 'digest'> {
  /** Number of the commit with its text. */
  readonly seq: number;
  readonly difference: AdoptionDifference;
}

/** How a proposed policy differs from the one in force at the time, in numbers. */
export interface AdoptionDifference {
  /** Digest of the whole difference: who confirms says by it that they have read it. */
  readonly digest: string;
  /** Digest of the policy in force; null for none. */
  readonly from: string | null;
  /** Groups of requests that are treated alike and become weaker, stricter, or different without being either. */
  readonly weaker: number;
  readonly stricter: number;
  readonly different: number;
}

/** What the service has read in a proposed policy: its problems, at least one, or its difference. */
export type PolicyReading =
  | { readonly problems: readonly string[] }
  | { readonly problems: null; readonly difference: AdoptionDifference };

/** What a confirmer confirms of a version. Its digest stands for its text. */
export const namedBy = ({ name, digest }: Pick<Adoption, 'name' | 'digest'>) => ({ name, digest });

/** Most characters of a compiled policy. The body of its proposal, which quotes it, has at most `LIMITS.bodyBytes`. */
export const LONGEST_POLICY = 60_000;
