import type { AdminGetUserResponse, AdminSetUserMFAPreferenceRequest } from '@aws-sdk/client-cognito-identity-provider';
import type { ConnectorRequest, Evidence } from '../../../ports/connector.ts';

/** What a user pool tells of a user, without attributes. */
export interface CognitoUser {
  readonly isEnabled: boolean;
  /** `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, `RESET_REQUIRED`, …; `UNKNOWN` where the pool says nothing. */
  readonly status: string;
  /** Second factors that are asked for at sign-in: `SOFTWARE_TOKEN_MFA`, `SMS_MFA`, `EMAIL_OTP`. */
  readonly factors: readonly string[];
  /** SMS is on by the older setting `MFAOptions`, which the list of factors need not show. */
  readonly hasSmsOption: boolean;
  /** When anything of the user was changed last, by the pool's clock; null where the pool does not say. */
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

/** A disabled user is told with the moment, by which `wasLeftByUs` knows later whether somebody else has touched them since. */
export const userEvidence = ({ isEnabled, status, factors, changedAt }: CognitoUser): Evidence => ({
  enabled: isEnabled,
  status,
  factors: [...factors].sort(),
  ...(isEnabled || changedAt === null ? {} : { changedAt }),
});

/** Our own revocation disabled this user, and nobody has changed anything of them since. */
export const wasLeftByUs = ({ isEnabled, changedAt }: CognitoUser, left: Evidence | undefined): boolean =>
  !isEnabled && changedAt !== null && left?.['enabled'] === false && left['changedAt'] === changedAt;

const TEMPORARY = 'FORCE_CHANGE_PASSWORD';

/** Whose password the pool itself keeps and has confirmed once; others have nothing to recover here. */
const RECOVERABLE = ['CONFIRMED', TEMPORARY, 'RESET_REQUIRED'];

/** Why a user cannot be given a temporary password; undefined for one who can. Whom somebody else has disabled stays disabled. */
export function whyNotRecoverable(user: CognitoUser, left: Evidence | undefined): string | undefined {
  const { isEnabled, status } = user;
  if (!isEnabled && !wasLeftByUs(user, left)) return 'disabled';
  return RECOVERABLE.includes(status) ? undefined : status;
}

/** A reset as it must be read back before it counts: the temporary password stands and, for `reset-mfa`, no second factor is left. */
export const isReset = ({ isEnabled, status, factors }: CognitoUser, action: ConnectorRequest['action']): boolean =>
  isEnabled && status === TEMPORARY && (action !== 'reset-mfa' || factors.length === 0);

/** States that a temporary password cannot stand in: the pool keeps no password of a federated user, and had none confirmed of the other. */
const NEVER_GIVEN = ['EXTERNAL_PROVIDER', 'UNCONFIRMED'];

/**
 * What a reset gave is gone: the user can sign in no more, or has put a password of their own, and a second factor after `reset-mfa`, in
 * its place. What was repudiated is gone only with the first: whoever claimed the credential may be who replaced it. Any state that is
 * not known to be good is not gone.
 */
export function isResetGone({ isEnabled, status, factors }: CognitoUser, request: ConnectorRequest): boolean {
  if (!isEnabled || NEVER_GIVEN.includes(status)) return true;
  if (request.repudiated === true || status !== 'CONFIRMED') return false;
  return !tookFactors(request) || factors.length > 0;
}

/** A factor reset is among what this grant gave, or among what it took the place of. */
export const tookFactors = ({ action, supersedes = [] }: ConnectorRequest): boolean =>
  [action, ...supersedes].includes('reset-mfa');

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
