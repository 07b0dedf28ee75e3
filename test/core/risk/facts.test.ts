import { expect, it } from '@jest/globals';
import { assessRisk, DETECTORS } from '../../../lambdas/core/risk/assess-risk.ts';
import { DAY, HOUR, PUSHED_SIGNALS, TOUCHES, within } from '../../../lambdas/core/risk/facts.ts';
import { at, NOW } from '../../support/fixtures.ts';
import { ago, quiet } from './risk-facts.ts';

it('has a detector of its name for everything that can be reported', () => {
  const names = DETECTORS.map(({ name }) => name);
  expect(PUSHED_SIGNALS.filter((name) => !names.includes(name))).toEqual([]);
});

it('can hold everything at once, and then every signal is found', () => {
  const actions = ['reset-mfa', 'change-contact', 'temporary-access'] as const;
  const history = TOUCHES.flatMap((what) => actions.map((action) => ago(60, what, { action, channel: 'voice' })));
  const pushed = PUSHED_SIGNALS.map((name) => ({ name, at: NOW, until: at(1) }));
  const threat = {
    id: 't',
    desk: null,
    until: at(1),
    reason: 'calls',
    by: 'person:olga',
    at: NOW,
    drain: false,
    loweredBy: null,
  };
  const threats = [threat];
  const sightings = { elsewhere: true, outOfHours: true };
  const asked = { agent: 'person:alex', reason: 'urgent', inHours: false, isTicketUnread: true };
  const loud = { history, pushed, threats, sightings, ...asked };
  const campaign = [
    { by: 'agent', accounts: 99 },
    { by: 'suspected-caller', accounts: 1 },
    { by: 'false-call', accounts: 3 },
    { by: 'verifier-failed', accounts: 5 },
  ] as const;
  const found = [
    { ...loud, campaign },
    { ...loud, campaign: null },
  ].flatMap((facts) => assessRisk(quiet(facts)).signals.map(({ name }) => name));
  expect(DETECTORS.map(({ name }) => name).filter((name) => !found.includes(name))).toEqual([]);
});

it('looks back so many seconds, and not one more', () => {
  const history = [ago(DAY + 1, 'opened'), ago(DAY, 'refused'), ago(HOUR, 'rejected'), ago(0, 'granted')];
  const seen = (seconds: number) => within(quiet({ history }), seconds).map(({ what }) => what);
  expect(seen(DAY)).toEqual(['refused', 'rejected', 'granted']);
  expect(seen(HOUR)).toEqual(['rejected', 'granted']);
  expect(seen(0)).toEqual(['granted']);
});
