import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';

export type UserStatus = 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED' | 'RESET_REQUIRED';

export type Factor = 'SOFTWARE_TOKEN_MFA' | 'SMS_MFA' | 'EMAIL_OTP';

export interface StoredUser {
  readonly name: string;
  /** Includes `sub`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: number;
  changedAt: number;
  enabled: boolean;
  status: UserStatus;
  password: PasswordHash;
  /** When a temporary password was set; null for a permanent one. */
  temporarySince: number | null;
  /** Whether an authenticator app is registered. */
  softwareToken: boolean;
  factors: readonly Factor[];
  preferredFactor: Factor | null;
  /** SMS is on by the older setting (`MFAOptions`), which the newer one neither shows nor changes. */
  smsOption: boolean;
  sessions: readonly Session[];
  /** Names of the groups that the user is in. */
  groups: readonly string[];
}

export interface PasswordHash {
  readonly salt: string;
  readonly hash: string;
}

/** The session of a sign-in: ended by a global sign-out or by disabling the user, not by a new password. */
export interface Session {
  readonly id: string;
  readonly clientId: string;
  readonly refreshToken: string;
  readonly createdAt: number;
}

/** Scrypt with its least cost: the users are fake, and tests make many. */
const COST = { N: 1024 } as const;

export function hashed(password: string, salt = randomBytes(16).toString('base64')): PasswordHash {
  return { salt, hash: scryptSync(password, salt, 32, COST).toString('base64') };
}

export const isPassword = ({ password }: StoredUser, given: string): boolean =>
  timingSafeEqual(Buffer.from(hashed(given, password.salt).hash), Buffer.from(password.hash));

/** The default policy of a user pool: 8 characters, one of each sort. Throws `InvalidPasswordException`. */
export function assertStrong(password: string): void {
  const sorts = [/[a-z]/, /[A-Z]/, /\d/, /[-^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+]/];
  if (password.length >= 8 && sorts.every((sort) => sort.test(password))) return;
  throw new AwsError('InvalidPasswordException', 'Password did not conform with policy');
}

/** Days for which a temporary password works: the default of a user pool. */
const TEMPORARY_DAYS = 7;

export const isExpired = ({ temporarySince }: StoredUser, now: number): boolean =>
  temporarySince !== null && now > temporarySince + TEMPORARY_DAYS * 86_400_000;

/** Sets another password. Like in a real pool, existing sessions continue. */
export function setPassword(
  user: StoredUser,
  password: string,
  { permanent, now }: { permanent: boolean; now: number },
) {
  assertStrong(password);
  user.password = hashed(password);
  user.status = permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  user.temporarySince = permanent ? null : now;
}

/** Like a user pool: only with an address for the code, and never while a temporary password is set. */
export function requireReset(user: StoredUser): void {
  if (!user.enabled) throw new AwsError('NotAuthorizedException', 'User is disabled.');
  if (user.status === 'FORCE_CHANGE_PASSWORD')
    throw new AwsError('NotAuthorizedException', 'User password cannot be reset in the current state.');
  const { attributes } = user;
  if (attributes['email_verified'] !== 'true' && attributes['phone_number_verified'] !== 'true')
    throw new AwsError(
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  user.status = 'RESET_REQUIRED';
}
