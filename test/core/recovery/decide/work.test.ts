import { describe, expect, it } from '@jest/globals';
import { decideWork } from '../../../../lambdas/core/recovery/decide/work.ts';
import {
  APPROVED_BY_HAND,
  confirms,
  GRANTED_BY_HAND,
  NILS,
  NINA,
  NORA,
  reports,
  WAITING,
  WINDOW,
} from '../../../support/by-hand.ts';
import { EXECUTING, revokes, stops } from '../../../support/deeds.ts';
import { ACTORS, aPersonActor } from '../../../support/fixtures.ts';
import { given, later, type Past } from '../../../support/specification.ts';

const ENDING: readonly Past[] = [...GRANTED_BY_HAND, later(3600), revokes()];
const FROZEN: Past = { type: 'AccountFrozen', cause: 'three proofs failed' } as const;

it('is decided with the other commands of people', () => {
  expect(decideWork.name).toBe('decideWork');
});

describe('a report of work by hand', () => {
  it('says what an operator did, and where the evidence is', () => {
    given(...WAITING)
      .when(reports(NORA, 'perform', 'change/CHG-7'))
      .thenHappens({
        type: 'WorkReported',
        stage: 'perform',
        by: NORA.person,
        reference: 'change/CHG-7',
        note: 'done',
      });
  });

  it('is taken in time and not later; its end is never too late', () => {
    given(...WAITING, later(WINDOW - 1))
      .when(reports())
      .thenHappens({ type: 'WorkReported' });
    given(...WAITING, later(WINDOW))
      .when(reports())
      .thenRefused('window-passed');
    given(...ENDING, later(90 * 86_400))
      .when(reports(NORA, 'revoke'))
      .thenHappens({ type: 'WorkReported' });
  });

  it('waits for its stage, and its connector', () => {
    for (const past of [APPROVED_BY_HAND, GRANTED_BY_HAND, EXECUTING, [...WAITING, stops()]])
      given(...past)
        .when(reports())
        .thenRefused('wrong-status');
    given(...WAITING)
      .when(reports(NORA, 'revoke'))
      .thenRefused('wrong-status');
    given(...ENDING)
      .when(reports(NORA, 'perform'))
      .thenRefused('wrong-status');
  });

  it('is made by no one else (rules 1 and 5)', () => {
    const machine = aPersonActor('person:robot', { roles: ['operator'], nature: 'machine' });
    given(...WAITING)
      .when(reports(machine))
      .thenRefused('machine-cannot-decide');
    given(...WAITING)
      .when(reports(aPersonActor('person:paul')))
      .thenRefused('role-missing', { role: 'operator' });
    const weak = aPersonActor('person:nora', { roles: ['operator'], assurance: 1 });
    given(...WAITING)
      .when(reports(weak))
      .thenRefused('assurance-too-low');
    for (const [name, holds] of [
      ['jane', 'requester'],
      ['verifier', 'verifier'],
      ['identityApprover', 'approver'],
    ] as const)
      given(...WAITING)
        .when(reports({ ...ACTORS[name], roles: ['operator'] }))
        .thenRefused('conflicting-part', { holds, wants: 'operator' });
  });

  it('counts only signed, whatever the plan asks for', () => {
    given(...WAITING)
      .when({ actor: NORA, command: { type: 'ReportWork', stage: 'perform', reference: 'x/1', note: 'x' } })
      .thenRefused('statement-missing');
  });

  it('is held up by a freeze, unless it takes access away (rule 10)', () => {
    given(...WAITING, FROZEN)
      .when(reports())
      .thenRefused('account-frozen');
    given(...ENDING, FROZEN)
      .when(reports(NORA, 'revoke'))
      .thenHappens({ type: 'WorkReported' });
  });
});

describe('its confirmation', () => {
  it('is a second person’s word about exactly that', () => {
    given(...WAITING, reports())
      .when(confirms())
      .thenHappens({ type: 'WorkConfirmed', stage: 'perform', by: NILS.person, note: 'seen' });
  });

  it('is nobody’s who reported, now or before, or played the other part at the beginning (rule 1)', () => {
    given(...WAITING, reports(NORA))
      .when(confirms(NORA))
      .thenRefused('conflicting-part', { holds: 'operator' });
    given(...WAITING, reports(NORA), reports(NINA))
      .when(confirms(NORA))
      .thenRefused('conflicting-part');
    given(...ENDING, reports(NINA, 'revoke'))
      .when(confirms(NORA))
      .thenRefused('conflicting-part');
    given(...ENDING)
      .when(reports(NILS, 'revoke'))
      .thenRefused('conflicting-part', { holds: 'confirmer' });
  });

  it('is of what is reported now', () => {
    given(...WAITING, reports())
      .when(confirms(NILS, 'a'.repeat(64)))
      .thenRefused('work-changed');
    given(...WAITING)
      .when(confirms())
      .thenRefused('wrong-status');
    given(...WAITING, reports(), confirms())
      .when(confirms(NINA))
      .thenRefused('wrong-status');
    given(...WAITING, reports(), later(WINDOW))
      .when(confirms())
      .thenRefused('window-passed');
  });

  it('keeps whoever gave it, and whoever worked, from reviewing', () => {
    for (const actor of [NORA, NILS])
      given(...ENDING, reports(NORA, 'revoke'), confirms(), {
        actor: { by: 'workflow' },
        command: { type: 'ConfirmRevocation', evidence: {} },
      })
        .when({
          actor: { ...actor, roles: ['reviewer'] },
          command: { type: 'ReviewRecovery', finding: 'appropriate', note: 'x' },
        })
        .thenRefused('conflicting-part');
  });
});
