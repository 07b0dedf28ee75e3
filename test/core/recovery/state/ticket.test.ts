import { describe, expect, it } from '@jest/globals';
import {
  TICKET_FINDINGS,
  type TicketFinding,
  ticketFinding,
  ticketToRead,
} from '../../../../lambdas/core/recovery/state/ticket.ts';
import { APPROVED, OPENED, step } from '../../../support/deeds.ts';
import { aPerson, aPolicy } from '../../../support/fixtures.ts';
import { given, type Past, recoveryOf, underPolicy, worldAfter } from '../../../support/specification.ts';

const TICKET = { source: 'jira', id: 'HELP-1' };
const SEEN = { isOpen: true, isFraud: false, requester: '5b10ac8d' };
const JANE = aPerson({ ticketUsers: ['jira:5b10ac8d', 'zendesk:20978392'] });

const assessesWith = (ticket: TicketFinding) => step({ type: 'AssessRecovery', directoryTier: null, ticket });
const executesWith = (ticket: TicketFinding) => step({ type: 'StartExecution', directoryTier: null, ticket });
const FORBID = TICKET_FINDINGS.filter((found) => !['in-order', 'unread'].includes(found));

describe('rule 7: what is asked about a ticket', () => {
  it('nothing where access is only taken away, and nothing without a ticket', () => {
    expect(ticketToRead({ ticket: TICKET, action: 'reset-mfa' })).toEqual(TICKET);
    expect(ticketToRead({ ticket: TICKET, action: 'revoke-sessions' })).toBeNull();
    expect(ticketToRead({ ticket: null, action: 'reset-mfa' })).toBeNull();
  });

  it.each([
    ['in-order', SEEN],
    ['missing', null],
    ['closed', { ...SEEN, isOpen: false }],
    ['fraud', { ...SEEN, isFraud: true }],
    ['fraud', { ...SEEN, isFraud: true, isOpen: false }],
    ['of-another', { ...SEEN, requester: '99:27935d01' }],
    ['of-another', { ...SEEN, requester: null }],
    // The same id in another ticket system is another user.
    ['of-another', { ...SEEN, requester: '20978392' }],
    ['of-another', { ...SEEN, requester: 'jira:5b10ac8d' }],
    ['of-another', { ...SEEN, requester: '' }],
  ] as const)('and it is %s: %j', (found, seen) => {
    expect(ticketFinding('jira', seen, JANE)).toBe(found);
  });

  it('belongs to nobody whom the registry does not know', () => {
    expect(ticketFinding('jira', SEEN, null)).toBe('of-another');
    expect(ticketFinding('jira', SEEN, { ...JANE, ticketUsers: [] })).toBe('of-another');
    expect(ticketFinding('servicenow', SEEN, JANE)).toBe('of-another');
  });
});

describe('rule 7: a recovery whose ticket does not carry it', () => {
  const denied = { type: 'RecoveryDenied', rules: [expect.objectContaining({ rule: 'rule 7' })] } as const;

  it.each(FORBID)('gets no plan: %s', (found) => {
    given(...OPENED)
      .when(assessesWith(found))
      .thenHappens({ ...denied, reasons: [expect.stringContaining('the ticket')] });
  });

  it.each(FORBID)('is not executed, though it was approved: %s', (found) => {
    given(...APPROVED)
      .when(executesWith(found))
      .thenHappens({ ...denied, reasons: [expect.stringContaining('the ticket')] });
  });

  it('goes on with a ticket in order', () => {
    given(...OPENED)
      .when(assessesWith('in-order'))
      .thenHappens({ type: 'RecoveryAssessed' });
    given(...APPROVED)
      .when(executesWith('in-order'))
      .thenHappens({ type: 'ExecutionStarted' });
  });
});

describe('rule 7: a ticket that its system did not show', () => {
  const planWith = (...past: readonly Past[]) => recoveryOf(worldAfter(past))?.plan?.risk;
  /** The policy, and a second approver from this score on. */
  const STRICT = aPolicy({
    rules: [
      ...aPolicy().rules,
      {
        ...{ id: 'risky', control: 'c-1', when: { riskAtLeast: 20 } },
        require: { approvals: { leaf: { group: 'security' } } },
      },
    ],
  });

  it('is a signal of risk, which approvers see and policy may answer', () => {
    expect(planWith(...OPENED, assessesWith('unread'))).toMatchObject({
      score: 20,
      signals: [{ name: 'ticket-unread', weight: 20 }],
    });
    expect(planWith(...OPENED, assessesWith('in-order'))?.signals).toEqual([]);
  });

  it('holds up no execution where policy demands no more for it', () => {
    given(...APPROVED)
      .when(executesWith('unread'))
      .thenHappens({ type: 'ExecutionStarted' });
  });

  it('voids the plan at the execution where policy demands more for it, once', () => {
    given(underPolicy(STRICT), ...APPROVED)
      .when(executesWith('unread'))
      .thenHappens(
        { type: 'PlanVoided', cause: 'what is known of the risk demands more now' },
        { type: 'RecoveryAssessed', plan: expect.objectContaining({ risk: expect.objectContaining({ score: 20 }) }) },
        { type: 'ProofingCompleted' },
      );
  });
});
