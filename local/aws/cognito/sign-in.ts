import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';
import { isExpired, isPassword, type StoredUser } from './user.ts';

/**
 * Signs a user in with a password, like AdminInitiateAuth: tokens, or the challenge before them. The tokens are opaque and open nothing;
 * they show which passwords and sessions work.
 */
export function signIn(user: StoredUser, password: string, { client, now }: { client: string; now: number }) {
  if (!isPassword(user, password)) throw wrong();
  if (isExpired(user, now))
    throw new AwsError(
      'NotAuthorizedException',
      'Temporary password has expired and must be reset by an administrator.',
    );
  if (!user.enabled) throw new AwsError('NotAuthorizedException', 'User is disabled.');
  if (user.status === 'RESET_REQUIRED')
    throw new AwsError('PasswordResetRequiredException', 'Password reset required for the user');
  if (user.status === 'FORCE_CHANGE_PASSWORD') return challenge('NEW_PASSWORD_REQUIRED', user);
  const factor = user.preferredFactor ?? user.factors[0] ?? (user.smsOption ? 'SMS_MFA' : undefined);
  if (factor !== undefined) return challenge(factor, user);
  const refreshToken = secretToken();
  user.sessions = [...user.sessions, { id: randomUUID(), clientId: client, refreshToken, createdAt: now }];
  return { ChallengeParameters: {}, AuthenticationResult: { ...tokens(), RefreshToken: refreshToken } };
}

/** Fresh tokens for a live session. */
export function refresh(users: readonly StoredUser[], refreshToken: string) {
  const user = users.find(({ sessions }) => sessions.some((session) => session.refreshToken === refreshToken));
  if (user === undefined) throw new AwsError('NotAuthorizedException', 'Refresh Token has been revoked');
  if (!user.enabled) throw new AwsError('NotAuthorizedException', 'User is disabled.');
  return { ChallengeParameters: {}, AuthenticationResult: tokens() };
}

/** The same text for a wrong password and for an unknown user. */
export const wrong = (): AwsError => new AwsError('NotAuthorizedException', 'Incorrect username or password.');

const secretToken = (): string => randomBytes(32).toString('base64url');

const tokens = () => ({ AccessToken: secretToken(), IdToken: secretToken(), ExpiresIn: 3600, TokenType: 'Bearer' });

const challenge = (ChallengeName: string, { name }: StoredUser) => ({
  ChallengeName,
  Session: secretToken(),
  ChallengeParameters: { USER_ID_FOR_SRP: name },
});
