import { describe, expect, it } from '@jest/globals';
import { METHOD_NAMES, METHODS, type MethodName, PROOF_CLASSES } from '../../../lambdas/core/proofing/methods.ts';

const NONE: number | null = null;

/** What each method is, written down a second time: a change of any of these is a decision, and not a slip. */
const TABLE: readonly (readonly [MethodName, string, number, string, string, number | null])[] = [
  ['saved-code', 'saved-code', 2, 'paper', 'system', 300],
  ['issued-code-email', 'issued-code', 1, 'email', 'system', 86_400],
  ['issued-code-sms', 'issued-code', 1, 'sms', 'system', 600],
  ['issued-code-voice', 'issued-code', 1, 'voice', 'system', 600],
  ['passkey', 'bound-authenticator', 3, 'device', 'system', 300],
  ['totp', 'bound-authenticator', 2, 'device', 'system', 300],
  ['call-back', 'issued-code', 2, 'contact', 'verifier', 600],
  ['recovery-contact', 'recovery-contact', 2, 'person', 'system', 172_800],
  ['manager-attestation', 'recovery-contact', 2, 'person', 'manager', NONE],
  ['custodian-attestation', 'recovery-contact', 2, 'person', 'custodian', NONE],
  ['in-person', 'repeated-proofing', 3, 'in-person', 'verifier', NONE],
  ['live-video', 'repeated-proofing', 3, 'video', 'verifier', NONE],
  ['vendor', 'repeated-proofing', 3, 'vendor', 'vendor', 3600],
];

describe('the methods', () => {
  it.each(TABLE)('`%s` is as decided', (name, group, strength, channel, confirmedBy, window) => {
    expect(METHODS[name]).toMatchObject({ class: group, strength, channel, confirmedBy, window, validSeconds: 86_400 });
  });

  it('are these and no others', () => {
    expect([...METHOD_NAMES].sort()).toEqual(TABLE.map(([name]) => name).sort());
  });

  it('leave no class without one', () => {
    expect(new Set(Object.values(METHODS).map((method) => method.class))).toEqual(new Set(PROOF_CLASSES));
  });

  it('are throttled wherever somebody answers, and only there', () => {
    const throttled = METHOD_NAMES.filter((name) => METHODS[name].throttle !== null);
    const answered = METHOD_NAMES.filter((name) => METHODS[name].window !== null && name !== 'vendor');
    expect(throttled).toEqual(answered);
    for (const name of throttled) expect(METHODS[name].throttle).toEqual({ perChallenge: 3, inARow: 10 });
  });
});
