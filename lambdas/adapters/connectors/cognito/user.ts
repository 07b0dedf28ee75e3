import type { AdminGetUserResponse, AdminSetUserMFAPreferenceRequest } from '@aws-sdk/client-cognito-identity-provider';
import type { ConnectorRequest, Evidence } from '../../../ports/connector.ts';

/** What a user pool tells of a user, without attributes. */
export interface CognitoUser {
  readonly isEnabled: boolean;
  /** `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, `RESET_REQUIRED`, …; `UNKNOWN` where the pool says nothing. */
  readonly status: string;
  /** Second factors that are asked for at sign-in: `SOFTWARE_TOKEN_MFA`, `SMS_MFA`, `EMAIL_OTP`. */
  readonly factors: readonly string[];
}

export const cognitoUser = ({ Enabled, UserStatus, UserMFASettingList }: AdminGetUserResponse): CognitoUser => ({
  isEnabled: Enabled === true,
  status: UserStatus ?? 'UNKNOWN',
  factors: UserMFASettingList ?? [],
});

export const userEvidence = ({ isEnabled, status, factors }: CognitoUser): Evidence => ({
  enabled: isEnabled,
  status,
  factors: [...factors].sort(),
});

const TEMPORARY = 'FORCE_CHANGE_PASSWORD';

/** Whose password the pool itself keeps and has confirmed once; others have nothing to recover here. */
const RECOVERABLE = ['CONFIRMED', TEMPORARY, 'RESET_REQUIRED'];

/** Why a user cannot be given a temporary password; undefined for one who can. */
export function whyNotRecoverable({ isEnabled, status }: CognitoUser): string | undefined {
  if (!isEnabled) return 'disabled';
  return RECOVERABLE.includes(status) ? undefined : status;
}

/** A reset as it must be read back before it counts: the temporary password stands and, for `reset-mfa`, no second factor is left. */
export const isReset = ({ status, factors }: CognitoUser, action: ConnectorRequest['action']): boolean =>
  status === TEMPORARY && (action !== 'reset-mfa' || factors.length === 0);

/** States that a temporary password cannot stand in: the pool keeps no password of a federated user, and had none confirmed of the other. */
const NEVER_GIVEN = ['EXTERNAL_PROVIDER', 'UNCONFIRMED'];

/**
 * What a reset gave is gone: the user can sign in no more, or has put a password of their own, and a second factor after `reset-mfa`, in
 * its place. What was repudiated is gone only with the first: whoever claimed the credential may be who replaced it. Any state that is
 * not known to be good is not gone.
 */
export function isResetGone(
  { isEnabled, status, factors }: CognitoUser,
  { action, repudiated }: ConnectorRequest,
): boolean {
  if (!isEnabled || NEVER_GIVEN.includes(status)) return true;
  if (repudiated === true || status !== 'CONFIRMED') return false;
  return action !== 'reset-mfa' || factors.length > 0;
}

/** A time-based code of an authenticator app is asked for. */
export const hasSoftwareToken = (factors: readonly string[]): boolean =>
  factors.some((factor) => SOFTWARE_TOKEN.test(factor));

const SOFTWARE_TOKEN = /^SOFTWARE_TOKEN/;

const OFF = { Enabled: false, PreferredMfa: false };

/** Turns off the factors that are on, and mentions no other: the pool refuses a setting of a factor that it does not offer. */
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
