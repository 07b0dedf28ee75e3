import { describe, expect, it } from '@jest/globals';
import { CONTACT_MIN_AGE } from '../../lambdas/core/proofing/numbers.ts';
import type { Command, PersonActor } from '../../lambdas/core/recovery/state/commands.ts';
import { INITIAL } from '../../lambdas/core/recovery/state/state.ts';
import { POLICY_STREAM } from '../../lambdas/core/registry/adoption.ts';
import type { Contact } from '../../lambdas/core/registry/contact.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import {
  ACTORS,
  aContext,
  anAdoption,
  anNhiProfile,
  aPerson,
  aPersonActor,
  aProfile,
  at,
  PEOPLE,
} from '../support/fixtures.ts';
import { asks, CONTACTS, gives, guesses, provingWorld, waiting } from '../support/proving.ts';
import {
  type Deed,
  decisionOn,
  given,
  later,
  newWorld,
  recoveryOf,
  type World,
  worldAfter,
} from '../support/specification.ts';

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
    expect(worldAfter(past, EMPTY).state.profile).toEqual({ current: profile, proposal: null, confirmedIn: 1 });
  });

  it('registers a person likewise', () => {
    const past = [does({ type: 'ProposePerson', person }, person.person), confirms(person, person.person)];
    expect(worldAfter(past, EMPTY).state.person).toEqual({ current: person, proposal: null, confirmedIn: 1 });
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
    ['a policy on another stream', does({ type: 'ProposePolicy', adoption: anAdoption() }, 'policy:other')],
    [
      'a policy whose text has another digest',
      does({ type: 'ProposePolicy', adoption: { name: 'p', digest: 'd', text: '{}' } }, POLICY_STREAM),
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

describe('rule 8: a changed contact', () => {
  const work = { id: 'work', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) } as const;
  const registers = (contacts: readonly Contact[]): readonly Deed[] => {
    const changed = aProfile({ contacts });
    return [does({ type: 'ProposeProfile', profile: changed }, changed.account), confirms(changed, changed.account)];
  };
  const thiefs = { ...work, address: 'thief@example.org' };

  it('takes no code before it is old enough, whatever date was typed', () => {
    given(...registers([thiefs]), ...waiting())
      .when(asks('issued-code-email'))
      .thenRefused('contact-too-new', { contact: 'work', since: at(0) });
    given(...registers([thiefs]), later(CONTACT_MIN_AGE), ...waiting())
      .when(asks('issued-code-email'))
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it('voids what was proved over the old one', () => {
    const past = [...waiting([{ method: 'totp' }, { method: 'issued-code-email' }]), ...gives('issued-code-email')];
    const changes = registers(CONTACTS.map((one) => (one.id === 'work' ? thiefs : one)));
    const unchanged = registers(CONTACTS.map((one) => ({ ...one, since: at(0) })));
    const statusAfter = (deeds: readonly Deed[]) =>
      recoveryOf(worldAfter([...past, later(1), ...deeds, ...gives('totp')], provingWorld()))?.status;
    expect([statusAfter(unchanged), statusAfter(changes)]).toEqual(['approving', 'proofing']);
  });

  it('is old where the first record of an account says so', () => {
    const past = registers([work]);
    expect(worldAfter(past, EMPTY).state.profile.current?.contacts).toEqual([work]);
  });

  it('leaves counts of wrong answers as they are where only another date was typed', () => {
    const again = registers(CONTACTS.map((one) => ({ ...one, since: at(0) })));
    const { state } = worldAfter([...waiting(), ...guesses('issued-code-email', 2), ...again], provingWorld());
    expect(state.failures).toEqual({ 'issued-code-email': 2 });
    expect(state.history.map(({ what }) => what)).not.toContain('contact-changed');
  });
});
