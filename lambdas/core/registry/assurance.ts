/** Authenticator assurance level of a session or an account (NIST SP 800-63B-4 section 2). */
export const ASSURANCES = [1, 2, 3] as const;
export type Assurance = (typeof ASSURANCES)[number];

/**
 * What somebody must be signed in with to vouch for an account: at least what the account itself is used with (SP 800-63A-4 section 3.15: a
 * reference is proofed to the same level or a higher one). Two factors where the registry says nothing.
 */
export const assuranceOf = (profile: { readonly assurance?: Assurance }): Assurance => profile.assurance ?? 2;

/**
 * The one floor for every part in a recovery of this account, and for its claim: two factors at least, more where the account is used with more
 * (rule 2). Without a profile, as for the registry itself, two factors.
 */
export const floorOf = (profile: { readonly assurance?: Assurance } | null): Assurance =>
  profile === null || assuranceOf(profile) === 1 ? 2 : assuranceOf(profile);
