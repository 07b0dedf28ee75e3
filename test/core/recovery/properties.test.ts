import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areApproved } from '../../../lambdas/core/approvals/countersignature.ts';
import { areProved } from '../../../lambdas/core/proofing/proof.ts';
import { evolve } from '../../../lambdas/core/recovery/evolve/evolve.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { planDigest } from '../../../lambdas/core/recovery/state/plan.ts';
import { INITIAL, type Recovery } from '../../../lambdas/core/recovery/state/state.ts';
import { isSensitive } from '../../../lambdas/core/registry/account.ts';
import { canonical } from '../../../lambdas/core/values/hash.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  closes,
  confirms,
  EXECUTING,
  GRANTED,
  OPENED,
  PROVED,
  proves,
  rejects,
  reviews,
  revokes,
  stops,
} from '../../support/deeds.ts';
import { ACTORS, anOrigin, aProfile, NOW, PEOPLE } from '../../support/fixtures.ts';
import { anyMove, type Move } from '../../support/moves.ts';
import { policyThat } from '../../support/policies.ts';
import { properties } from '../../support/properties.ts';
import {
  decisionOn,
  happened,
  later,
  newWorld,
  RECOVERY,
  recoveryOf,
  registeredAs,
  underPolicy,
  type World,
} from '../../support/specification.ts';

/** Approved, and to be executed after a minute. */
const COOLING = [underPolicy(policyThat({ coolingOff: 60 })), ...APPROVED];

/** The account goes to somebody else before its plan is made, and comes back. */
const SOLD = [...OPENED, registeredAs(aProfile({ owner: 'person:mallory' })), assesses(), registeredAs(aProfile())];
const OVER = [...GRANTED, later(3600), revokes(), confirms()];

/** What has happened so far in a story, move by move. */
interface Told {
  readonly world: World;
  readonly events: readonly LedgerEvent[];
}

function tell(told: Told, move: Move): Told {
  if (typeof move === 'function') return { ...told, world: move(told.world) };
  const decision = decisionOn(told.world, move);
  const events = decision.accepted ? decision.events : [];
  for (const event of events) if (event.type === 'ExecutionStarted') assertMayExecute(told.world, event.digest);
  return { world: happened(told.world, events), events: [...told.events, ...events] };
}

const LIFE_OF_A_GRANT: readonly string[] = [
  ...['ExecutionStarted', 'RevocationStarted', 'RevocationConfirmed', 'RecoveryClosed'],
];

const start = (): Told => ({ world: newWorld(), events: [] });
const typesOf = ({ events }: Told) => events.map(({ type }) => type);

/** Everything that rules 1 to 5 ask for at the moment of execution, read from the state before it, without the code that decides. */
function assertMayExecute(world: World, digest: string): void {
  const recovery = recoveryOf(world) as Recovery;
  const { context } = world;
  const { plan, proofs, countersignatures, executeNotBefore } = recovery;
  if (plan === null) throw new Error('executed without a plan');
  expect(planDigest(recovery.id, plan, proofs)).toBe(digest);
  expect(
    areProved(plan.proofs, proofs, { now: context.now, channel: recovery.channel, barred: [], sightings: 1 }),
  ).toBe(true);
  expect(areApproved(plan.approvals, countersignatures, digest)).toBe(true);
  expect([plan.policy, context.adopted]).toEqual([context.policy.digest, context.policy.digest]);
  expect(plan.target).toBe(world.state.profile.current?.target);
  expect(context.now >= String(executeNotBefore)).toBe(true);
  const approvers = countersignatures.filter((one) => one.digest === digest);
  const names = approvers.map(({ approver }) => approver);
  const others = [recovery.requester, recovery.subject, recovery.agent, ...proofs.map(({ verifier }) => verifier)];
  expect(names.filter((name) => others.includes(name))).toEqual([]);
  expect(
    names.filter((name) => ['person:robin', 'person:mallory', 'person:jane-admin', PEOPLE.jane].includes(name)),
  ).toEqual([]);
  if (isSensitive(plan)) expect(new Set(names).size).toBeGreaterThanOrEqual(2);
}

describe('whatever anybody does, in whatever order', () => {
  /** Some stories begin where an ordinary one has come already, so that its later stages are tried as often as its first. */
  const beginning = fc.constantFrom<readonly Move[]>(
    [],
    ASSESSED,
    PROVED,
    APPROVED,
    EXECUTING,
    GRANTED,
    OVER,
    OVER,
    COOLING,
    SOLD,
  );
  const story = fc
    .tuple(beginning, fc.array(anyMove, { minLength: 15, maxLength: 45 }))
    .map(([first, then]) => [...first, ...then]);
  const seen = new Map<string, number>();

  it('executes nothing but a plan that is proved and countersigned, and never twice', () => {
    properties(
      fc.property(story, (moves) => {
        const told = moves.reduce(tell, start());
        const types = typesOf(told);
        for (const type of new Set(types)) seen.set(type, (seen.get(type) ?? 0) + 1);
        expect(types.filter((type) => type === 'ExecutionStarted').length).toBeLessThanOrEqual(1);
        const reached = ['executing', 'granted', 'revoking', 'revocation-overdue'].includes(
          recoveryOf(told.world)?.status ?? '',
        );
        if (reached) expect(types).toContain('ExecutionStarted');
      }),
      2_000,
    );
  });

  it('has really told of every kind of life in these stories', () => {
    const lives = [
      'ExecutionStarted',
      'GrantIssued',
      'GrantClaimed',
      'RevocationConfirmed',
      'RecoveryClosed',
      'PlanVoided',
    ];
    const ends = ['RecoveryRefused', 'RecoveryRejected', 'RecoveryExpired', 'RecoveryStopped', 'RecoveryDenied'];
    expect([...lives, ...ends].filter((type) => !seen.has(type))).toEqual([]);
  });

  it('closes nothing before its grant is confirmed gone, and hands nothing to anybody but the requester', () => {
    properties(
      fc.property(story, (moves) => {
        const told = moves.reduce(tell, start());
        const types = typesOf(told);
        const life = types.filter((type) => LIFE_OF_A_GRANT.includes(type));
        expect(life).toEqual(LIFE_OF_A_GRANT.slice(0, life.length));
        for (const event of told.events) if (event.type === 'GrantClaimed') expect(event.by).toBe(PEOPLE.jane);
        expect(types.filter((type) => type === 'GrantClaimed').length).toBeLessThanOrEqual(1);
      }),
      1_000,
    );
  });

  it('lets every end be final', () => {
    const over = fc.constantFrom<readonly Move[]>(
      [...OPENED, stops()],
      [...ASSESSED, proves(ACTORS.verifier, 'in-person', 'repudiated')],
      [...APPROVED, rejects()],
      [...OVER, reviews(), closes()],
    );
    properties(
      fc.property(over, story, (before, after) => {
        const told = before.reduce(tell, start());
        const goesOn = after.reduce(tell, told);
        expect(told.world.state.ended).toHaveLength(1);
        expect(recoveryOf(goesOn.world)).toBeUndefined();
        expect(goesOn.world.state.ended).toEqual(told.world.state.ended);
        expect(typesOf(goesOn)).toEqual(typesOf(told));
      }),
      300,
    );
  });

  it('refuses and never throws, and what it leaves can always be spelled', () => {
    properties(
      fc.property(story, (moves) => {
        const { world } = moves.reduce(tell, start());
        expect(() => canonical(world.state)).not.toThrow();
      }),
      500,
    );
  });
});

describe('evolve', () => {
  const events = fc.array(anyMove, { maxLength: 60 }).map((moves) => moves.reduce(tell, start()).events);
  const names = fc.constantFrom(RECOVERY, 'rec-2', '__proto__', 'constructor', 'toString');

  it('is total: takes every event in every order, of every recovery', () => {
    const shuffled = events.chain((told) => fc.shuffledSubarray([...told]));
    properties(
      fc.property(shuffled, names, fc.boolean(), (told, recovery, nowhere) => {
        const place = {
          seq: 1,
          at: NOW,
          recovery: nowhere ? null : recovery,
          origin: anOrigin(),
          actor: ACTORS.jane,
          command: { type: 'test' },
        };
        const state = told.reduce((before, event) => evolve(before, event, place), INITIAL);
        expect(Object.keys(state.recoveries).filter((id) => id !== recovery)).toEqual([]);
        expect(() => canonical(state)).not.toThrow();
      }),
      500,
    );
  });

  it('changes nothing for an event of a recovery that it does not know', () => {
    properties(
      fc.property(events, names, (told, recovery) => {
        const others = told.filter(({ type }) => type !== 'RecoveryOpened');
        expect(
          others.reduce(
            (before, event) =>
              evolve(before, event, {
                seq: 1,
                at: NOW,
                recovery,
                origin: anOrigin(),
                actor: ACTORS.jane,
                command: { type: 'test' },
              }),
            INITIAL,
          ),
        ).toEqual(INITIAL);
      }),
      300,
    );
  });
});
