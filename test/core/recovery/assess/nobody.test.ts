import { describe, expect, it } from '@jest/globals';
import type { ApprovalLeaf } from '../../../../lambdas/core/approvals/countersignature.ts';
import { alertFor } from '../../../../lambdas/core/audit/alert.ts';
import type { ProofLeaf } from '../../../../lambdas/core/proofing/proof.ts';
import { withAnswerersOf } from '../../../../lambdas/core/recovery/assess/nobody.ts';
import { missingIn, waysOfOthers } from '../../../../lambdas/core/recovery/views/missing.ts';
import type { AccountProfile } from '../../../../lambdas/core/registry/account.ts';
import type { Person } from '../../../../lambdas/core/registry/person.ts';
import type { Requirement } from '../../../../lambdas/core/values/requirement.ts';
import { nextCommit } from '../../../support/commits.ts';
import { assesses, opens, proves } from '../../../support/deeds.ts';
import { ACTORS, aPerson, aProfile, PEOPLE } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import {
  answerersIn,
  type Circumstance,
  decisionOn,
  type Past,
  recoveryOf,
  registeredAs,
  underPolicy,
  type World,
  worldAfter,
} from '../../../support/specification.ts';

const WORD = { leaf: { method: 'manager-attestation' } } as const satisfies Requirement<ProofLeaf>;
const SEEN = { leaf: { method: 'in-person' } } as const satisfies Requirement<ProofLeaf>;
const MANAGER = { leaf: { relation: 'manager' } } as const satisfies Requirement<ApprovalLeaf>;
const NO_MANAGER = aProfile({ manager: null });

/** Somebody's record has no sign-in any more, or is that of a machine. */
const isNow =
  (over: Partial<Person>): Circumstance =>
  (world) => {
    const { registry } = world.context;
    const people = [...registry.people, aPerson({ person: PEOPLE.manager, ...over })];
    return { ...world, context: { ...world.context, registry: { ...registry, people } } };
  };
const LEFT = isNow({ subjects: [] });

const asked = (demands: object, profile: AccountProfile): readonly Past[] => [
  ...[registeredAs(profile), underPolicy(policyThat(demands)), opens()],
];

function recovered(world: World) {
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('it has ended');
  return recovery;
}

const missing = (world: World) => {
  const recovery = recovered(world);
  const { state, context } = world;
  return missingIn(
    recovery,
    withAnswerersOf(state, answerersIn({ state, known: context.registry.people })),
    context.now,
  );
};

/** What the commit of the plan says, and what the recovery then waits for. */
function planned(demands: object, profile: AccountProfile, ...before: readonly Past[]) {
  const past = [...before, ...asked(demands, profile)];
  const decision = decisionOn(worldAfter(past), assesses());
  if (!decision.accepted) throw new Error(decision.refusal.code);
  const [event] = decision.events;
  const made = event?.type === 'RecoveryAssessed' ? event.nobody : 'no plan';
  const commit = { ...nextCommit('cognito:jane').commit, kind: 'human', tier: 'standard', events: decision.events };
  const alerts = alertFor({ ...commit, kind: 'human', tier: 'standard', alert: null });
  return { made, alerts, nobody: missing(worldAfter([...past, assesses()])).nobody };
}

describe('a plan that asks somebody whom the registry does not name', () => {
  it('waits, says so at once, and alerts people on duty, for any account', () => {
    const { made, alerts, nobody } = planned({ proofs: WORD }, NO_MANAGER);
    expect([made, nobody]).toEqual([['manager'], ['manager']]);
    expect(alerts).toMatchObject({ severity: 'warning', what: ['RecoveryAssessed: no-manager-to-ask'] });
  });

  it.each<[string, object, Partial<AccountProfile>, readonly string[]]>([
    ['the word of a manager, who is there', { proofs: WORD }, { manager: PEOPLE.manager }, []],
    ['one of two ways, the other of which is open', { proofs: { any: [WORD, SEEN], of: 1 } }, {}, []],
    ['both of two ways', { proofs: { any: [WORD, SEEN], of: 2 } }, {}, ['manager']],
    [
      'a class that only people give',
      { proofs: { leaf: { class: 'recovery-contact' } } },
      {},
      ['manager', 'custodian'],
    ],
    ['a manager who owns the account', { proofs: WORD }, { manager: PEOPLE.jane }, ['manager']],
    ['the word of a custodian', { proofs: { leaf: { method: 'custodian-attestation' } } }, {}, ['custodian']],
    ['the countersignature of a manager', { approvals: MANAGER }, {}, ['manager']],
    [
      'that of the manager, for whom a group stands in later',
      { approvals: { leaf: { relation: 'manager', escalateTo: 'security' } } },
      {},
      [],
    ],
    [
      'that of the manager, or of a group',
      { approvals: { any: [MANAGER, { leaf: { group: 'identity' } }], of: 1 } },
      {},
      [],
    ],
    ['a manager who owns the account to countersign', { approvals: MANAGER }, { manager: PEOPLE.jane }, ['manager']],
    ['two sights of strength 2', { proofs: { leaf: { strength: 2 } } }, {}, []],
  ])('asks for %s', (_, demands, over, nobody) => {
    const found = planned(demands, aProfile({ manager: null, ...over }));
    expect([found.made ?? [], found.nobody]).toEqual([nobody, nobody]);
    expect(found.alerts === undefined).toBe(nobody.length === 0);
  });

  it.each<[string, Partial<Person>, readonly string[]]>([
    ['nobody, once they have left', { subjects: [] }, ['manager']],
    ['nobody, where it is a machine', { nature: 'machine' }, ['manager']],
    ['somebody, as long as they sign in', {}, []],
  ])('asks a registered manager, who counts as %s', (_, over, nobody) => {
    for (const demands of [{ proofs: WORD }, { approvals: MANAGER }]) {
      const found = planned(demands, aProfile(), isNow(over));
      expect([found.made ?? [], found.nobody]).toEqual([nobody, nobody]);
      expect(found.alerts?.what ?? []).toEqual(nobody.map((one) => `RecoveryAssessed: no-${one}-to-ask`));
    }
  });

  it('says so also when somebody leaves who was asked, and names no way that only they could give', () => {
    const world = worldAfter([...asked({ proofs: { leaf: { strength: 2 } } }, aProfile()), assesses()]);
    const ways = (now: World) => {
      const { state, context } = now;
      const answering = withAnswerersOf(state, answerersIn({ state, known: context.registry.people }));
      return waysOfOthers(recovered(now), answering, { now: context.now, reachable: { ways: [], vendors: [] } });
    };
    expect(ways(world)).toContain('manager-attestation');
    expect(ways(worldAfter([LEFT], world))).toEqual(['in-person', 'live-video']);
    const asking = worldAfter([...asked({ proofs: WORD }, aProfile()), assesses(), LEFT]);
    expect(missing(asking).nobody).toEqual(['manager']);
  });

  it('goes on as soon as two administrators name somebody', () => {
    const past = [...asked({ proofs: WORD }, NO_MANAGER), assesses()];
    const named = worldAfter([...past, registeredAs(aProfile())]);
    expect(missing(named).nobody).toEqual([]);
    const vouched = decisionOn(named, proves(ACTORS.manager, 'manager-attestation'));
    expect(vouched.accepted).toBe(true);
  });

  it('is told also while it waits for countersignatures, and of a word that was given only once its giver is in no relation any more', () => {
    const past = asked({ approvals: { all: [MANAGER, { leaf: { group: 'identity' } }] } }, NO_MANAGER);
    expect(missing(worldAfter([...past, assesses(), proves()]))).toMatchObject({ proofs: [], nobody: ['manager'] });
    const word = asked({ proofs: { all: [WORD, SEEN] } }, aProfile());
    const given = worldAfter([...word, assesses(), proves(ACTORS.manager, 'manager-attestation')]);
    expect(missing(given)).toMatchObject({ proofs: [SEEN], nobody: [] });
    expect(missing(worldAfter([registeredAs(NO_MANAGER)], given)).nobody).toEqual(['manager']);
  });
});
