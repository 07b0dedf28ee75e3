import { describe, expect, it } from '@jest/globals';
import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import type { PushedSignal } from '../../../lambdas/core/risk/facts.ts';
import { OPENED } from '../../support/deeds.ts';
import { ACTORS, at, NOW } from '../../support/fixtures.ts';
import { type Deed, decisionOn, given, later, registeredAs, worldAfter } from '../../support/specification.ts';

const SOURCE = { by: 'signal-source', source: 'idp' } as const;

const reports = (over: Partial<Deed> = {}, signal: Partial<PushedSignal> = {}): Deed => ({
  ...{ actor: SOURCE, recovery: null },
  command: { type: 'ReportSignal', signal: { name: 'push-flood', at: NOW, until: at(3600), ...signal } },
  ...over,
});

describe('a report', () => {
  it('is taken of a registered account, or of everybody, from those who see things first and from people on duty', () => {
    for (const actor of [SOURCE, ACTORS.admin])
      given()
        .when(reports({ actor }))
        .thenHappens({ type: 'SignalReported', signal: { name: 'push-flood', at: NOW, until: at(3600) } });
    given(registeredAs(null)).when(reports()).thenRefused('account-unknown');
    given(registeredAs(null))
      .when(reports({ stream: POLICY_STREAM }))
      .thenHappens({ type: 'SignalReported' });
  });

  it.each([
    ['a requester', ACTORS.jane],
    ['an agent', ACTORS.agent],
    ['a ticket system', { by: 'ticket-system', source: 'jira' }],
    ['the workflow', { by: 'workflow' }],
  ] as const)('is not taken from %s', (_, actor) => {
    given().when(reports({ actor })).thenRefused('role-missing', { role: 'admin' });
  });

  it('is all that a signal source can do', () => {
    for (const command of [{ type: 'StopRecovery', reason: 'no' }, { type: 'AssessRecovery' }] as const) {
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
