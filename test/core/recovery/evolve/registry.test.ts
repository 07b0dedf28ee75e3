import { describe, expect, it } from '@jest/globals';
import { evolveFounding, evolveRegistry } from '../../../../lambdas/core/recovery/evolve/registry.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import type { ReliedChange } from '../../../../lambdas/core/registry/changes.ts';
import { directoryIdentity } from '../../../../lambdas/core/registry/identity.ts';
import type { Person } from '../../../../lambdas/core/registry/person.ts';
import { ADMINISTRATORS, aPerson, aProfile, at, NO_GROUNDS, NOW, PEOPLE } from '../../../support/fixtures.ts';

const by = PEOPLE.admin;
const PLACE = { at: NOW, seq: 1 };
const becomes = (state: StreamState, profile = aProfile(), changes: readonly ReliedChange[] = [], now = NOW) => {
  const proposed = evolveRegistry(
    state,
    { type: 'ProfileProposed', ...NO_GROUNDS, profile, by, digest: 'd' },
    { at: now, seq: 1 },
  );
  return evolveRegistry(proposed, { type: 'ProfileConfirmed', by, digest: 'd', changes }, { at: now, seq: 2 });
};

describe('the state of the registry', () => {
  it('knows who began it, and the record of each', () => {
    const [adam] = ADMINISTRATORS;
    const event = { type: 'RegistryBootstrapped', administrators: ADMINISTRATORS, digest: 'd' } as const;
    expect(evolveFounding(INITIAL, event, PLACE).bootstrap).toEqual(ADMINISTRATORS);
    expect(evolveFounding(INITIAL, { type: 'AdministratorAdmitted', person: adam }, PLACE).person.current).toEqual(
      adam,
    );
  });

  it('knows the commit that confirmed the record in force', () => {
    const proposed = evolveRegistry(
      becomes(INITIAL),
      { type: 'ProfileProposed', ...NO_GROUNDS, profile: aProfile(), by, digest: 'e' },
      { at: NOW, seq: 8 },
    );
    expect(proposed.profile.confirmedIn).toBe(2);
    const again = { type: 'ProfileConfirmed', by, digest: 'e', changes: [] } as const;
    expect(evolveRegistry(proposed, again, { at: NOW, seq: 9 }).profile.confirmedIn).toBe(9);
    // Nothing was proposed, so this confirms nothing.
    expect(evolveRegistry(becomes(INITIAL), again, { at: NOW, seq: 9 }).profile.confirmedIn).toBe(2);
  });

  it('remembers every directory identity that an account has governed, with its highest tier', () => {
    const [one, other] = [aProfile({ tier: 'privileged' }), aProfile({ directoryId: 'other' })];
    const state = becomes(becomes(becomes(INITIAL, one), aProfile()), other);
    expect(state.governed).toEqual({ [directoryIdentity(one)]: 'privileged', [directoryIdentity(other)]: 'standard' });
  });

  it('keeps the passkeys of a person whose new record does not speak of them, and drops them when it has none', () => {
    const passkeys = [{ credentialId: 'credential', publicKey: 'key', site: 'https://console.example.com' }];
    const confirming = (state: StreamState, person: Person) =>
      [
        { type: 'PersonProposed', ...NO_GROUNDS, person, by, digest: 'd' } as const,
        { type: 'PersonConfirmed', by, digest: 'd' } as const,
      ].reduce((before, event) => evolveRegistry(before, event, { at: NOW, seq: 1 }), state);
    const signing = confirming(INITIAL, aPerson({ passkeys }));
    const renamed = confirming(signing, aPerson({ name: 'Other' }));
    expect(renamed.person).toEqual({ current: aPerson({ name: 'Other', passkeys }), proposal: null, confirmedIn: 1 });
    expect(confirming(renamed, aPerson({ passkeys: [] })).person.current).toEqual(aPerson({ passkeys: [] }));
  });

  it('remembers when what recoveries rely on was changed last', () => {
    const first = becomes(INITIAL);
    expect(first.changedAt).toBeNull();
    const changed = becomes(first, aProfile({ target: 'ken' }), ['target'], at(60));
    expect(changed.changedAt).toBe(at(60));
    expect(becomes(changed, aProfile({ target: 'ken' }), [], at(90)).changedAt).toBe(at(60));
    const managed = becomes(changed, aProfile({ manager: 'person:eve' }), ['manager'], at(90));
    expect(managed).toMatchObject({ changedAt: at(60), managerChangedAt: at(90) });
    expect(becomes(managed, aProfile(), ['owner'], at(99))).toMatchObject({
      changedAt: at(99),
      managerChangedAt: at(90),
    });
  });
});
