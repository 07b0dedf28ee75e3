import { Secret as OtpSecret, TOTP } from 'otpauth';
import type { Instant } from '../../core/values/instant.ts';
import { typedCode } from '../../core/values/text.ts';
import type { OneTimePasswords } from '../../ports/keyed.ts';
import { Secret } from '../../ports/secret.ts';

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;

/** TOTP by `otpauth`, which compares in constant time. */
export const totp: OneTimePasswords = {
  newSecret: () => new Secret(new OtpSecret({ size: SECRET_BYTES }).base32),
  address: (secret, label) => new Secret(generatorOf(secret, label).toString()),
  stepOf: (given, secret, now) => {
    const token = typedCode(given.reveal());
    if (!/^\d{6}$/.test(token)) return null;
    const delta = generatorOf(secret, '').validate({ token, timestamp: Date.parse(now), window: 1 });
    return delta === null ? null : stepAt(now) + delta;
  },
};

/** Number of time steps since 1970. */
const stepAt = (now: Instant): number => Math.floor(Date.parse(now) / 1000 / PERIOD_SECONDS);

const generatorOf = (secret: Secret, label: string): TOTP =>
  new TOTP({
    ...{ issuer: 'Countersign', label, algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS },
    secret: OtpSecret.fromBase32(secret.reveal()),
  });
