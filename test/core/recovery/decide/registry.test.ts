import { describe, expect, it } from '@jest/globals';
import { decideRegistry } from '../../../../lambdas/core/recovery/decide/registry.ts';
import { evolve } from '../../../../lambdas/core/recovery/evolve/evolve.ts';
import type { Command, PersonActor } from '../../../../lambdas/core/recovery/state/commands.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { namedBy, POLICY_STREAM, type PolicyReading } from '../../../../lambdas/core/registry/adoption.ts';
import { directoryIdentity, identityStream } from '../../../../lambdas/core/registry/identity.ts';
import { digestOfLookAlikes, type LookAlike } from '../../../../lambdas/core/registry/likeness.ts';
import { digestOf } from '../../../../lambdas/core/values/hash.ts';
import {
  ACTORS,
  aContext,
  anAdoption,
  anEnvelope,
  anNhiProfile,
  anOrigin,
  aPerson,
  aPersonActor,
  aProfile,
  at,
  NOW,
  PEOPLE,
  READ,
  registered,
  registryFacts,
} from '../../../support/fixtures.ts';

const PROFILE = aProfile();
const PERSON = aPerson();
const ADOPTION = anAdoption();
const SEEN = READ.difference.digest;
const LIFT = { reason: 'the caller was found' };
const FROZEN = registered(PROFILE, { freeze: { at: at(-60), cause: 'three failed proofs' } });

type Proposal = Extract<Command, { type: `Propose${string}` }>;

/** Each kind of proposal: its stream, the state that it needs, the digest that is to be confirmed, and what it becomes. */
const KINDS: readonly (readonly [Proposal, string, StreamState, string, string])[] = [
  [{ type: 'ProposeProfile', profile: PROFILE }, PROFILE.account, INITIAL, digestOf(PROFILE), 'ProfileConfirmed'],
  [{ type: 'ProposePerson', person: PERSON }, PERSON.person, INITIAL, digestOf(PERSON), 'PersonConfirmed'],
  [{ type: 'ProposePolicy', adoption: ADOPTION }, POLICY_STREAM, INITIAL, digestOf(namedBy(ADOPTION)), 'PolicyAdopted'],
  [
    { type: 'ProposeLift', lift: LIFT },
    ...[PROFILE.account, FROZEN, digestOf({ ...LIFT, since: at(-60) }), 'FreezeLifted'],
  ] as never,
];

/** The registry holds every identity that is proposed here, and registers whoever decides as an administrator. */
const contextOf = ({ person }: PersonActor) => {
  const facts = registryFacts(PROFILE, PERSON, anNhiProfile());
  return aContext({ registry: { ...facts, people: [...facts.people, aPerson({ person, parts: ['admin'] })] } });
};

const decided = (state: StreamState, stream: string, command: Command, actor: PersonActor = ACTORS.admin) =>
  decideRegistry(state, anEnvelope(command as Proposal, { actor, stream, recovery: null }), contextOf(actor));

/** The state after what was proposed by this person. */
function proposed([command, stream, start]: (typeof KINDS)[number], by: PersonActor = ACTORS.admin): StreamState {
  const decision = decided(start, stream, command, by);
  if (!decision.accepted) throw new Error(`the proposal was refused: ${decision.refusal.code}`);
  const place = { seq: 1, at: NOW, recovery: null, origin: anOrigin(), actor: ACTORS.jane, command };
  return decision.events.reduce((state, event) => evolve(state, event, place), start);
}

const refused = (code: string) => ({ accepted: false, refusal: { code } });

describe.each(KINDS.map((kind) => [kind[0].type, kind] as const))('rule 6: %s', (_, kind) => {
  const [command, stream, start, digest, becomes] = kind;
  const confirm: Command = { type: 'ConfirmProposal', digest, seen: SEEN };

  it('is proposed by one administrator, by its digest', () => {
    expect(decided(start, stream, command)).toMatchObject({
      accepted: true,
      events: [{ by: PEOPLE.admin, digest }],
    });
  });

  it('holds once another administrator confirms that digest', () => {
    expect(decided(proposed(kind), stream, confirm, ACTORS.secondAdmin)).toMatchObject({
      accepted: true,
      events: [{ type: becomes, by: PEOPLE.secondAdmin, digest }],
    });
  });

  it('is never confirmed by who proposed it, also under an identity of before', () => {
    expect(decided(proposed(kind), stream, confirm)).toMatchObject(refused('same-proposer'));
    const renamed = { ...ACTORS.secondAdmin, aliases: [PEOPLE.admin] };
    expect(decided(proposed(kind), stream, confirm, renamed)).toMatchObject(refused('same-proposer'));
  });

  it('is not confirmed by another digest, nor before it was proposed', () => {
    const other: Command = { type: 'ConfirmProposal', digest: 'e'.repeat(64) };
    expect(decided(proposed(kind), stream, other, ACTORS.secondAdmin)).toMatchObject(refused('no-such-proposal'));
    expect(decided(start, stream, confirm, ACTORS.secondAdmin)).toMatchObject(refused('no-such-proposal'));
  });

  it.each<[string, PersonActor, string]>([
    ['somebody without the role', ACTORS.reviewer, 'role-missing'],
    ['a machine (rule 5)', { ...ACTORS.admin, nature: 'machine' }, 'machine-cannot-decide'],
    ['a session with one factor (rule 2)', { ...ACTORS.admin, assurance: 1 }, 'assurance-too-low'],
  ])('is neither proposed nor confirmed by %s', (_, actor, code) => {
    expect(decided(start, stream, command, actor)).toMatchObject(refused(code));
    expect(decided(proposed(kind), stream, confirm, actor)).toMatchObject(refused(code));
  });
});

it.each<[string, Proposal, string, StreamState, string]>([
  [
    'a profile on the stream of another account',
    { type: 'ProposeProfile', profile: PROFILE },
    'cognito:joe',
    INITIAL,
    'proposal-mismatch',
  ],
  [
    'a profile whose name is no account',
    { type: 'ProposeProfile', profile: aProfile({ account: 'Jane' }) },
    'Jane',
    INITIAL,
    'proposal-mismatch',
  ],
  [
    'a person on the stream of somebody else',
    { type: 'ProposePerson', person: PERSON },
    'person:joe',
    INITIAL,
    'proposal-mismatch',
  ],
  [
    'a policy on the stream of an account',
    { type: 'ProposePolicy', adoption: ADOPTION },
    'cognito:jane',
    INITIAL,
    'proposal-mismatch',
  ],
  [
    'a policy whose text has another digest',
    { type: 'ProposePolicy', adoption: { ...ADOPTION, digest: 'd'.repeat(64) } },
    POLICY_STREAM,
    INITIAL,
    'proposal-mismatch',
  ],
  ['a lift where nothing is frozen', { type: 'ProposeLift', lift: LIFT }, 'cognito:jane', registered(), 'not-frozen'],
])('refuses %s', (_, command, stream, state, code) => {
  expect(decided(state, stream, command)).toMatchObject(refused(code));
});

describe('rule 1: nobody confirms what concerns themselves', () => {
  const profileOf = (profile = PROFILE, start = INITIAL): (typeof KINDS)[number] =>
    [{ type: 'ProposeProfile', profile }, ...[profile.account, start, digestOf(profile), 'ProfileConfirmed']] as never;
  const nhi = anNhiProfile();

  it.each<[string, (typeof KINDS)[number], PersonActor]>([
    ['the owner of an account', profileOf(), aPersonActor(PEOPLE.jane, { roles: ['admin'] })],
    ['a custodian', profileOf(nhi), aPersonActor(PEOPLE.custodian, { roles: ['admin'] })],
    [
      'who was a custodian until then',
      profileOf({ ...nhi, custodians: ['person:new', 'person:newer'] }, registered(nhi)),
      aPersonActor(PEOPLE.secondCustodian, { roles: ['admin'] }),
    ],
    [
      'the person who is registered',
      [{ type: 'ProposePerson', person: PERSON }, PERSON.person, INITIAL, digestOf(PERSON), 'PersonConfirmed'],
      aPersonActor(PEOPLE.jane, { roles: ['admin'] }),
    ],
    [
      'the owner, of the end of a freeze',
      [
        { type: 'ProposeLift', lift: LIFT },
        ...[PROFILE.account, FROZEN, digestOf({ ...LIFT, since: at(-60) }), 'FreezeLifted'],
      ] as never,
      aPersonActor(PEOPLE.jane, { roles: ['admin'] }),
    ],
  ])('%s', (_, kind, actor) => {
    const [, stream, , digest] = kind;
    expect(decided(proposed(kind), stream, { type: 'ConfirmProposal', digest }, actor)).toMatchObject({
      accepted: false,
      refusal: { code: 'conflicting-part', facts: { holds: 'owner', wants: 'approver' } },
    });
  });
});

it('names in the digest of a lift the freeze that it is of, so that none counts for a later one', () => {
  const again = registered(PROFILE, { freeze: { at: at(0), cause: 'three more' } });
  const digestOn = (state: StreamState) => {
    const decision = decided(state, PROFILE.account, { type: 'ProposeLift', lift: LIFT });
    return decision.accepted ? decision.events[0] : undefined;
  };
  expect(digestOn(again)).toMatchObject({ digest: digestOf({ ...LIFT, since: at(0) }) });
  expect(digestOn(FROZEN)).toMatchObject({ digest: digestOf({ ...LIFT, since: at(-60) }) });
});

it('takes nobody for an administrator whom only a token calls one (rule 6)', () => {
  const mallory = aPersonActor('person:mallory', { roles: ['admin'] });
  const command: Proposal = { type: 'ProposePolicy', adoption: ADOPTION };
  const envelope = anEnvelope(command, { actor: mallory, stream: POLICY_STREAM, recovery: null });
  expect(decideRegistry(INITIAL, envelope, aContext())).toMatchObject(refused('role-missing'));
});

describe('rule 6: a policy is read before it is adopted', () => {
  const policy = KINDS[2] as (typeof KINDS)[number];
  const [command, stream, start, digest] = policy;
  const reading = (read: PolicyReading | null) => {
    const { registry, ...context } = contextOf(ACTORS.admin);
    const envelope = anEnvelope(command, { actor: ACTORS.admin, stream, recovery: null });
    return decideRegistry(start, envelope, { ...context, registry: { ...registry, reading: read } });
  };

  it('is not proposed with problems, which are named', () => {
    const problems = ['rules.0: the rule neither denies nor requires anything'];
    expect(reading({ problems })).toMatchObject({ refusal: { code: 'policy-invalid', facts: { problems } } });
  });

  it('is not proposed where nobody has read it', () => {
    expect(reading(null)).toMatchObject(refused('policy-invalid'));
  });

  it('remembers its difference, and where its text is, but not the text', () => {
    const { proposal } = proposed(policy).policy;
    expect(proposal?.value).toEqual({ ...namedBy(ADOPTION), seq: 1, difference: READ.difference });
  });

  it.each([
    ['nothing', undefined],
    ['the digest of the policy', ADOPTION.digest],
    ['the digest of another difference', 'a'.repeat(64)],
  ])('is not confirmed by whoever has seen %s; how much is weaker is said, the digest is not', (_, seen) => {
    const decision = decided(proposed(policy), stream, { type: 'ConfirmProposal', digest, seen }, ACTORS.secondAdmin);
    const facts = { name: ADOPTION.name, weaker: 1, stricter: 2, different: 0 };
    expect(decision).toEqual({ accepted: false, refusal: { code: 'difference-unseen', facts } });
  });

  it('is not confirmed by a difference that was read before another policy came into force', () => {
    const since = { ...READ.difference, digest: 'f'.repeat(64), from: 'c'.repeat(64) };
    const by = { by: PEOPLE.admin, digest };
    const place = { seq: 7, at: NOW, recovery: null, origin: anOrigin(), actor: ACTORS.admin, command };
    const state = evolve(start, { type: 'PolicyProposed', adoption: ADOPTION, ...by, difference: since }, place);
    const confirms = (seen: string) =>
      decided(state, stream, { type: 'ConfirmProposal', digest, seen }, ACTORS.secondAdmin);
    expect(confirms(SEEN)).toMatchObject(refused('difference-unseen'));
    expect(confirms(since.digest)).toMatchObject({ accepted: true });
  });
});

describe('a record that looks like others (rule 6)', () => {
  const ALIKE: readonly LookAlike[] = [{ record: 'cognito:Jane', as: 'name' }];
  const among = (lookAlikes: readonly LookAlike[]) => {
    const context = contextOf(ACTORS.secondAdmin);
    return { ...context, registry: { ...context.registry, lookAlikes } };
  };
  const proposing = KINDS[0] as (typeof KINDS)[number];
  const [command, stream, start, digest] = proposing;
  const confirms = (seen: string | undefined, lookAlikes: readonly LookAlike[]) =>
    decideRegistry(
      proposed(proposing),
      anEnvelope({ type: 'ConfirmProposal', digest, seen }, { actor: ACTORS.secondAdmin, stream, recovery: null }),
      among(lookAlikes),
    );
  const seen = digestOfLookAlikes(ALIKE) ?? '';

  it('names them, and the commits that claimed its identities, when it is proposed', () => {
    const envelope = anEnvelope(command as Proposal, { actor: ACTORS.admin, stream, recovery: null });
    const claims = [{ stream: identityStream(directoryIdentity(PROFILE)), seq: 1 }];
    expect(decideRegistry(start, envelope, among(ALIKE))).toMatchObject({
      accepted: true,
      events: [{ type: 'ProfileProposed', lookAlikes: ALIKE, claims }],
    });
  });

  it('is confirmed by nobody who does not say which of them they have seen', () => {
    const named = { digest: seen, lookAlikes: ALIKE };
    for (const said of [undefined, '', 'e'.repeat(64)])
      expect(confirms(said, ALIKE)).toMatchObject({ refusal: { code: 'look-alikes-unseen', facts: named } });
    expect(confirms(seen, ALIKE)).toMatchObject({ accepted: true });
  });

  it('is confirmed by nobody who has not seen the one that was registered since', () => {
    const more = [...ALIKE, { record: 'person:jane-2', as: 'mailbox' }] as const;
    expect(confirms(seen, more)).toMatchObject(refused('look-alikes-unseen'));
    expect(confirms(digestOfLookAlikes(more) ?? '', more)).toMatchObject({ accepted: true });
  });

  it('is confirmed without a word where none looks like it any more', () => {
    expect(confirms(undefined, [])).toMatchObject({ accepted: true });
    expect(confirms(seen, [])).toMatchObject({ accepted: true });
  });
});
