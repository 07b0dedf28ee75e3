/** The stream on which policy versions are adopted. */
export const POLICY_STREAM = 'policy:active';

/** A policy version that two administrators want in force, by the digest that every decision records. */
export interface Adoption {
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly digest: string;
  /** The compiled policy, which has this digest: what whoever adopts it compares with the one in force. Absent: only its digest was given. */
  readonly text?: string;
}

/** Characters of a compiled policy, at most: one in force and one proposed fit into a commit. */
export const LONGEST_POLICY = 60_000;
