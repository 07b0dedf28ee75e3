import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asksOf, METHOD_NAMES, type MethodName } from '../../../../lambdas/core/proofing/methods.ts';
import type { ProofLeaf } from '../../../../lambdas/core/proofing/proof.ts';
import type { Actor, Command } from '../../../../lambdas/core/recovery/state/commands.ts';
import type { Decision } from '../../../../lambdas/core/recovery/state/decision.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { type Offer, offeredTo } from '../../../../lambdas/core/recovery/views/offered.ts';
import type { ContactKind } from '../../../../lambdas/core/registry/contact.ts';
import { countersigns, executes, issues, OTHER_PAGE, PAGE, proves, revokes, stops } from '../../../support/deeds.ts';
import { ACTORS, aProfile, at } from '../../../support/fixtures.ts';
import { properties } from '../../../support/properties.ts';
import {
  answers,
  asks,
  CONTACTS,
  demanding,
  gives,
  guesses,
  HASH,
  provingWorld,
  waiting,
} from '../../../support/proving.ts';
import {
  decisionOn,
  happened,
  later,
  type Past,
  recoveryOf,
  registeredAs,
  type World,
  worldAfter,
} from '../../../support/specification.ts';

const VENDORS = ['idv', 'other-idv'];

const sessionOf = (page: Actor): string => (page.by === 'visitor' ? page.session : '');

function offerIn(world: World, page: Actor = PAGE): Offer {
  const { state, context } = world;
  const { now, policy, ways } = context;
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('the recovery has ended');
  return offeredTo({ state, recovery }, { session: sessionOf(page), now, policy, ways, vendors: VENDORS });
}

const namesIn = (methods: Offer['prove']): readonly MethodName[] => methods.map(({ method }) => method);

/** Something that happens, where it can: what is refused changes nothing. */
function tried(world: World, one: Past): World {
  if (typeof one === 'function') return one(world);
  if ('type' in one) return happened(world, [one]);
  if (recoveryOf(world) === undefined) return world;
  try {
    const decision = decisionOn(world, one);
    return decision.accepted ? happened(world, decision.events) : world;
  } catch {
    return world;
  }
}

const reaching =
  (...ways: readonly ContactKind[]) =>
  (world: World): World => ({ ...world, context: { ...world.context, ways } });

const freshContacts = registeredAs(aProfile({ contacts: CONTACTS.map((one) => ({ ...one, since: at(0) })) }));

const frozen = (world: World): World => ({
  ...world,
  state: { ...world.state, freeze: { at: world.context.now, cause: 'test' } },
});

const LEAVES: readonly (readonly ProofLeaf[])[] = [
  [{ classes: 2 }],
  [{ method: 'issued-code-email' }],
  [{ class: 'bound-authenticator' }],
  [{ strength: 3 }],
  [{ passkey: 'device-bound' }],
  [{ method: 'vendor' }, { method: 'saved-code' }],
];
const OWN = METHOD_NAMES.filter((method) => !['sighting', 'word', 'code-read-back'].includes(asksOf(method).for));
const page = fc.constantFrom(PAGE, OTHER_PAGE);

const GRANTED: readonly Past[] = [countersigns(), executes(), issues()];

const move: fc.Arbitrary<readonly Past[]> = fc.oneof(
  fc.tuple(fc.constantFrom(...OWN), page).map(([method, actor]) => gives(method, { actor })),
  fc
    .tuple(fc.constantFrom(...OWN), page, fc.constantFrom('prove' as const, 'stop' as const))
    .map(([method, actor, purpose]) => [asks(method, { actor, purpose })]),
  page.map((actor) => [answers({ actor })]),
  page.map((actor) => [...gives('issued-code-email', { actor }), ...gives('totp', { actor }), ...GRANTED]),
  fc.constantFrom(...OWN).map((method) => Array.from({ length: 5 }, () => guesses(method, 2)).flat()),
  fc.tuple(fc.constantFrom(...OWN), fc.constantFrom(1, 2, 3)).map(([method, times]) => guesses(method, times)),
  fc.constantFrom<readonly Past[]>(
    ...([[later(60)], [later(3600)], [later(86_400)], [freshContacts], [frozen]] as const),
    ...([[reaching('email')], [reaching()], [stops()], [revokes()], [demanding({ classes: 2 })]] as const),
    [registeredAs(null)],
    [proves(ACTORS.verifier, 'in-person')],
    Array.from({ length: 6 }, () => asks('issued-code-email')),
    Array.from({ length: 11 }, () => asks('totp')),
    GRANTED,
  ),
);

const story = fc
  .tuple(fc.constantFrom(...LEAVES), fc.constantFrom('console', 'phone', 'email'), fc.array(move, { maxLength: 12 }))
  .map(([leaves, channel, moves]) => ({ start: waiting(leaves, { channel }), moves: moves.flat() }));

/** What every page could ask for: each method over each thing that there is, and over some that there are not. */
const REACHES = [null, 'nowhere', 'friend', ...CONTACTS.map(({ id }) => id)];

function candidates(): readonly Extract<Command, { type: 'IssueChallenge' }>[] {
  return METHOD_NAMES.flatMap((method) => {
    const hash = ['saved-code', 'totp', 'vendor'].includes(method) ? null : HASH;
    const vendors = method === 'vendor' ? VENDORS : [null];
    return REACHES.flatMap((contact) =>
      vendors.map((vendor) => ({ type: 'IssueChallenge', method, contact, vendor, hash }) as const),
    );
  });
}

const codeOf = (decision: Decision): string => (decision.accepted ? 'accepted' : decision.refusal.code);

/** How `offered` names a candidate: closed for one that is throttled, and nothing for one that is not there. */
function shownAs(offered: Offer['prove'], { method, contact, vendor = null }: ReturnType<typeof candidates>[number]) {
  const one = offered.find((shown) => shown.method === method);
  const isThere =
    one !== undefined &&
    (contact === null ? one.contacts.length === 0 : one.contacts.includes(contact)) &&
    (vendor === null ? one.vendors.length === 0 : one.vendors.includes(vendor));
  if (!isThere) return 'nothing';
  return one.throttled ? 'method-throttled' : 'accepted';
}

describe('what is offered', () => {
  const seen = new Map<string, number>();
  const count = (name: string): void => void seen.set(name, (seen.get(name) ?? 0) + 1);

  function assertAgrees(world: World, actor: Actor): void {
    const offer = offerIn(world, actor);
    const answerTo = (command: Command, by: Actor = actor) => codeOf(decisionOn(world, { actor: by, command }));
    for (const candidate of candidates()) {
      const toStop = answerTo({ ...candidate, purpose: 'stop' });
      const shown = shownAs(offer.stop, candidate);
      count(`stop ${shown}`);
      if (shown === 'nothing') expect(toStop).not.toBe('accepted');
      else expect({ ...candidate, toStop }).toEqual({ ...candidate, toStop: shown });
      const proof = shownAs(offer.prove, candidate);
      count(`prove ${proof}`);
      if (proof !== 'nothing') expect(answerTo({ ...candidate, purpose: 'prove' })).toBe(proof);
      else if (namesIn(offer.prove).includes(candidate.method))
        expect(answerTo({ ...candidate, purpose: 'prove' })).not.toBe('accepted');
    }
    for (const challenge of (recoveryOf(world) as Recovery).challenges) {
      const { id, vendor, method } = challenge;
      const isOffered = offer.challenges.includes(challenge);
      count(`challenge ${isOffered}`);
      const byVendor = { type: 'RecordProof', method, outcome: 'verified', reference: id, seen: [] } as const;
      const isTaken =
        vendor === null
          ? answerTo({ type: 'AnswerChallenge', challenge: id, correct: false })
          : answerTo(byVendor, { by: 'vendor', source: vendor });
      const isHere = vendor === null || challenge.session === sessionOf(actor);
      expect(isOffered).toBe(isHere && isTaken === 'accepted');
    }
    count(`claim ${offer.claimable}`);
    expect(offer.claimable).toBe(answerTo({ type: 'ClaimGrant' }) === 'accepted');
    const warrant = { by: 'stop-token' } as const;
    const isStoppable =
      answerTo({ type: 'StopRecovery', reason: 'not me', cause: 'withdrawn', warrant }) === 'accepted';
    if (!isStoppable) expect(offer.stop).toEqual([]);
  }

  it('is accepted, and what is not offered is refused, wherever a recovery stands', () => {
    properties(
      fc.property(story, page, ({ start, moves }, actor) => {
        const world = moves.reduce(tried, worldAfter(start, provingWorld()));
        if (recoveryOf(world) !== undefined) assertAgrees(world, actor);
      }),
      300,
    );
  });

  it('was really seen open, closed and absent in these stories', () => {
    const kinds = ['accepted', 'method-throttled', 'nothing'].flatMap((one) => [`stop ${one}`, `prove ${one}`]);
    const others = ['challenge true', 'challenge false', 'claim true', 'claim false'];
    expect([...kinds, ...others].filter((name) => !seen.has(name))).toEqual([]);
  });
});
