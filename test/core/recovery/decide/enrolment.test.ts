import { describe, expect, it } from '@jest/globals';
import type { EnrolmentCommand } from '../../../../lambdas/core/recovery/state/commands.ts';
import { PAGE } from '../../../support/deeds.ts';
import { ACTORS, anNhiProfile, aPersonActor, aProfile, at, PEOPLE, registered } from '../../../support/fixtures.ts';
import { aSavedCode, ENROLLED, enrols, provingWorld } from '../../../support/proving.ts';
import { given, givenIn, newWorld, registeredAs, type World, worldAfter } from '../../../support/specification.ts';

const FRIEND = 'person:fred-friend';
const enrol: EnrolmentCommand = { type: 'EnrolAuthenticator', data: aSavedCode('new') };
const name: EnrolmentCommand = { type: 'NameRecoveryContact', person: FRIEND };
const remove: EnrolmentCommand = { type: 'RemoveAuthenticator', authenticator: 'totp-1' };
const forget: EnrolmentCommand = { type: 'RemoveRecoveryContact', contact: 'friend' };

const frozen = (world: World): World => ({
  ...world,
  state: { ...world.state, freeze: { at: at(-1), cause: 'three failed proofs' } },
});

describe('what the owner enrols', () => {
  it.each(Object.values(ENROLLED))('is kept as it was given, from now on: $method', (data) => {
    const world = given()
      .when(enrols({ type: 'EnrolAuthenticator', data }))
      .thenHappens({
        type: 'AuthenticatorEnrolled',
        authenticator: { ...data, id: expect.any(String), enrolledAt: at(0) },
      } as never);
    expect(world.state.authenticators).toMatchObject([data]);
  });

  it('is gone when it is removed', () => {
    expect(worldAfter([enrols(remove), enrols(forget)], provingWorld()).state).toMatchObject({
      authenticators: [{ id: 'saved-code-1' }, { id: 'passkey-1' }],
      recoveryContacts: [],
    });
  });

  it('cannot be enrolled twice, named twice, or removed where it is not', () => {
    givenIn(provingWorld())
      .when(enrols({ type: 'EnrolAuthenticator', data: ENROLLED.passkey }))
      .thenRefused('authenticator-duplicate');
    givenIn(provingWorld()).when(enrols(name)).thenRefused('authenticator-duplicate');
    given().when(enrols(remove)).thenRefused('authenticator-unknown');
    given().when(enrols(forget)).thenRefused('contact-unknown');
  });

  it('is bounded', () => {
    const codes = Array.from({ length: 24 }, (_, index) =>
      enrols({ type: 'EnrolAuthenticator', data: aSavedCode(`c-${index}`) }),
    );
    given(...codes)
      .when(enrols(enrol))
      .thenRefused('too-many-authenticators', { enrolled: 24 });
    const friends = Array.from({ length: 5 }, (_, index) =>
      enrols({ type: 'NameRecoveryContact', person: `person:f-${index}` }),
    );
    given(...friends)
      .when(enrols(name))
      .thenRefused('too-many-authenticators', { enrolled: 5 });
  });

  it('is never the owner as their own recovery contact', () => {
    given()
      .when(enrols({ type: 'NameRecoveryContact', person: PEOPLE.jane }))
      .thenRefused('conflicting-part');
  });

  it.each([enrol, name, remove, forget])('is nobody else`s to change: $type', (command) => {
    for (const actor of [ACTORS.admin, ACTORS.manager, PAGE, aPersonActor(PEOPLE.jane, { nature: 'machine' })])
      givenIn(provingWorld()).when(enrols(command, actor)).thenRefused('not-the-owner');
  });

  it('is nothing where an account is not personal, or not registered', () => {
    const custodian = enrols(enrol, ACTORS.custodian);
    givenIn({ ...newWorld(), state: registered(anNhiProfile()) })
      .when(custodian)
      .thenRefused('not-the-owner');
    given(registeredAs(aProfile({ owner: PEOPLE.manager })))
      .when(enrols(enrol))
      .thenRefused('not-the-owner');
    given(registeredAs(null)).when(enrols(enrol)).thenRefused('account-unknown');
  });

  it('is only ever less while the account is frozen', () => {
    const world = frozen(provingWorld());
    givenIn(world).when(enrols(enrol)).thenRefused('account-frozen');
    givenIn(world)
      .when(enrols({ type: 'NameRecoveryContact', person: 'person:other' }))
      .thenRefused('account-frozen');
    givenIn(world).when(enrols(remove)).thenHappens({ type: 'AuthenticatorRemoved' });
    givenIn(world).when(enrols(forget)).thenHappens({ type: 'RecoveryContactRemoved' });
  });
});
