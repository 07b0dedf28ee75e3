import type { RiskFacts, Touch } from '../../../lambdas/core/risk/facts.ts';
import { at, NOW, PEOPLE } from '../../support/fixtures.ts';

/** A quiet request: nothing is remarkable about it. */
export const quiet = (over: Partial<RiskFacts> = {}): RiskFacts => ({
  now: NOW,
  action: 'reset-password',
  channel: 'portal',
  desk: null,
  requester: PEOPLE.jane,
  agent: null,
  reason: 'I cannot find the note with my password',
  recovery: 'rec-1',
  history: [],
  pushed: [],
  threats: [],
  campaign: [],
  inHours: true,
  sightings: { elsewhere: false, outOfHours: false },
  isTicketUnread: false,
  ...over,
});

/** Something that happened to the account so many seconds ago. */
export const ago = (seconds: number, what: Touch['what'], over: Partial<Touch> = {}): Touch => ({
  what,
  at: at(-seconds),
  action: 'reset-password',
  channel: 'portal',
  desk: null,
  recovery: 'rec-0',
  ...over,
});
