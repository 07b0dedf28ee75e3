import { describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '../../../../lambdas/core/recovery/state/commands.ts';
import { ASSESSED, confirms, GRANTED, opens, proves, reviews, revokes } from '../../../support/deeds.ts';
import { aPersonActor, aProfile, at, PEOPLE } from '../../../support/fixtures.ts';
import { type Deed, decisionOn, given, later, type Past, worldAfter } from '../../../support/specification.ts';

const someone = (role: Role) => aPersonActor('person:someone', { roles: [role] });

/** What only somebody in this role may do. The other roles only read. */
const OWN: Readonly<Partial<Record<Role, readonly [Past[], (role: Role) => Deed]>>> = {
  agent: [[], (role) => opens({ requester: PEOPLE.jane, agent: 'person:someone' }, someone(role))],
  verifier: [ASSESSED, (role) => proves(someone(role))],
  reviewer: [[...GRANTED, later(3600), revokes(), confirms()], (role) => reviews(someone(role))],
  'on-duty': [
    [],
    (role) => ({
      ...{ actor: someone(role), recovery: null },
      command: { type: 'RaiseThreat', desk: null, until: at(3600), reason: 'many calls', drain: false },
    }),
  ],
  admin: [
    [],
    (role) => ({ actor: someone(role), recovery: null, command: { type: 'ProposeProfile', profile: aProfile() } }),
  ],
};

describe.each(Object.entries(OWN))('the role `%s`', (name, [past, deed]) => {
  it('is enough for what is its own', () => {
    expect(decisionOn(worldAfter(past), deed(name as Role))).toMatchObject({ accepted: true });
  });

  it.each(ROLES.filter((role) => role !== name))('cannot be replaced by `%s`', (role) => {
    given(...past)
      .when(deed(role))
      .thenRefused('role-missing', { role: name });
  });
});
