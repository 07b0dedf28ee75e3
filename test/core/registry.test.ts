import { describe, expect, it } from '@jest/globals';
import { digestOf } from '../../lambdas/core/audit/hash.ts';
import type { Command, PersonActor } from '../../lambdas/core/recovery/commands.ts';
import { INITIAL } from '../../lambdas/core/recovery/state.ts';
import { POLICY_STREAM } from '../../lambdas/core/registry/adoption.ts';
import { ACTORS, aContext, anNhiProfile, aPerson, aPersonActor, aProfile, PEOPLE } from '../support/fixtures.ts';
import { type Deed, decisionOn, newWorld, type World, worldAfter } from '../support/specification.ts';

const EMPTY: World = { ...newWorld(), state: INITIAL, context: aContext() };
const does = (command: Command, stream: string, actor: PersonActor = ACTORS.admin): Deed => ({
  ...{ actor, command, stream, recovery: null },
});
const confirms = (value: unknown, stream: string, actor: PersonActor = ACTORS.secondAdmin): Deed =>
  does({ type: 'ConfirmProposal', digest: digestOf(value) }, stream, actor);

const profile = anNhiProfile();
const person = aPerson();

describe('the registry', () => {
  it('registers an account that one administrator proposes and another confirms', () => {
    const past = [does({ type: 'ProposeProfile', profile }, profile.account), confirms(profile, profile.account)];
    expect(worldAfter(past, EMPTY).state.profile).toEqual({ current: profile, proposal: null });
  });

  it('registers a person likewise', () => {
    const past = [does({ type: 'ProposePerson', person }, person.person), confirms(person, person.person)];
    expect(worldAfter(past, EMPTY).state.person).toEqual({ current: person, proposal: null });
  });

  it('keeps what holds while a change is proposed', () => {
    const changed = { ...profile, tier: 'standard' } as const;
    const past = [
      does({ type: 'ProposeProfile', profile }, profile.account),
      confirms(profile, profile.account),
      does({ type: 'ProposeProfile', profile: changed }, profile.account),
    ];
    expect(worldAfter(past, EMPTY).state.profile).toMatchObject({ current: profile, proposal: { value: changed } });
  });

  it.each<[string, Deed]>([
    ['an account on the stream of another', does({ type: 'ProposeProfile', profile }, 'cognito:jane')],
    [
      'an account on the stream of a person',
      does({ type: 'ProposeProfile', profile: aProfile({ account: 'person:jane' }) }, 'person:jane'),
    ],
    [
      'an account whose name is none',
      does({ type: 'ProposeProfile', profile: aProfile({ account: 'Jane Doe' }) }, 'Jane Doe'),
    ],
    ['a person on the stream of another', does({ type: 'ProposePerson', person }, 'person:ken')],
    ['a person whose name is none', does({ type: 'ProposePerson', person: aPerson({ person: 'jane' }) }, 'jane')],
    [
      'a policy on another stream',
      does({ type: 'ProposePolicy', adoption: { name: 'p', digest: 'd' } }, 'policy:other'),
    ],
  ])('refuses %s', (_, deed) => {
    expect(decisionOn(EMPTY, deed)).toMatchObject({ refusal: { code: 'proposal-mismatch' } });
  });

  it('refuses to confirm where nothing is proposed', () => {
    expect(decisionOn(EMPTY, confirms(profile, profile.account))).toMatchObject({
      refusal: { code: 'no-such-proposal' },
    });
    expect(decisionOn(EMPTY, confirms({ name: 'p', digest: 'd' }, POLICY_STREAM))).toMatchObject({
      refusal: { code: 'no-such-proposal' },
    });
  });

  it('does not let anybody confirm what is registered of themselves', () => {
    const world = worldAfter([does({ type: 'ProposePerson', person }, person.person)], EMPTY);
    const jane = aPersonActor(PEOPLE.jane, { roles: ['admin'] });
    expect(decisionOn(world, confirms(person, person.person, jane))).toMatchObject({
      refusal: { code: 'conflicting-part' },
    });
  });

  it('lets a second administrator confirm what the first proposed again for somebody else', () => {
    const past = [
      does({ type: 'ProposeProfile', profile }, profile.account),
      does({ type: 'ProposeProfile', profile }, profile.account, ACTORS.secondAdmin),
    ];
    const world = worldAfter(past, EMPTY);
    expect(decisionOn(world, confirms(profile, profile.account, ACTORS.secondAdmin))).toMatchObject({
      refusal: { code: 'same-proposer' },
    });
    expect(decisionOn(world, confirms(profile, profile.account, ACTORS.admin))).toMatchObject({ accepted: true });
  });
});
