import { describe, expect, it } from '@jest/globals';
import { stands } from '../../../../lambdas/core/recovery/assess/standing.ts';
import type { Contact } from '../../../../lambdas/core/registry/contact.ts';
import { APPROVED, assesses, executes, OPENED, opens } from '../../../support/deeds.ts';
import { aProfile, at, CAPABILITIES, PEOPLE } from '../../../support/fixtures.ts';
import { CONTACTS, gives, provingWorld, waiting } from '../../../support/proving.ts';
import { type Circumstance, given, recoveryOf, registeredAs, worldAfter } from '../../../support/specification.ts';

const { state, ...world } = worldAfter([...waiting(), ...gives('call-back')], provingWorld());
const [proof] = recoveryOf({ state, ...world })?.proofs ?? [];
const standsWith = (contacts: readonly Contact[]): boolean =>
  proof !== undefined && stands(proof, aProfile({ contacts }), state);

/** The code went to `work`, and `home` was called. */
describe('what a call-back proved stands', () => {
  it('while both are registered as they were', () => {
    expect(proof).toMatchObject({ contact: 'work', called: 'home' });
    expect(standsWith(CONTACTS)).toBe(true);
  });

  it.each(['work', 'home'])('and not without `%s`, or where that has changed since', (gone) => {
    expect(standsWith(CONTACTS.filter(({ id }) => id !== gone))).toBe(false);
    expect(standsWith(CONTACTS.map((one) => (one.id === gone ? { ...one, since: at(1) } : one)))).toBe(false);
  });

  it('whatever becomes of others', () => {
    expect(standsWith(CONTACTS.filter(({ id }) => id === 'work' || id === 'home'))).toBe(true);
  });
});

/** The deployment has only these connectors, which can do only that. */
const having =
  (capabilities: typeof CAPABILITIES): Circumstance =>
  (world) => ({ ...world, context: { ...world.context, capabilities } });

describe('what this deployment can perform', () => {
  it.each<[string, typeof CAPABILITIES, string]>([
    ['a connector that it does not have', {}, 'this deployment has no connector `cognito`'],
    ['another connector only', { 'secrets-manager': ['rotate-secret'] }, 'this deployment has no connector `cognito`'],
    [
      'an action that the connector has not',
      { cognito: ['unlock'] },
      'connector `cognito` does not perform `reset-password`',
    ],
  ])('decides at once, before anybody is asked: %s', (_, capabilities, reason) => {
    given(...OPENED, having(capabilities))
      .when(assesses())
      .thenHappens({ type: 'RecoveryDenied', reasons: [reason] });
  });

  it.each([
    ['the sign-in of a device', aProfile({ kind: 'device' }), ['reset-password']],
    [
      'the sign-in of a device that its connector gives',
      aProfile({ kind: 'device' }),
      ['reset-password', 'release-disk-key'],
    ],
  ] as const)('is never %s, whatever a policy says', (_, profile, performed) => {
    given(...OPENED, registeredAs(profile), having({ cognito: performed }))
      .when(assesses())
      .thenHappens({ type: 'RecoveryDenied', reasons: [NO_DEVICE] });
  });

  it('is never the key of a disk for an account that is no device', () => {
    given(registeredAs(aProfile()), opens({ action: 'release-disk-key' }), having({ cognito: ['release-disk-key'] }))
      .when(assesses())
      .thenHappens({ type: 'RecoveryDenied', reasons: [NO_DEVICE] });
  });

  it('is never the key of a disk that a custodian would take by a session, because nobody owns the device', () => {
    const profile = aProfile({ kind: 'device', owner: null, custodians: [PEOPLE.jane] });
    const asked = opens({ action: 'release-disk-key', requester: PEOPLE.jane });
    given(registeredAs(profile), asked, having({ cognito: ['release-disk-key'] }))
      .when(assesses())
      .thenHappens({
        type: 'RecoveryDenied',
        reasons: ['the device has no owner in the registry, on whose page the key of its disk could be taken'],
      });
  });

  it('is asked again before anything is executed', () => {
    expect(CAPABILITIES['cognito']).toContain('reset-password');
    given(...APPROVED, having({}))
      .when(executes())
      .thenHappens({ type: 'PlanVoided', cause: 'the account has changed' }, { type: 'RecoveryDenied' });
  });
});

const NO_DEVICE = 'a device has the key of its disk and nothing else to recover, and nothing but a device has one';
