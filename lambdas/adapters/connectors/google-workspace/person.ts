import * as z from 'zod/mini';
import type { Instant } from '../../../core/values/instant.ts';
import type { ConnectorRequest, Evidence } from '../../../ports/connector.ts';

/** What is read of a user: https://developers.google.com/workspace/admin/directory/reference/rest/v1/users#User */
export const googleUserShape = z.object({
  id: z.string().check(z.regex(/^\d{1,30}$/)),
  primaryEmail: z.string(),
  suspended: z.optional(z.boolean()),
  archived: z.optional(z.boolean()),
  isAdmin: z.optional(z.boolean()),
  isDelegatedAdmin: z.optional(z.boolean()),
  isEnrolledIn2Sv: z.optional(z.boolean()),
  isEnforcedIn2Sv: z.optional(z.boolean()),
  isGuestUser: z.optional(z.boolean()),
  changePasswordAtNextLogin: z.optional(z.boolean()),
  lastLoginTime: z.optional(z.string()),
});
export type GoogleUser = z.output<typeof googleUserShape>;

/** The fields above, and no name, number or address of the person. */
export const GOOGLE_USER_FIELDS = Object.keys(googleUserShape.shape).join(',');

/** Backup codes that can be used: https://developers.google.com/workspace/admin/directory/reference/rest/v1/verificationCodes */
export const codesShape = z.object({
  items: z.optional(z.array(z.object({ verificationCode: z.string().check(z.minLength(1)) }))),
});

/** Google says the beginning of time of somebody who has never signed in, and nothing where it does not know. */
export function lastLoginOf({ lastLoginTime }: GoogleUser): Instant | 'never' | null {
  const at = Date.parse(lastLoginTime ?? '');
  if (Number.isNaN(at)) return null;
  return at === 0 ? 'never' : new Date(at).toISOString();
}

export const isAdministrator = ({ isAdmin, isDelegatedAdmin }: GoogleUser): boolean =>
  isAdmin === true || isDelegatedAdmin === true;

/** Nobody can sign in, whatever they know. */
export const isKeptOut = ({ suspended, archived }: GoogleUser): boolean => suspended === true || archived === true;

/**
 * Whether the temporary password of a grant opens something, now or once a suspension ends. Google asks for another password until the owner
 * has set one, and says so; the end of a grant takes the demand away together with the password.
 */
export const isTemporaryPasswordLiving = (
  { changePasswordAtNextLogin }: GoogleUser,
  { issued }: Pick<ConnectorRequest, 'issued'>,
): boolean => issued && changePasswordAtNextLogin === true;

/** Facts for the ledger. */
export const googleEvidenceOf = (user: GoogleUser, codes: number): Evidence => ({
  suspended: user.suspended === true,
  twoStep: user.isEnrolledIn2Sv === true,
  changesPassword: user.changePasswordAtNextLogin === true,
  codes,
});
