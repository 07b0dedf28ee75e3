import fc from 'fast-check';
import { METHOD_NAMES, METHODS } from '../../lambdas/core/proofing/methods.ts';
import { OUTCOMES } from '../../lambdas/core/proofing/proof.ts';
import type { Actor, PersonActor } from '../../lambdas/core/recovery/state/commands.ts';
import * as deeds from './deeds.ts';
import { ACTORS, aPersonActor, aPolicy, aProfile, PEOPLE } from './fixtures.ts';
import { policyThat } from './policies.ts';
import { type Circumstance, type Deed, later, registeredAs, underPolicy } from './specification.ts';

/** A deed or a circumstance, whether it fits the stage or not. */
export type Move = Deed | Circumstance;

const mighty = (person: string, over: Partial<PersonActor> = {}): PersonActor =>
  aPersonActor(person, {
    ...{ roles: ['agent', 'verifier', 'reviewer', 'admin'], groups: ['identity', 'security', 'platform'], ...over },
  });

/** People with their proper roles, and people with every role who try everything. */
const people: readonly PersonActor[] = [
  ...Object.values(ACTORS),
  mighty(PEOPLE.jane),
  mighty('person:jane-admin', { aliases: [PEOPLE.jane] }),
  mighty(PEOPLE.manager),
  mighty(PEOPLE.verifier),
  mighty('person:mallory', { groups: ['friends-of-mallory'] }),
  mighty('person:robin', { nature: 'machine' }),
];

const machinery: readonly Actor[] = [
  { by: 'workflow' },
  { by: 'schedule' },
  { by: 'sweeper' },
  { by: 'ticket-system', source: 'jira' },
];

const person = fc.constantFrom(...people);
const anybody: fc.Arbitrary<Actor> = fc.constantFrom(...people, ...machinery);

/** Everybody tries the workflow's commands; usually it is the workflow. */
const machine: fc.Arbitrary<Actor> = fc.oneof({ weight: 4, arbitrary: fc.constant({ by: 'workflow' }) }, anybody);

const by = (actor: fc.Arbitrary<Actor>, deed: Deed): fc.Arbitrary<Deed> =>
  actor.map((one) => ({ ...deed, actor: one }));

/** An approver signs the shown digest, or another one. */
const digest = fc.oneof(
  { weight: 6, arbitrary: fc.constant(deeds.shownDigest) },
  fc.constant(() => 'd'.repeat(64)),
);

const circumstance: fc.Arbitrary<Circumstance> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 60, 3600, 90_000).map(later) },
  fc.constantFrom(
    underPolicy(aPolicy()),
    underPolicy(
      policyThat({
        coolingOff: 60,
        approvals: { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] },
      }),
    ),
    underPolicy(policyThat({ approvals: undefined, reviewWithin: undefined })),
    registeredAs(aProfile()),
    registeredAs(aProfile({ tier: 'privileged' })),
    registeredAs(aProfile({ target: 'root' })),
    registeredAs(aProfile({ manager: PEOPLE.verifier })),
    registeredAs(aProfile({ owner: 'person:mallory', custodians: [PEOPLE.jane] })),
    (world) => ({ ...world, context: { ...world.context, adopted: null } }),
  ),
);

/** Methods that people record by their statement alone; sometimes other methods too. */
const spoken = METHOD_NAMES.filter((name) => METHODS[name].window === null);
const method = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...spoken) },
  { weight: 1, arbitrary: fc.constantFrom(...METHOD_NAMES) },
);

const verified = fc.record({ who: person, method });

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(deeds.opens()) },
  { weight: 1, arbitrary: fc.constant(deeds.opens({ action: 'temporary-access' })) },
  { weight: 1, arbitrary: by(anybody, deeds.opens({ agent: PEOPLE.agent })) },
  { weight: 4, arbitrary: by(machine, deeds.assesses()) },
  { weight: 4, arbitrary: fc.constant(deeds.proves()) },
  { weight: 3, arbitrary: fc.constant(deeds.hears()) },
  { weight: 2, arbitrary: fc.constant(deeds.vouches(ACTORS.verifier, 'in-person')) },
  { weight: 2, arbitrary: fc.constant(deeds.binds(ACTORS.verifier, 'in-person')) },
  { weight: 4, arbitrary: verified.map(({ who, method }) => deeds.proves(who, method)) },
  {
    weight: 1,
    arbitrary: fc
      .record({ who: person, outcome: fc.constantFrom(...OUTCOMES) })
      .map(({ who, outcome }) => deeds.proves(who, 'in-person', outcome)),
  },
  {
    weight: 10,
    arbitrary: fc.record({ who: person, digest }).map(({ who, digest }) => deeds.countersigns(who, digest)),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(ACTORS.identityApprover, ACTORS.securityApprover).map((who) => deeds.countersigns(who)),
  },
  { weight: 1, arbitrary: fc.oneof(fc.constant(deeds.rejects()), person.map(deeds.rejects)) },
  {
    weight: 1,
    arbitrary: fc
      .record({ who: person, seconds: fc.constantFrom(60, 3599, 7200) })
      .map(({ who, seconds }) => deeds.revises(seconds, who)),
  },
  { weight: 1, arbitrary: by(anybody, deeds.stops()) },
  { weight: 1, arbitrary: by(anybody, deeds.claims()) },
  { weight: 2, arbitrary: fc.constantFrom(deeds.claims(), deeds.reviews()) },
  { weight: 1, arbitrary: by(anybody, deeds.reviews()) },
  { weight: 6, arbitrary: by(machine, deeds.executes()) },
  { weight: 4, arbitrary: by(machine, deeds.issues()) },
  { weight: 1, arbitrary: by(machine, deeds.issues('somebody-elses')) },
  { weight: 1, arbitrary: by(machine, deeds.fails()) },
  { weight: 3, arbitrary: by(machine, deeds.revokes()) },
  { weight: 1, arbitrary: by(machine, deeds.step({ type: 'ReportRevocationOverdue', code: 'unavailable' })) },
  { weight: 3, arbitrary: by(machine, deeds.confirms()) },
  { weight: 1, arbitrary: by(machine, deeds.expires()) },
  { weight: 3, arbitrary: by(machine, deeds.closes()) },
  { weight: 5, arbitrary: circumstance },
);

/** A deed with a short name for counterexamples. */
function named(one: Move): Move {
  if (typeof one === 'function') return one;
  const type = typeof one.command === 'function' ? 'command' : one.command.type;
  const who = one.actor.by === 'person' ? one.actor.person : one.actor.by;
  return { ...one, ...{ [fc.toStringMethod]: () => `${who}: ${type}` } };
}

/** Every possible move; moves that advance a recovery are more frequent. */
export const anyMove: fc.Arbitrary<Move> = move.map(named);
