import { describe, expect, it } from '@jest/globals';
import { EMERGENCY_GROUP } from '../../../../lambdas/core/approvals/countersignature.ts';
import { standingUse } from '../../../../lambdas/core/recovery/decide/break-glass.ts';
import type { PersonActor } from '../../../../lambdas/core/recovery/state/commands.ts';
import {
  EMERGENCY_RULE,
  type GlassFacts,
  type Incident,
  LONGEST_GRANT,
  LONGEST_INCIDENT,
  MOST_INCIDENTS,
  MOST_USES,
  REVIEW_WITHIN,
  type StandingUse,
} from '../../../../lambdas/core/recovery/state/emergency.ts';
import { POLICY_STREAM } from '../../../../lambdas/core/registry/adoption.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  countersigns,
  EXECUTING,
  executes,
  GRANTED,
  opens,
  PROVED,
  proves,
  SEEN_TWICE,
} from '../../../support/deeds.ts';
import { ACTORS, aPersonActor, aProfile, at, NOW, PEOPLE } from '../../../support/fixtures.ts';
import {
  type Circumstance,
  type Deed,
  given,
  later,
  RECOVERY,
  recoveryOf,
  registeredAs,
  worldAfter,
} from '../../../support/specification.ts';

const INCIDENT = 'INC-4711';
const olga = aPersonActor('person:olga', { roles: ['on-duty'] });
const carl = aPersonActor('person:carl', { groups: [EMERGENCY_GROUP] });
const cora = aPersonActor('person:cora', { groups: [EMERGENCY_GROUP] });

const declared: Incident = { incident: INCIDENT, until: at(4 * 3600), reason: 'fire', by: olga.person, at: NOW };
const used = (over: Partial<StandingUse> = {}): StandingUse => ({
  ...{ recovery: RECOVERY, account: 'cognito:jane', incident: INCIDENT, desk: null, by: olga.person, at: NOW },
  ...{ people: [olga.person], isBroken: false },
  ...over,
});

/** What the stream of the policy says. */
const under =
  (glass: Partial<GlassFacts> = {}): Circumstance =>
  (world) => ({
    ...world,
    context: {
      ...world.context,
      registry: { ...world.context.registry, glass: { incidents: [declared], uses: [used()], ...glass } },
    },
  });

const breaks = (actor: PersonActor = olga, incident = INCIDENT): Deed => ({
  ...{ actor, command: { type: 'BreakGlass', incident, reason: 'payments stand still' } },
});
const BROKEN = [...PROVED, under(), breaks()];

const onPolicy = { recovery: null, stream: POLICY_STREAM } as const;
const declares = (actor: PersonActor = olga, incident = INCIDENT, until = at(3600)): Deed => ({
  ...{ ...onPolicy, actor, command: { type: 'DeclareIncident', incident, until, reason: 'fire' } },
});
const ends = (actor: PersonActor = olga, incident = INCIDENT): Deed => ({
  ...{ ...onPolicy, actor, command: { type: 'EndIncident', incident } },
});
const uses = (
  actor: PersonActor = olga,
  over: { recovery?: string; desk?: string | null; incident?: string } = {},
): Deed => ({
  ...{ ...onPolicy, actor },
  command: {
    ...({
      type: 'UseBreakGlass',
      incident: INCIDENT,
      recovery: RECOVERY,
      account: 'cognito:jane',
      desk: null,
    } as const),
    ...over,
  },
});
/** Earlier uses, of which some were never reviewed. */
const owed = (...some: readonly StandingUse[]): Circumstance => under({ uses: some });
const overdue = (over: Partial<StandingUse> = {}): StandingUse =>
  used({ recovery: 'rec-0', account: 'cognito:ken', at: at(-REVIEW_WITHIN), isBroken: true, ...over });

describe('rule 19: break-glass needs a declared incident', () => {
  it('that somebody on duty declares, for a day at most, and that ends by itself or before', () => {
    const { state } = given()
      .when(declares())
      .thenHappens({
        ...{ type: 'IncidentDeclared', incident: { ...declared, until: at(3600) } },
      });
    expect(state.breakGlass.incidents).toHaveLength(1);
    given()
      .when(declares(olga, INCIDENT, at(LONGEST_INCIDENT + 1)))
      .thenRefused('not-due');
    given()
      .when(declares(olga, INCIDENT, NOW))
      .thenRefused('not-due');
    given(declares()).when(ends()).thenHappens({ type: 'IncidentEnded', incident: INCIDENT, by: olga.person });
    given(declares(), ends()).when(uses()).thenRefused('incident-unknown');
    given(declares(), later(3600)).when(uses()).thenRefused('incident-unknown');
    given(declares(), later(3600)).when(ends()).thenRefused('incident-unknown');
  });

  it.each([
    ['anybody else', ACTORS.admin, 'role-missing'],
    ['a machine', { ...olga, nature: 'machine' } as const, 'machine-cannot-decide'],
    ['a session with one factor', { ...olga, assurance: 1 } as const, 'assurance-too-low'],
  ] as const)('that is not declared by %s', (_, actor, code) => {
    given().when(declares(actor)).thenRefused(code);
    given(declares()).when(ends(actor)).thenRefused(code);
  });

  it('and there are a few at a time', () => {
    const many = Array.from({ length: MOST_INCIDENTS }, (_, nth) => declares(olga, `INC-${nth}`));
    given(...many)
      .when(declares())
      .thenRefused('too-many-incidents');
    // The same incident for longer is none more.
    given(...many)
      .when(declares(olga, 'INC-0', at(7200)))
      .thenHappens({ type: 'IncidentDeclared' });
  });

  it('without one, under another one or after its end, the plan stays as it is', () => {
    given(...PROVED)
      .when(breaks())
      .thenRefused('incident-unknown');
    given(...PROVED, under())
      .when(breaks(olga, 'INC-1'))
      .thenRefused('incident-unknown');
    given(...PROVED, under({ incidents: [] }))
      .when(breaks())
      .thenRefused('incident-unknown');
    given(...PROVED, under(), later(4 * 3600))
      .when(breaks())
      .thenRefused('window-passed');
    given(...PROVED, under({ uses: [] }))
      .when(breaks())
      .thenRefused('incident-unknown');
    given(...PROVED, under({ uses: [used({ by: ACTORS.agent.person })] }))
      .when(breaks())
      .thenRefused('incident-unknown');
  });
});

describe('rule 19: break-glass takes two people of the emergency roster', () => {
  it('in place of the approvers, the waiting and a long grant; it alerts, and is reviewed within a day', () => {
    const world = worldAfter(BROKEN);
    expect(recoveryOf(world)).toMatchObject({
      status: 'approving',
      emergency: { incident: INCIDENT, by: olga.person },
      plan: {
        approvals: [{ leaf: { group: EMERGENCY_GROUP, count: 2 } }],
        ...{ coolingOff: 0, alert: 'critical', notify: ['owner', 'manager', 'custodian'], incident: INCIDENT },
      },
    });
    const { grant = 0, reviewWithin, rules } = recoveryOf(world)?.plan ?? {};
    expect(grant).toBeLessThanOrEqual(LONGEST_GRANT);
    expect(reviewWithin).toBeLessThanOrEqual(REVIEW_WITHIN);
    expect(rules).toContainEqual(EMERGENCY_RULE);
  });

  it('who countersign one plan, and are two', () => {
    given(...BROKEN, countersigns(carl))
      .when(countersigns(carl))
      .thenRefused('already-countersigned');
    const world = worldAfter([...BROKEN, countersigns(carl)]);
    expect(recoveryOf(world)?.status).toBe('approving');
    const both = worldAfter([...BROKEN, countersigns(carl), countersigns(cora)]);
    expect(recoveryOf(both)).toMatchObject({ status: 'approved', executeNotBefore: NOW });
    given(...BROKEN, countersigns(carl), countersigns(cora))
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted' });
  });

  it('and nobody whom the policy names: every countersignature before is void (rule 3)', () => {
    given(...BROKEN)
      .when(countersigns())
      .thenRefused('not-an-approver');
    const world = worldAfter([...APPROVED, under(), breaks()]);
    expect(recoveryOf(world)?.status).toBe('approving');
    expect(recoveryOf(worldAfter([...APPROVED, under(), breaks(), countersigns(carl)]))?.status).toBe('approving');
  });

  it('who approve nothing outside of an emergency, not even as a group among others', () => {
    given(...PROVED)
      .when(countersigns(carl))
      .thenRefused('not-an-approver');
    const critical = registeredAs(aProfile({ tier: 'privileged' }));
    const sensitive = [critical, opens(), assesses(), proves(), proves(ACTORS.secondVerifier)];
    given(...sensitive)
      .when(countersigns(carl))
      .thenRefused('not-an-approver');
  });

  it('who play no other part, and of whom none is a machine', () => {
    const verifier = aPersonActor(PEOPLE.verifier, { groups: [EMERGENCY_GROUP] });
    given(...BROKEN)
      .when(countersigns(verifier))
      .thenRefused('conflicting-part');
    given(...BROKEN)
      .when(countersigns({ ...carl, nature: 'machine' }))
      .thenRefused('machine-cannot-decide');
  });

  it('of whom none has broken the glass', () => {
    const both = { ...olga, groups: [EMERGENCY_GROUP], roles: ['on-duty', 'reviewer'] } as const;
    given(...BROKEN)
      .when(countersigns(both))
      .thenRefused('conflicting-part');
  });

  it('and never replaces proof', () => {
    const world = worldAfter([...ASSESSED, under(), breaks()]);
    expect(recoveryOf(world)?.status).toBe('proofing');
    given(...ASSESSED, under(), breaks())
      .when(countersigns(carl))
      .thenRefused('wrong-status');
  });

  it('while the incident lasts', () => {
    const over: Circumstance = under({ incidents: [] });
    given(...BROKEN, over)
      .when(countersigns(carl))
      .thenRefused('incident-unknown');
  });
});

describe('rule 19: break-glass is asked by the agent of the recovery, or on duty', () => {
  it.each([
    ['the requester', ACTORS.jane, 'conflicting-part'],
    ['its verifier', ACTORS.verifier, 'conflicting-part'],
    ['an approver', ACTORS.securityApprover, 'role-missing'],
    ['the roster', carl, 'role-missing'],
    ['another agent', ACTORS.agent, 'role-missing'],
    ['a machine', { ...olga, nature: 'machine' } as const, 'machine-cannot-decide'],
  ] as const)('and not by %s', (_, actor, code) => {
    const facts = under({ uses: [used({ by: actor.person })] });
    given(...PROVED, facts)
      .when(breaks(actor))
      .thenRefused(code);
  });

  it('by the agent, of their own recovery', () => {
    const asked = opens({ agent: PEOPLE.agent }, ACTORS.agent);
    const facts = under({ uses: [used({ by: ACTORS.agent.person })] });
    const world = worldAfter([asked, assesses(), facts, breaks(ACTORS.agent)]);
    expect(recoveryOf(world)?.emergency).toEqual({ incident: INCIDENT, by: ACTORS.agent.person });
  });

  it('once, and before the execution only', () => {
    given(...BROKEN)
      .when(breaks())
      .thenHappens();
    given(...EXECUTING, under())
      .when(breaks())
      .thenRefused('wrong-status');
    given(...GRANTED, under())
      .when(breaks())
      .thenRefused('wrong-status');
  });
});

describe('rule 19: while a review is overdue, neither those people nor that desk can use it again', () => {
  it('is the use that counts: by whoever asked, whoever countersigned, and their desk', () => {
    given(declares(), owed(overdue())).when(uses()).thenRefused('break-glass-locked');
    given(declares(), owed(overdue({ by: carl.person, people: [carl.person, olga.person] })))
      .when(uses())
      .thenRefused('break-glass-locked');
    const agent = ACTORS.agent;
    const other = overdue({ by: 'person:other', people: ['person:other'], desk: 'north' });
    given(declares(), owed(other))
      .when(uses(agent, { desk: 'north' }))
      .thenRefused('break-glass-locked');
    given(declares(), owed(other))
      .when(uses(agent, { desk: 'south' }))
      .thenHappens({ type: 'BreakGlassUsed' });
    given(declares(), owed(other)).when(uses()).thenHappens({ type: 'BreakGlassUsed' });
  });

  it('also bars whoever would countersign', () => {
    const late = overdue({ by: 'person:other', people: ['person:other', carl.person] });
    const facts = under({ uses: [used(), late] });
    given(...BROKEN, facts)
      .when(countersigns(carl))
      .thenRefused('break-glass-locked');
    given(...BROKEN, facts)
      .when(countersigns(cora))
      .thenHappens({ type: 'PlanCountersigned' });
  });

  it('begins a day after the use, and only if it opened an emergency plan', () => {
    given(declares(), owed(overdue({ at: at(1 - REVIEW_WITHIN) })))
      .when(uses())
      .thenHappens({ type: 'BreakGlassUsed' });
    given(declares(), owed(overdue({ isBroken: false })))
      .when(uses())
      .thenHappens({ type: 'BreakGlassUsed' });
  });

  it('ends with the recovery, which ends only when it is reviewed', () => {
    const use = {
      recovery: RECOVERY,
      account: 'cognito:jane',
      incident: INCIDENT,
      desk: null,
      by: olga.person,
      at: NOW,
    };
    const live = worldAfter([...BROKEN, countersigns(carl), countersigns(cora)]).state;
    expect(standingUse(use, live)).toMatchObject({ isBroken: true, people: [olga.person, carl.person, cora.person] });
    expect(standingUse(use, worldAfter(SEEN_TWICE).state)).toMatchObject({ isBroken: false });
    expect(standingUse({ ...use, recovery: 'rec-9' }, live)).toBeUndefined();
  });

  it('keeps the uses that stand, and forgets the others', () => {
    const standing = overdue({ recovery: 'rec-8', by: 'person:other', people: ['person:other'] });
    const { state } = worldAfter([
      declares(),
      owed(),
      uses(olga, { recovery: 'rec-7' }),
      owed(standing),
      uses(olga, { recovery: 'rec-9' }),
    ]);
    expect(state.breakGlass.uses.map(({ recovery }) => recovery)).toEqual(['rec-9']);
    const many = Array.from({ length: MOST_USES }, (_, nth) => used({ recovery: `rec-${nth}`, by: 'person:other' }));
    given(declares(), owed(...many))
      .when(uses(olga, { recovery: 'rec-99' }))
      .thenRefused('too-many-incidents');
  });

  it('is recorded once for each person, recovery and incident', () => {
    given(declares(), uses()).when(uses()).thenNothing();
    // The first incident ended before the glass was broken: another one is not in vain.
    given(declares(), uses(), ends(), declares(olga, 'INC-2'))
      .when(uses(olga, { incident: 'INC-2' }))
      .thenHappens({ type: 'BreakGlassUsed' });
  });
});
