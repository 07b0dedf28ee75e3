import { expect } from '@jest/globals';
import type { VersionedPolicy } from '../../lambdas/core/policy/policy.ts';
import { decide } from '../../lambdas/core/recovery/decide/decide.ts';
import { evolve } from '../../lambdas/core/recovery/evolve/evolve.ts';
import type { Actor, Command, Origin } from '../../lambdas/core/recovery/state/commands.ts';
import type { Decision, DecisionContext } from '../../lambdas/core/recovery/state/decision.ts';
import type { LedgerEvent } from '../../lambdas/core/recovery/state/events.ts';
import type { RefusalCode } from '../../lambdas/core/recovery/state/refusals.ts';
import type { Recovery, StreamState } from '../../lambdas/core/recovery/state/state.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import { answerersOf } from '../../lambdas/core/registry/answering.ts';
import type { Person, RegisteredPart } from '../../lambdas/core/registry/person.ts';
import { plusSeconds } from '../../lambdas/core/values/instant.ts';
import { ACTORS, aContext, anEnvelope, anOrigin, aPerson, registered, registryFacts, subjectOf } from './fixtures.ts';

/** The recovery of every story. */
export const RECOVERY = 'rec-1';

/** A stream and its context. */
export interface World {
  readonly state: StreamState;
  readonly context: DecisionContext;
  /** Length of the story, from which fresh ids are counted: the same story always has the same digests. */
  readonly length: number;
}

/** An action by a person or a system. The command may depend on the current state, e.g. on the shown digest. */
export interface Deed {
  readonly actor: Actor;
  readonly command: Command | ((world: World) => Command);
  readonly recovery?: string | null;
  readonly stream?: string;
  readonly origin?: Origin;
}

/** A change of time, policy or registry without a command. */
export type Circumstance = (world: World) => World;

export type Past = Deed | Circumstance | LedgerEvent;

export const later =
  (seconds: number): Circumstance =>
  (world) => ({ ...world, context: { ...world.context, now: plusSeconds(world.context.now, seconds) } });

/** Another policy is deployed and adopted. */
export const underPolicy =
  (policy: VersionedPolicy): Circumstance =>
  (world) => ({ ...world, context: { ...world.context, policy, adopted: policy.digest } });

/** The registry has another record of the account. */
export const registeredAs =
  (profile: AccountProfile | null): Circumstance =>
  (world) => ({ ...world, state: { ...world.state, profile: { current: profile, proposal: null } } });

/** The recovery of the story; undefined once it has ended. */
export const recoveryOf = ({ state }: World): Recovery | undefined => state.recoveries[RECOVERY];

/** The core's decision on a deed. */
export function decisionOn(world: World, deed: Deed): Decision {
  const { state, context } = world;
  const command = typeof deed.command === 'function' ? deed.command(world) : deed.command;
  const { recovery = RECOVERY, stream = state.profile.current?.account ?? 'cognito:jane', actor } = deed;
  const { origin = anOrigin() } = deed;
  return decide(state, anEnvelope(command, { actor, recovery, stream, origin }), {
    ...context,
    registry: factsFor(world, command, actor),
    newId: `new-${world.length}`,
  });
}

/**
 * Registers everybody who is an administrator by token, and claims every identity of the proposed or confirmed record. Refusals without
 * these have tests of their own.
 */
function factsFor({ state, context }: World, command: Command, actor: Actor): DecisionContext['registry'] {
  const governed = [state.profile, state.person, state.policy, state.lift];
  const proposers = governed.flatMap(({ proposal }) => (proposal === null ? [] : [proposal.by]));
  const administrators = [
    ...(actor.by === 'person' && actor.roles.includes('admin') ? [actor.person] : []),
    ...proposers,
  ];
  const proposals = [state.profile.proposal?.value, state.person.proposal?.value];
  const proposed = command.type === 'ProposeProfile' ? [command.profile] : proposals;
  const records = command.type === 'ProposePerson' ? [command.person] : proposed;
  const known = context.registry.people.filter(({ person }) => !administrators.includes(person));
  const isUnknown = ({ person }: Person) => known.every((one) => one.person !== person);
  const { claims } = registryFacts(...records.filter((record) => record !== undefined));
  return {
    ...context.registry,
    people: [
      ...administrators.map((person) => aPerson({ person, parts: ['admin'] })),
      ...answerersIn({ state, known: [...known, ...actingIn(state.recoveries[RECOVERY], actor).filter(isUnknown)] }),
    ],
    claims: [...context.registry.claims, ...claims.map((claim) => ({ ...claim, at: context.now }))],
  };
}

/** Records with the parts that these people use: of the actor, and of whoever confirmed or countersigned. */
function actingIn(recovery: Recovery | undefined, actor: Actor): readonly Person[] {
  const record = (person: string, parts: readonly RegisteredPart[]) =>
    aPerson({ person, parts, subjects: [subjectOf(`sub-${person}`)] });
  const approves = (groups: readonly string[]) => groups.map((group) => `approver:${group}` as const);
  return [
    ...(actor.by === 'person' ? [record(actor.person, [...actor.roles, ...approves(actor.groups)])] : []),
    ...(recovery?.proofs ?? []).flatMap(({ verifier }) => (verifier === null ? [] : [record(verifier, ['verifier'])])),
    ...(recovery?.countersignatures ?? []).map(({ approver, groups }) => record(approver, approves(groups))),
  ];
}

/** These records, and those of everybody else who answers for the account: people who can sign in. */
export function answerersIn({ state, known }: Pick<World, 'state'> & { readonly known: readonly Person[] }) {
  const { current } = state.profile;
  const others = (current === null ? [] : answerersOf(current)).filter((id) =>
    known.every(({ person }) => person !== id),
  );
  return [...known, ...others.map((person) => aPerson({ person, subjects: [subjectOf(`sub-${person}`)] }))];
}

/** The world after these events. */
export const happened = (
  world: World,
  events: readonly LedgerEvent[],
  { recovery = RECOVERY, actor = ACTORS.jane }: { readonly recovery?: string | null; readonly actor?: Actor } = {},
): World => ({
  ...world,
  length: world.length + 1,
  state: events.reduce(
    (state, event) =>
      evolve(state, event, {
        seq: 1,
        at: world.context.now,
        recovery,
        origin: anOrigin(),
        actor,
        command: { type: 'test' },
      }),
    world.state,
  ),
});

/** The world after these steps. Throws when a past deed is refused: then the test is wrong, not the code. */
export function worldAfter(past: readonly Past[], start: World = newWorld()): World {
  return past.reduce<World>((world, one) => {
    if (typeof one === 'function') return one(world);
    if ('type' in one) return happened(world, [one]);
    const decision = decisionOn(world, one);
    if (!decision.accepted)
      throw new Error(`the past was refused: ${decision.refusal.code} ${JSON.stringify(decision.refusal.facts)}`);
    const { actor, recovery = RECOVERY } = one;
    return happened(world, decision.events, { recovery, actor });
  }, start);
}

/** Jane's account is registered, and nothing else has happened. */
export const newWorld = (): World => ({ state: registered(), context: aContext(), length: 0 });

/** Given the past of an account, when somebody acts, then these are the events. */
export const given = (...past: readonly Past[]) => givenIn(newWorld(), ...past);

/** The same in another world. */
export const givenIn = (start: World, ...past: readonly Past[]) => ({
  when: (deed: Deed) => judged(worldAfter(past, start), deed),
});

/** An event with its relevant members. */
type Expected = { readonly type: LedgerEvent['type']; readonly [member: string]: unknown };

function judged(world: World, deed: Deed) {
  const decision = decisionOn(world, deed);
  const events = decision.accepted ? decision.events : [];
  return {
    /** Exactly these events, in this order, with at least these members. */
    thenHappens: (...expected: readonly Expected[]): World => {
      expect(decision).toMatchObject({ accepted: true });
      expect(events).toHaveLength(expected.length);
      expect(events).toMatchObject(expected);
      return happened(world, events);
    },
    /** The command was already carried out: no events. */
    thenNothing: (): void => {
      expect(decision).toEqual({ accepted: true, events: [] });
    },
    thenRefused: (code: RefusalCode, facts: object = {}): void => {
      expect(decision).toMatchObject({ accepted: false, refusal: { code, facts } });
    },
  };
}
