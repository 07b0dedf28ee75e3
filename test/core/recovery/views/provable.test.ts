import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compilePolicy } from '../../../../lambdas/adapters/policy/compiler.ts';
import type { Means } from '../../../../lambdas/core/recovery/state/means.ts';
import { provabilityOf } from '../../../../lambdas/core/recovery/views/provable.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import { aProfile } from '../../../support/fixtures.ts';

const source = readFileSync(new URL('../../../../policies/default.yaml', import.meta.url), 'utf8');
const { policy } = compilePolicy(source, 'policies/default.yaml');

const CODE: Means = { method: 'saved-code', channel: 'paper' };
const MAIL: Means = { method: 'issued-code-email', channel: 'email' };
const PASSKEY: Means = { method: 'passkey', channel: 'device' };

const asked = (action: Action, means: readonly Means[], over = {}) =>
  provabilityOf(aProfile(over), { policy, action, means });

describe('whether somebody could prove enough', () => {
  it('is never without any way', () => {
    expect(asked('reset-password', [])).toBe('never');
  });

  it('is decided by what the policy demands: one weak way is too little for a new password, two of two classes are enough', () => {
    expect(asked('reset-password', [MAIL])).toBe('never');
    expect(asked('reset-password', [MAIL, CODE])).toBe('provable');
    expect(asked('reset-password', [PASSKEY])).toBe('provable');
  });

  it('asks more for a more protected account', () => {
    expect(asked('reset-password', [MAIL, CODE], { tier: 'privileged' })).toBe('never');
  });

  it('is denied for the disk of a device that nobody owns, as the plan denies it', () => {
    const means = [MAIL, CODE, PASSKEY];
    expect(asked('release-disk-key', means, { kind: 'device' })).toBe('provable');
    expect(asked('release-disk-key', means, { kind: 'device', owner: null })).toBe('denied');
    expect(asked('reset-password', means, { kind: 'device' })).toBe('denied');
  });

  it('is denied where the policy allows the action to nobody', () => {
    const none = { ...policy, rules: [] };
    expect(provabilityOf(aProfile(), { policy: none, action: 'unlock', means: [PASSKEY] })).toBe('denied');
  });
});
