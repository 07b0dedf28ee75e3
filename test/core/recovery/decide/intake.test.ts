import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../lambdas/core/recovery/decide/decide.ts';
import { evolve } from '../../../../lambdas/core/recovery/evolve/evolve.ts';
import { INITIAL } from '../../../../lambdas/core/recovery/state/state.ts';
import { POLICY_STREAM } from '../../../../lambdas/core/registry/adoption.ts';
import type { PushedSignal } from '../../../../lambdas/core/risk/facts.ts';
import { canonical } from '../../../../lambdas/core/values/hash.ts';
import { OPENED } from '../../../support/deeds.ts';
import { ACTORS, aContext, anEnvelope, anOrigin, at, NOW } from '../../../support/fixtures.ts';
import { type Deed, decisionOn, given, later, registeredAs, worldAfter } from '../../../support/specification.ts';

const source = { stream: 'source:jira', recovery: null, actor: { by: 'ticket-system', source: 'jira' } } as const;

describe('what arrives without an account', () => {
  it('is recorded as refused, with the code and the facts', () => {
    const command = { type: 'RefuseIntake', code: 'signature-invalid', facts: { delivery: 'd-1' } } as const;
    expect(decide(INITIAL, anEnvelope(command, source), aContext())).toEqual({
      accepted: true,
      events: [{ type: 'IntakeRefused', code: 'signature-invalid', facts: { delivery: 'd-1' } }],
    });
  });

  it('is held for an agent when it is a ticket', () => {
    const ticket = { source: 'jira', id: 'HELP-7' };
    const command = { type: 'HoldTicket', ticket, cause: 'no account', facts: {} } as const;
    expect(decide(INITIAL, anEnvelope(command, source), aContext())).toEqual({
      accepted: true,
      events: [{ type: 'TicketHeld', ticket, cause: 'no account', facts: {} }],
    });
  });

  it('is marked when it is a ticket that was closed as a fraud, with what it had opened', () => {
    const close = { ticket: { source: 'jira', id: 'HELP-7' }, account: 'cognito:jane', stops: ['rec-1'] };
    expect(decide(INITIAL, anEnvelope({ type: 'CloseAsFraud', ...close }, source), aContext())).toEqual({
      accepted: true,
      events: [{ type: 'TicketClosedAsFraud', ...close }],
    });
  });

  it('leaves the state of its stream as it was, however much arrives', () => {
    const event = { type: 'IntakeRefused', code: 'x', facts: {} } as const;
    const state = evolve(INITIAL, event, {
      seq: 1,
      at: NOW,
      recovery: null,
      origin: anOrigin(),
      actor: ACTORS.jane,
      command: { type: 'test' },
    });
    expect(canonical(state)).toBe(canonical(INITIAL));
  });
});

const SOURCE = { by: 'signal-source', source: 'idp' } as const;

const reports = (over: Partial<Deed> = {}, signal: Partial<PushedSignal> = {}): Deed => ({
  ...{ actor: SOURCE, recovery: null },
  command: { type: 'ReportSignal', signal: { name: 'push-flood', at: NOW, until: at(3600), ...signal } },
  ...over,
});

describe('a report', () => {
  it('is taken of a registered account, or of everybody, from those who see things first', () => {
    given()
      .when(reports())
      .thenHappens({ type: 'SignalReported', signal: { name: 'push-flood', at: NOW, until: at(3600) } });
    given(registeredAs(null)).when(reports()).thenRefused('account-unknown');
    given(registeredAs(null))
      .when(reports({ stream: POLICY_STREAM }))
      .thenHappens({ type: 'SignalReported' });
  });

  it.each([
    ['a requester', ACTORS.jane],
    ['an agent', ACTORS.agent],
    ['an administrator', ACTORS.admin],
    ['a ticket system', { by: 'ticket-system', source: 'jira' }],
    ['the workflow', { by: 'workflow' }],
  ] as const)('is not taken from %s', (_, actor) => {
    given().when(reports({ actor })).thenRefused('role-missing', { role: 'signal-source' });
  });

  it('is all that a signal source can do', () => {
    for (const command of [
      { type: 'StopRecovery', reason: 'no', cause: 'withdrawn' },
      { type: 'AssessRecovery', directoryTier: null },
    ] as const) {
      expect(decisionOn(worldAfter(OPENED), { actor: SOURCE, command })).toMatchObject({ accepted: false });
    }
  });

  it('lasts as long as the longest that was made, and is forgotten when it is over', () => {
    const left = (...untils: readonly number[]) =>
      worldAfter(untils.map((until) => reports({}, { until: at(until) }))).state.reported;
    const longest = [{ name: 'push-flood', at: NOW, until: at(3600) }];
    expect([left(3600, 60), left(60, 3600)]).toEqual([longest, longest]);
    const { state } = worldAfter([reports({}, { until: at(60) }), later(60), reports({}, { name: 'campaign' })]);
    expect(state.reported).toMatchObject([{ name: 'campaign' }]);
  });
});
