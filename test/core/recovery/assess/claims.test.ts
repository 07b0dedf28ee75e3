import { describe, expect, it } from '@jest/globals';
import { doesStand, whyNotClaimed, whyTierTooLow } from '../../../../lambdas/core/recovery/assess/claims.ts';
import { NO_REGISTRY_FACTS } from '../../../../lambdas/core/recovery/state/decision.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { IN_FLIGHT_SECONDS, MARGIN_SECONDS, PROPOSAL_SECONDS } from '../../../../lambdas/core/registry/identity.ts';
import { aPerson, aProfile, at, NOW, PEOPLE, registered, registryFacts } from '../../../support/fixtures.ts';

const person = aPerson();
const [claim] = registryFacts(person).claims;
if (claim === undefined) throw new Error('a person claims something');

const proposed = (value = person): StreamState => ({
  ...INITIAL,
  person: { current: null, proposal: { value, by: PEOPLE.admin, digest: 'd', at: NOW } },
});
const inForce = (value = person): StreamState => ({ ...INITIAL, person: { current: value, proposal: null } });
const without = aPerson({ subjects: [] });

describe('a claim (rule 6)', () => {
  it.each([
    ['while its proposal may be under way', INITIAL, IN_FLIGHT_SECONDS - 1, true],
    ['no longer where no proposal came', INITIAL, IN_FLIGHT_SECONDS, false],
    ['while its proposal waits', proposed(), PROPOSAL_SECONDS - 1, true],
    ['no longer once nobody confirmed it', proposed(), PROPOSAL_SECONDS, false],
    ['no longer once another proposal took its place', proposed(without), IN_FLIGHT_SECONDS, false],
    ['for as long as the record in force lists it', inForce(), 10 * PROPOSAL_SECONDS, true],
    ['no longer once the record dropped it', inForce(without), IN_FLIGHT_SECONDS, false],
  ])('stands %s', (_, holder, seconds, stands) => {
    expect(doesStand(claim, holder, at(seconds))).toBe(stands);
  });

  it.each([
    ['all are claimed', INITIAL, registryFacts(person), 0, undefined],
    ['none is', INITIAL, NO_REGISTRY_FACTS, 0, 'identity-unclaimed'],
    ['others have claimed them', INITIAL, registryFacts(aPerson({ person: 'person:eve' })), 0, 'identity-unclaimed'],
    [
      'they lapse within the margin',
      INITIAL,
      registryFacts(person),
      IN_FLIGHT_SECONDS - MARGIN_SECONDS,
      'identity-unclaimed',
    ],
    [
      'the proposal lapses within the margin',
      proposed(),
      registryFacts(person),
      PROPOSAL_SECONDS - MARGIN_SECONDS,
      'identity-unclaimed',
    ],
    ['the proposal is young', proposed(), registryFacts(person), PROPOSAL_SECONDS - MARGIN_SECONDS - 1, undefined],
  ] as const)('is enough for a record where %s', (_, state, registry, seconds, code) => {
    expect(whyNotClaimed(state, person, { registry, now: at(seconds) })?.refusal.code).toBe(code);
  });

  it('does not let another account give a directory identity a lower tier than it had', () => {
    const profile = aProfile({ tier: 'standard' });
    const known = (tier: 'privileged' | null) => ({
      registry: { ...NO_REGISTRY_FACTS, claims: registryFacts(profile).claims.map((one) => ({ ...one, tier })) },
    });
    expect(whyTierTooLow(INITIAL, profile, known(null))).toBeUndefined();
    expect(whyTierTooLow(INITIAL, profile, known('privileged'))).toMatchObject({ refusal: { code: 'tier-too-low' } });
    expect(whyTierTooLow(INITIAL, aProfile({ tier: 'critical' }), known('privileged'))).toBeUndefined();
    expect(whyTierTooLow(registered(aProfile({ tier: 'privileged' })), profile, known('privileged'))).toBeUndefined();
  });
});
