import { describe, expect, it } from '@jest/globals';
import { needsSecondVerifier } from '../../../lambdas/core/recovery/assess/assess.ts';
import { APPROVED, ASSESSED, countersigns, executes, PROVED, proves, SEEN_TWICE } from '../../support/deeds.ts';
import { ACTORS, aPersonActor, aProfile, NOW, PEOPLE } from '../../support/fixtures.ts';
import { given, recoveryOf, registeredAs, worldAfter } from '../../support/specification.ts';

const PRIVILEGED = registeredAs(aProfile({ tier: 'privileged' }));
const second = proves(ACTORS.secondVerifier);

describe('rule 9: two people see the owner of a sensitive account', () => {
  it.each([
    ['privileged', { tier: 'privileged' }],
    ['critical', { tier: 'critical' }],
    ['non-human', { kind: 'api-key' }],
  ] as const)('waits for a second verifier where the account is %s', (_, over) => {
    const world = worldAfter([registeredAs(aProfile(over)), ...PROVED]);
    const recovery = recoveryOf(world);
    expect(recovery).toMatchObject({ status: 'proofing', plan: { sightings: 2 } });
    expect(recovery !== undefined && needsSecondVerifier(recovery, NOW)).toBe(true);
    given(registeredAs(aProfile(over)), ...PROVED)
      .when(second)
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
  });

  it('waits for nobody else where the account is a standard one and the risk is low', () => {
    given(...ASSESSED)
      .when(proves())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
  });

  it('does not wait for a second verifier before the first', () => {
    const recovery = recoveryOf(worldAfter([PRIVILEGED, ...ASSESSED]));
    expect(recovery !== undefined && needsSecondVerifier(recovery, NOW)).toBe(false);
  });

  it('does not take the first verifier again, under whatever identity', () => {
    given(PRIVILEGED, ...PROVED)
      .when(proves())
      .thenRefused('proof-duplicate');
    const twin = aPersonActor('person:vera-2', { roles: ['verifier'], aliases: [PEOPLE.verifier] });
    given(PRIVILEGED, ...PROVED)
      .when(proves(twin))
      .thenRefused('proof-duplicate');
    given(PRIVILEGED, ...PROVED)
      .when(proves(twin, 'live-video'))
      .thenHappens({ type: 'ProofRecorded', proof: { verifier: PEOPLE.verifier } });
  });

  it.each([
    ['the requester', ACTORS.jane.person, 'requester'],
    ['the owner under another identity', 'person:jane-2', 'requester'],
  ])('does not take %s for the second', (_, person, holds) => {
    const actor = aPersonActor(person, { roles: ['verifier'], aliases: [PEOPLE.jane] });
    given(PRIVILEGED, ...PROVED)
      .when(proves(actor))
      .thenRefused('conflicting-part', { holds, wants: 'verifier' });
  });

  it('does not let either of the two approve', () => {
    for (const person of [PEOPLE.verifier, PEOPLE.secondVerifier])
      given(PRIVILEGED, ...SEEN_TWICE)
        .when(countersigns(aPersonActor(person, { groups: ['identity'] })))
        .thenRefused('conflicting-part', { holds: 'verifier', wants: 'approver' });
  });

  it('executes nothing that one verifier proved, when the account has become a sensitive one since', () => {
    const world = given(...APPROVED, PRIVILEGED)
      .when(executes())
      .thenHappens({ type: 'PlanVoided' }, { type: 'RecoveryAssessed' });
    expect(recoveryOf(world)).toMatchObject({ status: 'proofing' });
  });
});
