import { describe, expect, it } from '@jest/globals';
import { endedByWatch, WATCH_SECONDS, WATCHED_SIGNALS } from '../../../../lambdas/core/recovery/evolve/watch.ts';
import { isGatePassed, reviewWithinOf } from '../../../../lambdas/core/recovery/state/life.ts';
import { PUSHED_SIGNALS, type PushedSignal } from '../../../../lambdas/core/risk/facts.ts';
import { APPROVED, EXECUTING, issues, stops } from '../../../support/deeds.ts';
import { ACTORS, aProfile, at, NOW } from '../../../support/fixtures.ts';
import {
  type Deed,
  given,
  later,
  RECOVERY,
  recoveryOf,
  registeredAs,
  worldAfter,
} from '../../../support/specification.ts';

const SOURCE = { by: 'signal-source', source: 'idp' } as const;
type Name = PushedSignal['name'];

const reports = (name: Name): Deed => ({
  ...{ actor: SOURCE, recovery: null },
  command: { type: 'ReportSignal', signal: { name, at: NOW, until: at(30 * 86_400) } },
});
const ends = (signal: Name = 'factor-added', actor: Deed['actor'] = SOURCE): Deed => ({
  actor,
  command: { type: 'EndWatched', signal },
});

const PRIVILEGED = registeredAs(aProfile({ tier: 'privileged' }));
const WATCHED = [...EXECUTING, PRIVILEGED, issues()];
const UNWATCHED = PUSHED_SIGNALS.filter((name) => !WATCHED_SIGNALS.includes(name));

describe('rule 16: after a recovery of a privileged account there is a watch period', () => {
  it.each(WATCHED_SIGNALS)('`%s` trips it, and ends the grant', (name) => {
    given(...WATCHED)
      .when(reports(name))
      .thenHappens({ type: 'SignalReported' }, { type: 'WatchTripped', signal: name, recovery: RECOVERY });
    const after = given(...WATCHED)
      .when(ends(name))
      .thenHappens({ type: 'StopRequested', by: null, reason: name, cause: 'watch-period' });
    const recovery = recoveryOf(after);
    if (recovery === undefined) throw new Error('the recovery is still revoked and reviewed');
    expect([isGatePassed(recovery, 'hold'), reviewWithinOf(recovery) !== null]).toEqual([true, true]);
  });

  it.each(UNWATCHED)('`%s` only adds to risk', (name) => {
    given(...WATCHED)
      .when(reports(name))
      .thenHappens({ type: 'SignalReported' });
    given(...WATCHED)
      .when(ends(name))
      .thenRefused('wrong-status', { status: 'granted' });
    expect(endedByWatch(worldAfter(WATCHED).state, name, at(3600))).toEqual([]);
  });

  it('lasts seven days from the grant, also when the recovery has ended', () => {
    const closed = [...WATCHED, { type: 'RecoveryClosed' } as const];
    given(...closed, later(WATCH_SECONDS - 1))
      .when(reports('mass-reset'))
      .thenHappens({ type: 'SignalReported' }, { type: 'WatchTripped', recovery: RECOVERY });
    given(...closed, later(WATCH_SECONDS))
      .when(reports('mass-reset'))
      .thenHappens({ type: 'SignalReported' });
    expect(WATCH_SECONDS).toBe(7 * 86_400);
  });

  it('does not end with a lower tier', () => {
    given(...WATCHED, registeredAs(aProfile()), issues())
      .when(reports('factor-added'))
      .thenHappens({ type: 'SignalReported' }, { type: 'WatchTripped' });
  });

  it('ends a grant that is being made, so that it is revoked as soon as it is there', () => {
    given(...EXECUTING, PRIVILEGED)
      .when(ends())
      .thenHappens({ type: 'StopRequested', cause: 'watch-period' });
  });

  it('ends no grant that began after the report was taken', () => {
    const { state } = worldAfter(WATCHED);
    const began = state.recoveries[RECOVERY]?.grant?.startedAt ?? '';
    expect(endedByWatch(state, 'factor-added', began).map(({ id }) => id)).toEqual([RECOVERY]);
    expect(endedByWatch(state, 'factor-added', at(-1))).toEqual([]);
  });

  it('ends nothing twice, and nothing that is not executed', () => {
    given(...WATCHED, ends())
      .when(ends('mass-reset'))
      .thenNothing();
    given(...WATCHED, stops(ACTORS.jane))
      .when(ends())
      .thenNothing();
    given(...APPROVED, PRIVILEGED)
      .when(ends())
      .thenRefused('wrong-status', { status: 'approved' });
    expect(endedByWatch(worldAfter([...WATCHED, ends()]).state, 'factor-added', at(3600))).toEqual([]);
  });

  it('is of no standard account', () => {
    const standard = [...EXECUTING, issues()];
    expect(worldAfter(standard).state.watch).toBeNull();
    given(...standard)
      .when(reports('factor-added'))
      .thenHappens({ type: 'SignalReported' });
    given(...standard)
      .when(ends())
      .thenRefused('wrong-status');
  });

  it('is tripped by sources of signals only: people stop with a cause of their own', () => {
    for (const actor of [ACTORS.jane, { by: 'ticket-system', source: 'jira' } as const])
      given(...WATCHED)
        .when(ends('factor-added', actor))
        .thenRefused('role-missing', { role: 'signal-source' });
  });
});
