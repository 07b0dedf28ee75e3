import { describe, expect, it } from '@jest/globals';
import { stands } from '../../../lambdas/core/recovery/assess.ts';
import type { Contact } from '../../../lambdas/core/registry/contact.ts';
import { aProfile, at } from '../../support/fixtures.ts';
import { CONTACTS, gives, provingWorld, waiting } from '../../support/proving.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';

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
