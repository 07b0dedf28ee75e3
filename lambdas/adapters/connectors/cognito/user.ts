import type { AdminGetUserResponse, AdminSetUserMFAPreferenceRequest } from '@aws-sdk/client-cognito-identity-provider';
import type { ConnectorRequest, Evidence } from '../../../ports/connector.ts';

/** A user of the pool, without attributes. */
export interface CognitoUser {
  readonly isEnabled: boolean;
  /** `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, `RESET_REQUIRED`, …; `UNKNOWN` when the pool gives none. */
  readonly status: string;
  /** Second factors that are asked for at sign-in: `SOFTWARE_TOKEN_MFA`, `SMS_MFA`, `EMAIL_OTP`. */
  readonly factors: readonly string[];
  /** Whether SMS is on by the older setting `MFAOptions`, which the list of factors may not show. */
  readonly hasSmsOption: boolean;
  /** Time of the last change to the user, by the pool's clock; null when the pool gives none. */
  readonly changedAt: string | null;
}

export function cognitoUser(answer: AdminGetUserResponse): CognitoUser {
  const { Enabled, UserStatus, UserMFASettingList = [], MFAOptions = [], UserLastModifiedDate } = answer;
  const hasSmsOption = MFAOptions.some(({ DeliveryMedium }) => DeliveryMedium !== 'EMAIL');
  return {
    isEnabled: Enabled === true,
    status: UserStatus ?? 'UNKNOWN',
    factors: [...new Set([...UserMFASettingList, ...(hasSmsOption ? ['SMS_MFA'] : [])])],
    hasSmsOption,
    changedAt: UserLastModifiedDate?.toISOString() ?? null,
  };
}

/**
 * Facts about a user. For a disabled user they include the time of the last change, so `wasLeftByUs` can tell later whether somebody else
 * has changed the user.
 */
export const userEvidence = ({ isEnabled, status, factors, changedAt }: CognitoUser): Evidence => ({
  enabled: isEnabled,
  status,
  factors: [...factors].sort(),
  ...(isEnabled || changedAt === null ? {} : { changedAt }),
});

/** Our own revocation disabled this user, and nobody has changed the user since. */
export const wasLeftByUs = ({ isEnabled, changedAt }: CognitoUser, left: Evidence | undefined): boolean =>
  !isEnabled && changedAt !== null && left?.['enabled'] === false && left['changedAt'] === changedAt;

const TEMPORARY = 'FORCE_CHANGE_PASSWORD';

/** States with a password that the pool keeps and has confirmed once; users in other states have nothing to recover here. */
const RECOVERABLE = ['CONFIRMED', TEMPORARY, 'RESET_REQUIRED'];

/** Why a user cannot get a temporary password; undefined for one who can. A user whom somebody else disabled stays disabled. */
export function whyNotRecoverable(user: CognitoUser, left: Evidence | undefined): string | undefined {
  const { isEnabled, status } = user;
  if (!isEnabled && !wasLeftByUs(user, left)) return 'disabled';
  return RECOVERABLE.includes(status) ? undefined : status;
}

/**
 * Whether the user has a credential of their own: a password that they chose, or a second factor. The first password of whom an administrator
 * made must be replaced, and so must one that somebody set for whoever came back.
 */
export const hasOwnCredential = ({ status, factors }: CognitoUser): boolean =>
  status !== TEMPORARY || factors.length > 0;

/** Whether the user shows a finished reset: the temporary password is set and, for `reset-mfa`, no second factor is left. */
export const isReset = ({ isEnabled, status, factors }: CognitoUser, action: ConnectorRequest['action']): boolean =>
  isEnabled && status === TEMPORARY && (action !== 'reset-mfa' || factors.length === 0);

/** States without a temporary password: the pool keeps no password of a federated user, and has confirmed none of an unconfirmed one. */
const NEVER_GIVEN = ['EXTERNAL_PROVIDER', 'UNCONFIRMED'];

/**
 * Whether the reset's access is gone: the user can no longer sign in, or has set a password of their own and, after `reset-mfa`, a second
 * factor. A repudiated grant needs the former: its claimer may be the one who replaced the password. Any unknown state counts as not gone.
 */
export function isResetGone({ isEnabled, status, factors }: CognitoUser, request: ConnectorRequest): boolean {
  if (!isEnabled || NEVER_GIVEN.includes(status)) return true;
  if (request.repudiated === true || status !== 'CONFIRMED') return false;
  return !tookFactors(request) || factors.length > 0;
}

/** This grant, or a grant that it replaced, reset factors. */
export const tookFactors = ({ action, supersedes = [] }: ConnectorRequest): boolean =>
  [action, ...supersedes].includes('reset-mfa');

/** Sign-in asks for the code of an authenticator app. */
export const hasSoftwareToken = (factors: readonly string[]): boolean =>
  factors.some((factor) => SOFTWARE_TOKEN.test(factor));

const SOFTWARE_TOKEN = /^SOFTWARE_TOKEN/;

const OFF = { Enabled: false, PreferredMfa: false };

/** Turns off the factors that are on and names no others: the pool refuses settings of factors that it does not offer. */
export function factorsOff(
  factors: readonly string[],
): Omit<AdminSetUserMFAPreferenceRequest, 'UserPoolId' | 'Username'> {
  const has = (pattern: RegExp): boolean => factors.some((factor) => pattern.test(factor));
  return {
    ...(has(/^SMS/) ? { SMSMfaSettings: OFF } : {}),
    ...(has(SOFTWARE_TOKEN) ? { SoftwareTokenMfaSettings: OFF } : {}),
    ...(has(/^EMAIL/) ? { EmailMfaSettings: OFF } : {}),
    ...(has(/^WEB_?AUTHN/) ? { WebAuthnMfaSettings: { Enabled: false } } : {}),
  };
}
