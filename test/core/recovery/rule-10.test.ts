import { describe, expect, it } from '@jest/globals';
import type { VersionedPolicy } from '../../../lambdas/core/policy/policy.ts';
import { FREEZE_AFTER } from '../../../lambdas/core/recovery/assess/freeze.ts';
import { evolve } from '../../../lambdas/core/recovery/evolve/evolve.ts';
import type { PersonActor } from '../../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import type { Plan } from '../../../lambdas/core/recovery/state/plan.ts';
import type { PushedSignal, Touch } from '../../../lambdas/core/risk/facts.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  binds,
  claims,
  countersigns,
  executes,
  GRANTED,
  GRANTED_ON_PAGE,
  OPENED,
  opens,
  PROVED,
  proves,
  rejects,
  revises,
  stops,
} from '../../support/deeds.ts';
import { ACTORS, aPersonActor, aPolicy, at, NOW, PEOPLE } from '../../support/fixtures.ts';
import {
  type Circumstance,
  type Deed,
  decisionOn,
  given,
  later,
  type Past,
  recoveryOf,
  underPolicy,
  worldAfter,
} from '../../support/specification.ts';
import { ago } from '../risk/risk-facts.ts';

/** The plan that stands after this. */
function planAfter(...past: readonly Past[]): Plan {
  const plan = recoveryOf(worldAfter([...past, ...(past.at(-1) === OPENED.at(-1) ? [assesses()] : [])]))?.plan ?? null;
  if (plan === null) throw new Error('there is no plan');
  return plan;
}

/** So much has happened to the account before. */
const remembering =
  (...history: readonly Touch[]): Circumstance =>
  (world) => ({ ...world, state: { ...world.state, history } });

const failed = (seconds: number): Touch =>
  ago(seconds, 'proof-failed', { recovery: `rec-${seconds}`, by: { id: PEOPLE.secondVerifier, as: 'person' } });
const fails = (): Deed => proves(ACTORS.verifier, 'in-person', 'failed');
const ALMOST = remembering(failed(60), ago(30 * 86_400, 'proof-repudiated'));
const FROZEN: LedgerEvent = { type: 'AccountFrozen', cause: '3 adverse proofs or suspicions within 30 days' };

/** The policy, and a second approver from this score on. */
const strictFrom = (riskAtLeast: number, rule: object = {}): VersionedPolicy =>
  aPolicy({
    rules: [
      ...aPolicy().rules,
      {
        ...{ id: 'risky', control: 'c-1', when: { riskAtLeast } },
        ...{ require: { approvals: { leaf: { group: 'security' } } }, ...rule },
      },
    ],
  });

const reported = (name: PushedSignal['name'] = 'sim-change', until = at(3600)): LedgerEvent => ({
  ...{ type: 'SignalReported', signal: { name, at: NOW, until } },
});

describe('rule 10: a failed or repudiated proof sticks to the account', () => {
  it.each(['failed', 'repudiated'] as const)('ends the recovery, and a %s one is a signal of the next', (outcome) => {
    given(...ASSESSED)
      .when(proves(ACTORS.verifier, 'in-person', outcome))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
    const { risk } = planAfter(remembering(ago(60, `proof-${outcome}`)), ...OPENED);
    expect(risk).toMatchObject({ score: 40, signals: [{ name: 'adverse-proof' }] });
  });

  it.each(['abandoned', 'error', 'timed-out'] as const)(
    'does not hold it against the account that one was %s',
    (outcome) => {
      const { state } = worldAfter([ALMOST, ...ASSESSED, proves(ACTORS.verifier, 'in-person', outcome)]);
      expect(state.freeze).toBeNull();
      expect(state.history.filter(({ what }) => what.startsWith('proof-'))).toHaveLength(2);
    },
  );

  it(`freezes the account with number ${FREEZE_AFTER} within 30 days`, () => {
    given(ALMOST, ...ASSESSED)
      .when(fails())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' }, FROZEN);
  });

  it('does not count one of 30 days and a second ago, nor freeze twice', () => {
    given(remembering(failed(60), failed(30 * 86_400 + 1)), ...ASSESSED)
      .when(fails())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
    given(ALMOST, ...ASSESSED, FROZEN)
      .when(fails())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });

  it('makes the account forget no adverse proof, however many attempts come after it', () => {
    const refusal: LedgerEvent = { type: 'CommandRefused', code: 'requester-not-entitled', facts: {} };
    const place = { seq: 1, at: NOW, recovery: 'rec-9', actor: ACTORS.jane, command: { type: 'OpenRecovery' } };
    let { state } = worldAfter([remembering(failed(60), ago(120, 'refused', { channel: 'voice' }))]);
    for (let attempt = 0; attempt < 500; attempt += 1)
      state = evolve(state, refusal, { ...place, origin: { channel: 'portal', desk: null } });
    expect(state.history).toHaveLength(64);
    expect(state.history.filter(({ what }) => what === 'proof-failed')).toHaveLength(1);
    expect(state.history.filter(({ channel }) => channel === 'voice')).toHaveLength(1);
  });
});

describe('a frozen account', () => {
  it('opens no recovery', () => {
    given(FROZEN).when(opens()).thenRefused('account-frozen', { since: NOW });
    given(FROZEN)
      .when(opens({ agent: PEOPLE.agent }, ACTORS.agent))
      .thenRefused('account-frozen');
  });

  it('gets no plan', () => {
    given(...OPENED, FROZEN)
      .when(assesses())
      .thenHappens({ type: 'RecoveryDenied', reasons: ['recoveries of this account are frozen'] });
  });

  it.each<readonly [string, readonly Deed[], Deed]>([
    ['a proof', ASSESSED, proves()],
    ['a countersignature', PROVED, countersigns()],
    ['a revision', PROVED, revises(60)],
    ['a claim', GRANTED_ON_PAGE, claims()],
    ['a binding', GRANTED_ON_PAGE, binds(ACTORS.verifier, 'in-person')],
  ])('takes no %s', (_, past, deed) => {
    given(...past, FROZEN)
      .when(deed)
      .thenRefused('account-frozen', { since: NOW });
    expect(decisionOn(worldAfter(past), deed)).toMatchObject({ accepted: true });
  });

  it('does not execute what was approved before: voided, and denied', () => {
    given(...APPROVED, FROZEN)
      .when(executes())
      .thenHappens({ type: 'PlanVoided', cause: 'recoveries of this account are frozen' }, { type: 'RecoveryDenied' });
  });

  it('still takes every no', () => {
    given(...PROVED, FROZEN)
      .when(rejects())
      .thenHappens({ type: 'RecoveryRejected' });
    given(...PROVED, FROZEN)
      .when(stops())
      .thenHappens({ type: 'RecoveryStopped' });
    given(...GRANTED, FROZEN)
      .when(stops())
      .thenHappens({ type: 'StopRequested' });
  });
});

const about = { recovery: null };
const proposesLift = (actor: PersonActor = ACTORS.admin): Deed => ({
  ...{ ...about, actor, command: { type: 'ProposeLift', lift: { reason: 'spoke with Jane in person' } } },
});
const confirmsLift = (actor: PersonActor = ACTORS.secondAdmin, digest?: string): Deed => ({
  ...{ ...about, actor },
  command: ({ state }) => ({ type: 'ConfirmProposal', digest: digest ?? state.lift.proposal?.digest ?? 'none' }),
});

describe('a freeze is lifted under dual control only (rule 6)', () => {
  it('by two administrators, and then recoveries go on', () => {
    given(FROZEN).when(proposesLift()).thenHappens({ type: 'LiftProposed', by: PEOPLE.admin });
    given(FROZEN, proposesLift()).when(confirmsLift()).thenHappens({ type: 'FreezeLifted' });
    given(FROZEN, proposesLift(), confirmsLift()).when(opens()).thenHappens({ type: 'RecoveryOpened' });
  });

  it.each<readonly [string, Deed, Parameters<ReturnType<ReturnType<typeof given>['when']>['thenRefused']>[0]]>([
    ['its proposer', confirmsLift(ACTORS.admin), 'same-proposer'],
    [
      'its proposer under another identity',
      confirmsLift(aPersonActor('person:adam-too', { roles: ['admin'], aliases: [PEOPLE.admin] })),
      'same-proposer',
    ],
    ['the owner of the account', confirmsLift(aPersonActor(PEOPLE.jane, { roles: ['admin'] })), 'conflicting-part'],
    ['anybody but an administrator', confirmsLift(ACTORS.verifier), 'role-missing'],
    [
      'a machine',
      confirmsLift(aPersonActor('person:robin', { nature: 'machine', roles: ['admin'] })),
      'machine-cannot-decide',
    ],
    ['another digest', confirmsLift(ACTORS.secondAdmin, 'd'.repeat(64)), 'no-such-proposal'],
  ])('not by %s', (_, deed, code) => {
    given(FROZEN, proposesLift()).when(deed).thenRefused(code);
    expect(worldAfter([FROZEN, proposesLift()]).state.freeze).not.toBeNull();
  });

  it('is not proposed by anybody but an administrator, nor of an account that is not frozen', () => {
    given(FROZEN).when(proposesLift(ACTORS.verifier)).thenRefused('role-missing');
    given().when(proposesLift()).thenRefused('not-frozen');
  });

  it('lifts that freeze and no later one, and forgets no proof', () => {
    const thawed = [ALMOST, ...ASSESSED, fails(), proposesLift(), confirmsLift()];
    const { state } = worldAfter(thawed);
    expect(state).toMatchObject({ freeze: null, lift: { current: null, proposal: null } });
    expect(state.history.filter(({ what }) => what.startsWith('proof-'))).toHaveLength(3);
    const digest = worldAfter([FROZEN, proposesLift()]).state.lift.proposal?.digest ?? '';
    given(FROZEN, proposesLift(), confirmsLift(), later(1), FROZEN, proposesLift())
      .when(confirmsLift(ACTORS.secondAdmin, digest))
      .thenRefused('no-such-proposal');
  });
});

describe('risk that is known when a plan is made', () => {
  it('is in the plan, with what policy demands for it', () => {
    const plan = planAfter(underPolicy(strictFrom(35)), reported(), ...OPENED);
    expect(plan.risk).toEqual({
      score: 35,
      signals: [{ name: 'sim-change', weight: 35, sentence: 'the SIM of a registered number was changed' }],
    });
    expect(plan.approvals).toHaveLength(2);
    expect(planAfter(underPolicy(strictFrom(36)), reported(), ...OPENED).approvals).toHaveLength(1);
  });

  it('counts what was declared for everybody, and counters that cannot be read', () => {
    const declared: Circumstance = (world) => ({
      ...world,
      context: { ...world.context, declared: [{ name: 'campaign', at: NOW, until: at(60) }], campaign: null },
    });
    expect(planAfter(declared, ...OPENED).risk).toMatchObject({
      score: 70,
      signals: [{ name: 'campaign' }, { name: 'counters-unreadable' }],
    });
  });

  it('is not waited out: a plan that is made again is made with what was found before, too', () => {
    const { risk } = planAfter(
      reported('sim-change', at(60)),
      ...PROVED.slice(0, -1),
      later(120),
      proves(),
      revises(60),
    );
    expect(risk).toMatchObject({ score: 35, signals: [{ name: 'sim-change' }] });
  });
});

describe('risk that becomes known between countersignature and execution', () => {
  it('voids the plan where it demands more, which is then asked for', () => {
    given(underPolicy(strictFrom(35)), ...APPROVED, reported())
      .when(executes())
      .thenHappens(
        { type: 'PlanVoided', cause: 'what is known of the risk demands more now' },
        { type: 'RecoveryAssessed' },
        { type: 'ProofingCompleted' },
      );
  });

  it('denies where policy then denies', () => {
    given(underPolicy(strictFrom(35, { require: undefined, deny: 'too dangerous' })), ...APPROVED, reported())
      .when(executes())
      .thenHappens({ type: 'PlanVoided' }, { type: 'RecoveryDenied', reasons: ['too dangerous'] });
  });

  it('changes nothing where it demands nothing more, or less', () => {
    given(underPolicy(strictFrom(36)), ...APPROVED, reported())
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted' });
    given(
      underPolicy(strictFrom(35)),
      reported('sim-change', at(60)),
      ...PROVED,
      countersigns(),
      countersigns(ACTORS.securityApprover),
      later(120),
    )
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted' });
  });

  it('counts on top of what the approvers saw, also when that has passed meanwhile', () => {
    given(underPolicy(strictFrom(75)), reported('sim-change', at(60)), ...APPROVED, later(120), reported('campaign'))
      .when(executes())
      .thenHappens({ type: 'PlanVoided' }, { type: 'RecoveryAssessed' }, { type: 'ProofingCompleted' });
  });

  it('is part of what is countersigned', () => {
    expect(planAfter(reported(), ...OPENED)).not.toEqual(planAfter(...OPENED));
  });
});
