import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { METHOD_NAMES, METHODS, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import { areProved, holds } from '../../../lambdas/core/proofing/proof.ts';
import { evolve } from '../../../lambdas/core/recovery/evolve/evolve.ts';
import type { Actor, Command } from '../../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { INITIAL } from '../../../lambdas/core/recovery/state/state.ts';
import { wayOf } from '../../../lambdas/core/registry/contact.ts';
import { canonical } from '../../../lambdas/core/values/hash.ts';
import { claims, countersigns, executes, issues, OTHER_PAGE, PAGE, proves } from '../../support/deeds.ts';
import { ACTORS, anOrigin, NOW } from '../../support/fixtures.ts';
import { properties } from '../../support/properties.ts';
import { asks, enrols, provingWorld, usual, waiting } from '../../support/proving.ts';
import {
  type Circumstance,
  type Deed,
  decisionOn,
  later,
  RECOVERY,
  recoveryOf,
  type World,
  worldAfter,
} from '../../support/specification.ts';

type Move = Deed | Circumstance;

/** What happened, with the world before it and who did it. */
interface Happened {
  readonly before: World;
  readonly actor: Actor;
  readonly event: LedgerEvent;
}

interface Told {
  readonly world: World;
  readonly happened: readonly Happened[];
}

/** As the ledger has it: what is refused is an event as well. */
function tell(told: Told, move: Move): Told {
  if (typeof move === 'function') return { ...told, world: move(told.world) };
  const { world } = told;
  const command: Command = typeof move.command === 'function' ? move.command(world) : move.command;
  const decision = decisionOn(world, { ...move, command });
  const events: readonly LedgerEvent[] = decision.accepted
    ? decision.events
    : [{ type: 'CommandRefused', ...decision.refusal }];
  const place = { seq: 1, at: world.context.now, recovery: RECOVERY, origin: anOrigin(), actor: ACTORS.jane, command };
  const state = events.reduce((before, event) => evolve(before, event, place), world.state);
  const happened = events.map((event) => ({ before: world, actor: move.actor, event }));
  return { world: { ...world, state, length: world.length + 1 }, happened: [...told.happened, ...happened] };
}

/** The last or an earlier challenge is answered, or one that there is not. */
const answersTo = (actor: Actor, correct: boolean, back: number): Deed => ({
  actor,
  command: (world) => {
    const challenge = recoveryOf(world)?.challenges.at(-1 - back);
    const use = challenge === undefined || !correct ? undefined : usual(challenge);
    const moved = use === undefined || use.method === 'saved-code' ? use : { ...use, counter: 200 + world.length };
    const answer = { type: 'AnswerChallenge', challenge: challenge?.id ?? 'none', correct } as const;
    return moved === undefined ? answer : { ...answer, use: moved };
  },
});

const page = fc.constantFrom<Actor>(PAGE, PAGE, OTHER_PAGE);
const anybody = fc.constantFrom<Actor>(PAGE, PAGE, PAGE, OTHER_PAGE, ACTORS.verifier, ACTORS.jane, { by: 'workflow' });
const method = fc.constantFrom<MethodName>(...METHOD_NAMES);
const back = fc.constantFrom(0, 0, 0, 0, 1, 2);

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ method, actor: page }).map(({ method: name, actor }) => asks(name, { actor })) },
  { weight: 1, arbitrary: fc.constant(asks('call-back')) },
  { weight: 9, arbitrary: fc.record({ actor: anybody, back }).map((one) => answersTo(one.actor, true, one.back)) },
  { weight: 2, arbitrary: fc.record({ actor: anybody, back }).map((one) => answersTo(one.actor, false, one.back)) },
  { weight: 1, arbitrary: method.map((name) => proves(ACTORS.verifier, name)) },
  { weight: 4, arbitrary: fc.constant(countersigns()) },
  { weight: 3, arbitrary: fc.constant(executes()) },
  { weight: 3, arbitrary: fc.constant(issues()) },
  { weight: 3, arbitrary: anybody.map((actor) => claims(actor)) },
  { weight: 2, arbitrary: fc.constantFrom(1, 60, 601, 4000, 86_401).map(later) },
  { weight: 1, arbitrary: fc.constant(enrols({ type: 'RemoveAuthenticator', authenticator: 'totp-1' })) },
);

/** What takes several moves in a row, so that chance alone hardly makes it. */
const wrongThrice = page.map((actor): readonly Move[] => [
  ...[asks('issued-code-email', { actor }), answersTo(actor, false, 0), answersTo(actor, false, 0)],
  answersTo(actor, false, 0),
]);
const throughout = page.map((actor): readonly Move[] => [
  ...[
    asks('issued-code-email', { actor }),
    answersTo(actor, true, 0),
    asks('passkey', { actor }),
    answersTo(actor, true, 0),
  ],
  ...[countersigns(), executes(), issues()],
]);
const moves: fc.Arbitrary<readonly Move[]> = fc.oneof(
  { weight: 30, arbitrary: move.map((one) => [one]) },
  { weight: 1, arbitrary: wrongThrice },
  { weight: 3, arbitrary: throughout },
);

const channel = fc.constantFrom('console', 'email', 'phone', 'sms');
const story = fc.record({ moves: fc.array(moves, { minLength: 10, maxLength: 50 }), channel }).map((one) => {
  const world = worldAfter(waiting([{ classes: 2 }], { channel: one.channel }), provingWorld());
  return one.moves.flat().reduce(tell, { world, happened: [] });
});

const seen = new Map<string, number>();
const told = (check: (one: Told) => void, runs: number): void =>
  properties(
    fc.property(story, (one) => {
      for (const { event } of one.happened) seen.set(event.type, (seen.get(event.type) ?? 0) + 1);
      check(one);
    }),
    runs,
  );

const recorded = ({ happened }: Told) =>
  happened.flatMap((one) => (one.event.type === 'ProofRecorded' ? [{ ...one, proof: one.event.proof }] : []));

describe('whatever the requester`s page, another page and everybody else do, in whatever order', () => {
  it('every proof that the product confirms answers a challenge of this recovery, by the page that it was issued to, once', () => {
    told((one) => {
      const answered = one.happened.flatMap(({ event }) =>
        event.type === 'ChallengeAnswered' ? [event.challenge] : [],
      );
      expect(new Set(answered).size).toBe(answered.length);
      for (const { before, actor, proof } of recorded(one)) {
        if (METHODS[proof.method].confirmedBy !== 'system' || proof.outcome !== 'verified') continue;
        const challenge = recoveryOf(before)?.challenges.find(({ id }) => id === proof.reference);
        expect(challenge).toMatchObject({ method: proof.method, answered: false, session: proof.session });
        expect(actor).toEqual({ by: 'visitor', session: proof.session });
        expect(before.context.now <= String(challenge?.expiresAt)).toBe(true);
      }
    }, 600);
  });

  it('no proof comes the way of the request', () => {
    told((one) => {
      for (const { before, proof } of recorded(one))
        if (proof.outcome === 'verified' && proof.session !== null)
          expect(wayOf(proof.channel)).not.toBe(wayOf(recoveryOf(before)?.channel ?? ''));
    }, 300);
  });

  it('no plan is executed that two pages proved together', () => {
    told((one) => {
      for (const { before, event } of one.happened) {
        const recovery = recoveryOf(before);
        if (event.type !== 'ExecutionStarted' || recovery === undefined) continue;
        const classesOf = (session: string | null) =>
          recovery.proofs.filter((proof) => proof.session === session && holds(proof, before.context.now));
        const pages = new Set(recovery.proofs.map(({ session }) => session));
        const most = [...pages].map(
          (page) => new Set(classesOf(page).map((proof) => METHODS[proof.method].class)).size,
        );
        expect(Math.max(...most)).toBeGreaterThanOrEqual(2);
      }
    }, 300);
  });

  it('no challenge takes a fourth wrong answer, and no method an eleventh in a row', () => {
    told(({ world, happened }) => {
      const failed = happened.flatMap(({ event }) => (event.type === 'ChallengeFailed' ? [event.challenge] : []));
      for (const id of failed) expect(failed.filter((one) => one === id).length).toBeLessThanOrEqual(3);
      for (const { before, event } of happened)
        if (event.type === 'ChallengeFailed') expect(before.state.failures[event.method] ?? 0).toBeLessThan(10);
      expect(Object.values(world.state.failures).every((count) => count > 0)).toBe(true);
    }, 300);
  });

  it('no page claims what it has not proved', () => {
    told((one) => {
      for (const { before, actor, event } of one.happened) {
        if (event.type !== 'GrantClaimed' || actor.by !== 'visitor') continue;
        const recovery = recoveryOf(before);
        const startedAt = recovery?.grant?.startedAt ?? '';
        const own = recovery?.proofs.filter(({ session }) => session === actor.session) ?? [];
        const judged = {
          now: startedAt,
          channel: recovery?.channel ?? '',
          barred: recovery?.plan?.barred ?? [],
          sightings: recovery?.plan?.sightings ?? 1,
        };
        expect(own.some((proof) => holds(proof, startedAt))).toBe(true);
        expect(areProved(recovery?.plan?.proofs ?? [], own, judged)).toBe(true);
      }
    }, 600);
  });

  it('has really told of all of it in these stories', () => {
    const types = [
      ...['ChallengeIssued', 'ChallengeAnswered', 'ChallengeFailed', 'AuthenticatorUsed', 'AuthenticatorRemoved'],
      ...[
        'ProofRecorded',
        'RecoveryRefused',
        'ProofingCompleted',
        'ExecutionStarted',
        'GrantClaimed',
        'CommandRefused',
      ],
    ];
    expect(types.filter((type) => (seen.get(type) ?? 0) < 5)).toEqual([]);
  });

  it('leaves a state that can be spelled, and evolve takes what happened in any order', () => {
    properties(
      fc.property(
        story.chain(({ happened }) => fc.shuffledSubarray(happened.map(({ event }) => event))),
        (events) => {
          const place = {
            seq: 1,
            at: NOW,
            recovery: RECOVERY,
            origin: anOrigin(),
            actor: ACTORS.jane,
            command: { type: 'AnswerChallenge' },
          };
          const state = events.reduce((before, event) => evolve(before, event, place), INITIAL);
          expect(() => canonical(state)).not.toThrow();
        },
      ),
      200,
    );
  });
});
