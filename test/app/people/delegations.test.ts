import { beforeEach, describe, expect, it } from '@jest/globals';
import { lentIn, withdrawDelegation } from '../../../lambdas/app/people/delegations.ts';
import type { PersonActor } from '../../../lambdas/core/recovery/state/commands.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { afterwards, DELEGATE, given, LENDER, OF_LENDER, record } from '../../support/delegation.ts';
import { ACTORS, NOW } from '../../support/fixtures.ts';
import { ProvingWorld } from '../../support/proving-world.ts';

const LENT = afterwards(OF_LENDER, given('d-1'));
const by = (over: Partial<Person>) => ({ ...LENT, person: { current: record(LENDER, over), proposal: null } });

describe('whoever stands in reads for their lender', () => {
  it('until the delegation ends, and nobody else does', () => {
    expect(lentIn(LENT, DELEGATE.person, NOW)).toMatchObject({ id: 'd-1', to: DELEGATE.person });
    expect(lentIn(LENT, DELEGATE.person, plusSeconds(NOW, 24 * 3600))).toBeUndefined();
    expect(lentIn(LENT, LENDER.person, NOW)).toBeUndefined();
  });

  it('not for somebody who has left, or is no human any more', () => {
    expect(lentIn(by({ subjects: [] }), DELEGATE.person, NOW)).toBeUndefined();
    expect(lentIn(by({ nature: 'machine' }), DELEGATE.person, NOW)).toBeUndefined();
    expect(lentIn({ ...LENT, person: { current: null, proposal: null } }, DELEGATE.person, NOW)).toBeUndefined();
  });
});

describe('whoever takes back a delegation that is not theirs', () => {
  const world = new ProvingWorld();
  beforeEach(() => world.reset());
  const codeFor = (actor: PersonActor, from: string, id: string) =>
    withdrawDelegation(world.proving, { actor, id }, { from, delegation: 'd-1' }).then(
      () => null,
      ({ code }) => code,
    );

  it.each<[string, PersonActor, string]>([
    ['somebody without a part', ACTORS.jane, 'role-missing'],
    ['a machine', { ...ACTORS.jane, nature: 'machine' }, 'machine-cannot-decide'],
    ['people on duty', { ...ACTORS.reviewer, roles: ['on-duty'] }, 'delegation-unknown'],
  ])('does not learn whether its giver is registered: %s', async (_, actor, code) => {
    const registered = Object.keys(world.heights()).find((stream) => stream.startsWith('person:')) ?? '';
    expect(registered).toMatch(/^person:/);
    const before = world.heights()[registered];
    expect(await codeFor(actor, registered, 'w-1')).toBe(code);
    expect(await codeFor(actor, 'person:nobody', 'w-2')).toBe(code);
    expect(world.commits('person:nobody')).toEqual([]);
    // Only people on duty could have taken it back: a stranger writes nothing on a lender's stream.
    expect(world.heights()[registered]).toBe((before ?? 0) + (code === 'delegation-unknown' ? 1 : 0));
  });
});
