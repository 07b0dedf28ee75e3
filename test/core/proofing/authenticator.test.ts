import { expect, it } from '@jest/globals';
import { isDeviceBound } from '../../../lambdas/core/proofing/authenticator.ts';

const passkey = { method: 'passkey', credentialId: 'c', publicKey: 'k', counter: 0 } as const;

it.each([
  ['a passkey that cannot be copied', { ...passkey, backup: { eligible: false, state: false } }, true],
  ['a passkey that can', { ...passkey, backup: { eligible: true, state: false } }, false],
  ['a passkey of which nobody knows', passkey, false],
  ['an app', { method: 'totp', box: 'b', counter: 0 } as const, false],
])('%s: stays on its device %s', (_, authenticator, expected) => {
  expect(isDeviceBound(authenticator)).toBe(expected);
});
