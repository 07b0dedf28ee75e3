import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../lambdas/core/recovery/decide/decide.ts';
import type { PersonActor } from '../../../lambdas/core/recovery/state/commands.ts';
import { assuranceOf, floorOf } from '../../../lambdas/core/registry/account.ts';
import {
  ASSESSED,
  assesses,
  binds,
  claims,
  confirms,
  countersigns,
  executes,
  GRANTED,
  GRANTED_ON_PAGE,
  issues,
  opens,
  PROVED,
  proves,
  rejects,
  reviews,
  revokes,
  stops,
} from '../../support/deeds.ts';
import { ACTORS, aContext, anEnvelope, aProfile, PEOPLE, registered } from '../../support/fixtures.ts';
import {
  type Deed,
  decisionOn,
  given,
  later,
  type Past,
  registeredAs,
  worldAfter,
} from '../../support/specification.ts';

const REVIEWING = [...GRANTED, later(3600), revokes(), confirms()];

/** Every part that people play, by what it does: after this past, by this actor. */
const PARTS: readonly (readonly [
  part: string,
  past: readonly Past[],
  deed: (who: PersonActor) => Deed,
  who: PersonActor,
])[] = [
  ['an agent opens', [], (who) => opens({ agent: PEOPLE.agent }, who), ACTORS.agent],
  ['a verifier confirms', ASSESSED, (who) => proves(who), ACTORS.verifier],
  ['a manager attests', ASSESSED, (who) => proves(who, 'manager-attestation'), ACTORS.manager],
  ['an approver countersigns', PROVED, (who) => countersigns(who), ACTORS.identityApprover],
  ['an approver rejects', PROVED, (who) => rejects(who), ACTORS.identityApprover],
  ['a verifier names the page again', GRANTED_ON_PAGE, (who) => binds(who, 'in-person'), ACTORS.verifier],
  ['a reviewer reviews', REVIEWING, (who) => reviews(who), ACTORS.reviewer],
];

describe('no part is played with less assurance than the account asks, two factors at least (rule 2)', () => {
  it('floors at two factors', () => {
    expect([floorOf(null), floorOf({}), floorOf({ assurance: 1 }), floorOf({ assurance: 3 })]).toEqual([2, 2, 2, 3]);
    expect(assuranceOf({ assurance: 1 })).toBe(1);
  });

  describe.each(PARTS)('%s', (_, past, deed, who) => {
    it.each([
      [undefined, 1, 2],
      [1, 1, 2],
      [3, 2, 3],
    ] as const)('to an account of level %s: not with %s, but with %s', (assurance, signedIn, needed) => {
      const account = registeredAs(aProfile(assurance === undefined ? {} : { assurance }));
      given(...past, account)
        .when(deed({ ...who, assurance: signedIn }))
        .thenRefused('assurance-too-low', { needed, signedIn });
      const enough = deed({ ...who, assurance: needed });
      expect(decisionOn(worldAfter([...past, account]), enough)).toMatchObject({ accepted: true });
    });
  });

  it('holds for a custodian`s claim', () => {
    const shared = aProfile({ kind: 'shared-mailbox', owner: null, custodians: [PEOPLE.custodian] });
    const opened = opens({ requester: PEOPLE.custodian }, ACTORS.custodian);
    const granted = [registeredAs(shared), opened, assesses(), proves(), countersigns(), executes(), issues()];
    given(...granted)
      .when(claims({ ...ACTORS.custodian, assurance: 1 }))
      .thenRefused('assurance-too-low', { needed: 2, signedIn: 1 });
    given(...granted)
      .when(claims(ACTORS.custodian))
      .thenHappens({ type: 'GrantClaimed' });
  });

  it('holds for the registry too', () => {
    const proposal = anEnvelope(
      { type: 'ProposeProfile', profile: aProfile() },
      { recovery: null, stream: aProfile().account, actor: { ...ACTORS.admin, assurance: 1 } },
    );
    expect(decide(registered(), proposal, aContext())).toMatchObject({ refusal: { code: 'assurance-too-low' } });
  });

  it('leaves stopping to everybody who is signed in at all (rule 11)', () => {
    given(...PROVED)
      .when(stops({ ...ACTORS.jane, assurance: 1 }))
      .thenHappens({ type: 'RecoveryStopped' });
  });
});
