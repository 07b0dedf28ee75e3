/** The stream on which policy versions are adopted. */
export const POLICY_STREAM = 'policy:active';

/** A policy version that two administrators want in force, named by the digest that every decision records. */
export interface Adoption {
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly digest: string;
  /** The compiled policy with this digest, for comparison with the policy in force. Absent: only the digest was given. */
  readonly text?: string;
}

/** Most characters of a compiled policy: the policy in force and a proposed one fit into one commit. */
export const LONGEST_POLICY = 60_000;
