import { describe, expect, it } from '@jest/globals';
import { missingIn, waysOfOthers } from '../../../../lambdas/core/recovery/views/missing.ts';
import {
  APPROVED,
  ASSESSED,
  GRANTED,
  hears,
  OTHER_PAGE,
  opens,
  PAGE,
  PROVED,
  proves,
  vouches,
} from '../../../support/deeds.ts';
import { ACTORS, aProfile } from '../../../support/fixtures.ts';
import { waiting } from '../../../support/proving.ts';
import { later, type Past, recoveryOf, registeredAs, worldAfter } from '../../../support/specification.ts';

const missingAfter = (...past: readonly Past[]) => {
  const world = worldAfter(past);
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('it has ended');
  return missingIn(recovery, world.state, world.context.now);
};
const NOTHING = { proofs: [], secondVerifier: false, approvals: [], nobody: [] };
const IN_PERSON = { leaf: { method: 'in-person' } };
const WORD = { leaf: { method: 'manager-attestation' } };

const REACHABLE = { ways: ['email', 'sms', 'voice'], vendors: [] } as const;
const waysAfter = (...past: readonly Past[]) => {
  const world = worldAfter(past);
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('it has ended');
  return waysOfOthers(recovery, world.state, { now: world.context.now, reachable: REACHABLE });
};

describe('what others can still do is said', () => {
  it('as the methods that could serve what is missing, and that no page gives', () => {
    expect(waysAfter(...ASSESSED)).toEqual(['in-person']);
    expect(waysAfter(...waiting([{ strength: 2 }]))).toEqual(['in-person', 'live-video', 'manager-attestation']);
  });

  it('without the way of the request (rule 9)', () => {
    expect(waysAfter(...waiting([{ strength: 2 }], { channel: 'video' }))).not.toContain('live-video');
  });

  it('also where only a second verifier is missing', () => {
    expect(waysAfter(registeredAs(aProfile({ tier: 'privileged' })), ...PROVED)).toEqual(['in-person']);
    // The manager has given their word: only somebody who sees the requester adds anything.
    const seenOnce = [
      ...[registeredAs(aProfile({ tier: 'privileged' })), ...waiting([{ strength: 2 }])],
      ...[proves(ACTORS.manager, 'manager-attestation'), proves()],
    ];
    expect(waysAfter(...seenOnce)).toEqual(['in-person', 'live-video']);
  });

  it('as nothing before the plan, and once it is proved', () => {
    expect(waysAfter(opens())).toEqual([]);
    expect(waysAfter(...PROVED)).toEqual([]);
  });
});

describe('what a recovery waits for is said', () => {
  it('as the demands that nothing satisfies yet', () => {
    expect(missingAfter(opens())).toEqual(NOTHING);
    expect(missingAfter(...ASSESSED)).toEqual({ ...NOTHING, proofs: [IN_PERSON] });
    expect(missingAfter(...PROVED)).toEqual({ ...NOTHING, approvals: [{ leaf: { group: 'identity' } }] });
    expect(missingAfter(...APPROVED)).toEqual(NOTHING);
    expect(missingAfter(...GRANTED)).toEqual(NOTHING);
  });

  it('without those that are met already', () => {
    const both = waiting([{ method: 'in-person' }, { method: 'manager-attestation' }]);
    expect(missingAfter(...both, proves()).proofs).toEqual([WORD]);
    expect(missingAfter(...both, proves(ACTORS.manager, 'manager-attestation')).proofs).toEqual([IN_PERSON]);
  });

  it('again, when a proof is too old', () => {
    const both = waiting([{ method: 'in-person' }, { method: 'manager-attestation' }]);
    expect(missingAfter(...both, proves(), later(30 * 86_400)).proofs).toEqual([IN_PERSON, WORD]);
  });

  it('as all of them, where different pages meet them', () => {
    const both = waiting([{ method: 'in-person' }, { method: 'live-video' }]);
    const apart = [
      ...[...both, hears(PAGE), hears(OTHER_PAGE)],
      ...[vouches(ACTORS.verifier, 'in-person', PAGE), vouches(ACTORS.verifier, 'live-video', OTHER_PAGE)],
    ];
    expect(missingAfter(...apart).proofs.length + missingAfter(...apart).approvals.length).toBeGreaterThan(0);
  });

  it('as a second verifier, where only one has confirmed and two must', () => {
    const privileged = registeredAs(aProfile({ tier: 'privileged' }));
    expect(missingAfter(privileged, ...PROVED)).toEqual({ ...NOTHING, secondVerifier: true });
  });
});
