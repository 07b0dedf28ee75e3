import { describe, expect, it } from '@jest/globals';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { INITIAL, type Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { ticketNewsIn, ticketNewsOf, ticketOf } from '../../../../lambdas/core/recovery/views/ticket-news.ts';
import { APPROVED, GRANTED, OPENED, opens, step } from '../../../support/deeds.ts';
import { RECOVERY, worldAfter } from '../../../support/specification.ts';

const TICKET = { source: 'jira', id: 'HELP-1' };
const eventsOf = (...types: readonly LedgerEvent['type'][]) => types.map((type) => ({ type }) as LedgerEvent);

describe('what a ticket is told', () => {
  it.each([
    [['RecoveryOpened'], 'opened'],
    [['TierRaised', 'RecoveryAssessed'], 'planned'],
    [['RecoveryAssessed', 'ProofingCompleted', 'ApprovalCompleted'], 'approved'],
    [['PlanVoided', 'RecoveryAssessed'], 'planned'],
    [['PlanVoided', 'RecoveryDenied'], 'denied'],
    [['GrantIssued'], 'granted'],
    [['ExecutionFailed'], 'failed'],
    [['RevocationOverdue'], 'overdue'],
    [['RevocationConfirmed', 'RecoveryClosed'], 'closed'],
    [['RecoveryStopped'], 'stopped'],
    [['ProofRecorded', 'RecoveryRefused'], 'refused'],
  ] as const)('of %j is `%s`', (types, news) => {
    expect(ticketNewsIn(eventsOf(...types))).toBe(news);
  });

  it('is nothing of proofs, gates, claims and what belongs to no recovery', () => {
    expect(ticketNewsIn(eventsOf('ProofRecorded', 'GateOpened', 'GrantClaimed', 'ProfileConfirmed'))).toBeUndefined();
    expect(ticketNewsIn([])).toBeUndefined();
  });
});

describe('what a ticket is told of an end', () => {
  const { recoveries } = worldAfter(GRANTED).state;
  const one = recoveries[RECOVERY];
  if (one?.grant == null) throw new Error('it is granted');
  const { grant } = one;
  const news = (over: Partial<Recovery>) => ticketNewsOf(eventsOf('RevocationConfirmed'), { ...one, ...over });

  it.each([
    ['a key that a newer grant goes on with: nothing has ended', 'release-disk-key', 'rec-2', undefined],
    ['a key that the device has replaced', 'release-disk-key', null, 'ended'],
    ['a password that a newer one took the place of', 'reset-password', 'rec-2', 'ended'],
  ] as const)('is right of %s', (_, action, supersededBy, told) => {
    expect(news({ action, grant: { ...grant, supersededBy } })).toBe(told);
  });

  it('is that what failed was taken back', () => {
    expect(news({ failure: 'access-denied' })).toBe('undone');
  });
});

describe('the ticket of a recovery', () => {
  const opened = { type: 'RecoveryOpened', ticket: TICKET } as LedgerEvent;

  it('is named by the commit that opens it, and by the state before each later one', () => {
    expect(ticketOf({ recovery: RECOVERY, events: [opened] }, INITIAL)).toEqual(TICKET);
    const { state } = worldAfter([opens({ ticket: TICKET }), step({ type: 'AssessRecovery', directoryTier: null })]);
    expect(ticketOf({ recovery: RECOVERY, events: eventsOf('RecoveryRejected') }, state)).toEqual(TICKET);
  });

  it('is none without one, and none of another recovery or of no recovery', () => {
    for (const past of [OPENED, APPROVED, GRANTED])
      expect(ticketOf({ recovery: RECOVERY, events: [] }, worldAfter(past).state)).toBeNull();
    const { state } = worldAfter([opens({ ticket: TICKET })]);
    expect(ticketOf({ recovery: 'rec-9', events: [] }, state)).toBeNull();
    expect(ticketOf({ recovery: null, events: [] }, state)).toBeNull();
    expect(ticketOf({ recovery: 'constructor', events: [] }, state)).toBeNull();
  });
});
