import * as z from 'zod/mini';
import type { ConnectorRequest, Evidence } from '../../../ports/connector.ts';

/** What is read of a user: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export const oktaUserShape = z.object({
  id: z.string().check(z.regex(/^[A-Za-z0-9]{1,64}$/)),
  status: z.string(),
  transitioningToStatus: z.optional(z.nullable(z.string())),
  passwordChanged: z.optional(z.nullable(z.string())),
  lastLogin: z.optional(z.nullable(z.string())),
  profile: z.object({ login: z.string() }),
  credentials: z.optional(z.object({ provider: z.optional(z.object({ type: z.string() })) })),
});
export type OktaUser = z.output<typeof oktaUserShape>;

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/ */
export const factorShape = z.object({
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  factorType: z.string(),
});
export type Factor = z.output<typeof factorShape>;

/** A temporary access code (TAC): https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserAuthenticatorEnrollments/ */
export const codeShape = z.object({
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  profile: z.object({ tac: z.string(), expiresAt: z.string(), multiUse: z.boolean() }),
});

export const enrolmentShape = z.object({
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  key: z.optional(z.string()),
  type: z.optional(z.string()),
  status: z.string(),
  profile: z.optional(z.nullable(z.object({ expiresAt: z.optional(z.nullable(z.string())) }))),
});
export type Enrolment = z.output<typeof enrolmentShape>;

export const authenticatorShape = z.object({ id: z.string(), key: z.string(), status: z.string() });

/** Whether somebody could sign in with this code. One whose end is unknown could. */
export const isLivingCode = ({ key, type, status, profile }: Enrolment, now: number): boolean =>
  (key === 'tac' || type === 'tac') && status === 'ACTIVE' && !(Date.parse(profile?.expiresAt ?? '') <= now);

/** The password of others is kept in their own directory, where it is reset and unlocked. */
export const isMasteredElsewhere = ({ credentials }: OktaUser): boolean =>
  (credentials?.provider?.type ?? 'OKTA') !== 'OKTA';

/** Nobody can sign in, whatever they know: https://developer.okta.com/docs/concepts/user-states/ */
const SHUT = ['RECOVERY', 'DEPROVISIONED', 'STAGED', 'PROVISIONED'];
/** The password that was there before works again when this state ends. */
const HIDDEN = ['LOCKED_OUT', 'SUSPENDED'];

/**
 * Whether the temporary password of a grant opens something, now or when the user's state ends. Who replaced it is `ACTIVE`, and so is who
 * replaced it before they were locked out or suspended, which the time of the last change says.
 */
export function isPasswordLiving(
  { status, passwordChanged }: OktaUser,
  { issued, passwordVersion }: Pick<ConnectorRequest, 'issued' | 'passwordVersion'>,
): boolean {
  if (!issued) return false;
  if (!HIDDEN.includes(status)) return status === 'PASSWORD_EXPIRED';
  return passwordVersion === undefined || !(versionOf(passwordChanged) > passwordVersion);
}

/** Whether everybody is kept out, until somebody with the right to it looks. */
export const isShut = ({ status }: OktaUser): boolean => status === 'SUSPENDED' || SHUT.includes(status);

/** Milliseconds of the last change of the password; 0 before the first. */
export const versionOf = (passwordChanged: string | null | undefined): number =>
  Math.max(0, Date.parse(passwordChanged ?? '') || 0);

/** Whether the user has ever signed in, and so has a credential of their own. Where Okta does not say it, the user counts as one who has. */
export const hasSignedIn = ({ lastLogin }: OktaUser): boolean => lastLogin !== null;

/** Minutes of a code: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserAuthenticatorEnrollments/ */
const CODE_MINUTES = { least: 10, most: 14_400 } as const;

/** Until the grant's end, within what Okta allows. Where its least is longer than the grant, the grant's end removes the code. */
export const codeMinutesOf = (expiresAt: string, now: number): number =>
  Math.min(Math.max(Math.floor((Date.parse(expiresAt) - now) / 60_000), CODE_MINUTES.least), CODE_MINUTES.most);

export const isRemoved = ({ status }: OktaUser): boolean => status === 'DEPROVISIONED';

/** Okta accepted a change of the user's state and is still carrying it out. */
export const isChanging = ({ transitioningToStatus }: OktaUser): boolean => (transitioningToStatus ?? null) !== null;

export const factorTypeOf = ({ factorType }: Factor): string => factorType;

/** Facts for the ledger. Kinds of factors name no device and no number. */
export const oktaEvidenceOf = ({ status, passwordChanged }: OktaUser, factors: readonly Factor[]): Evidence => ({
  status,
  factors: factors.map(factorTypeOf).sort(),
  passwordVersion: versionOf(passwordChanged),
});
