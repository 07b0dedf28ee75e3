/** The stream on which policy versions are adopted. */
export const POLICY_STREAM = 'policy:active';

/** A policy version that two administrators want in force, by the digest that every decision records. */
export interface Adoption {
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly digest: string;
}
