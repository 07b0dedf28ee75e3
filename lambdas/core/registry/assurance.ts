/** Authenticator assurance level of a session or an account (NIST SP 800-63B-4 section 2). */
export const ASSURANCES = [1, 2, 3] as const;
export type Assurance = (typeof ASSURANCES)[number];

/**
 * What somebody must be signed in with to vouch for an account: at least what the account itself is used with (SP 800-63A-4 section 3.15: a
 * reference is proofed to the same level or a higher one). Two factors where the registry says nothing.
 */
export const assuranceOf = (profile: { readonly assurance?: Assurance }): Assurance => profile.assurance ?? 2;
