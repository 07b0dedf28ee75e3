import { describe, expect, it } from '@jest/globals';
import { staffSignatures } from '../../../lambdas/adapters/webauthn/staff.ts';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { assessRecovery } from '../../../lambdas/app/workflow/assessment.ts';
import { executeRecovery } from '../../../lambdas/app/workflow/execution.ts';
import type { Ticketing } from '../../../lambdas/app/workflow/ticket.ts';
import type { Action } from '../../../lambdas/core/registry/account.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import type { Ticket } from '../../../lambdas/ports/tickets.ts';
import { approve, approvedWorld, REF } from '../../support/execution-world.ts';
import { anEnvelope, anOpenRecovery, aPerson } from '../../support/fixtures.ts';
import { register } from '../../support/register.ts';

const SECOND = { account: REF.account, recovery: 'rec-2' };
const THEIRS: Ticket = { isOpen: true, marks: ['access'], requester: 'jane', url: 'https://acme.example/HELP-1' };

/** Jane's second recovery, opened with a ticket; `world.ticket` is what its system says. */
async function ticketWorld(unread: Ticketing['unread'] = 'risk', action: Action = 'reset-mfa', over = {}) {
  const world = await approvedWorld();
  const ticket = { id: 'HELP-1', source: 'jira', ...over };
  await register(world.calm, { person: aPerson() });
  await submit(world.calm, {
    ...anEnvelope(anOpenRecovery({ action, ticket })),
    ...{ recovery: SECOND.recovery, id: 'cmd-second' },
  });
  const desk: { says: Ticket | null | Error; asked: string[] } = { says: THEIRS, asked: [] };
  const tickets = {
    read: async (id: string) => {
      desk.asked.push(id);
      if (desk.says instanceof Error) throw desk.says;
      return desk.says;
    },
    write: async () => 'written' as const,
  };
  const ticketing: Ticketing = { of: (source) => (source === 'jira' ? tickets : undefined), unread };
  const services = { ...world.services, ticketing, signatures: staffSignatures };
  const state = async () => {
    const { recoveries, ended } = await load(world.calm.ledger, REF.account);
    const recovery = recoveries[SECOND.recovery];
    return recovery?.status ?? ended.find(({ id }) => id === SECOND.recovery)?.end;
  };
  const plan = async () => (await load(world.calm.ledger, REF.account)).recoveries[SECOND.recovery]?.plan;
  const kept = async () => (await load(world.calm.ledger, REF.account)).recoveries[SECOND.recovery]?.ticket;
  return {
    ...{ ...world, desk, state, plan, ticket: kept },
    assess: () => assessRecovery(services, SECOND),
    execute: () => executeRecovery(services, SECOND),
  };
}

const FORBIDDEN: readonly (readonly [string, Ticket | null])[] = [
  ['does not exist', null],
  ['is closed', { ...THEIRS, isOpen: false }],
  ['is marked as a fraud', { ...THEIRS, marks: ['VIP', ' Fraud '] }],
  ['belongs to another requester', { ...THEIRS, requester: 'mallory' }],
  ['belongs to nobody', { ...THEIRS, requester: null }],
];

describe('rule 7: the ticket of a recovery', () => {
  it('is read for the plan, and again for the execution', async () => {
    const { assess, execute, desk, state, calm } = await ticketWorld();
    await assess();
    expect(desk.asked).toEqual(['HELP-1']);
    await approve(calm, SECOND);
    await execute();
    expect([desk.asked.length, await state()]).toEqual([2, 'granted']);
  });

  it('keeps the id that it has wherever people move it, of which whoever opened by hand knew nothing', async () => {
    const { assess, desk, ticket } = await ticketWorld();
    desk.says = { ...THEIRS, lastingId: '10002' };
    expect(await ticket()).toEqual({ id: 'HELP-1', source: 'jira' });
    await assess();
    expect(await ticket()).toEqual({ id: 'HELP-1', source: 'jira', lastingId: '10002' });
  });

  it('keeps the id that its webhook said, whatever its system says then', async () => {
    const { assess, desk, ticket } = await ticketWorld('risk', 'reset-mfa', { lastingId: '99291' });
    desk.says = { ...THEIRS, lastingId: '10002' };
    await assess();
    expect(await ticket()).toMatchObject({ lastingId: '99291' });
  });

  it.each(FORBIDDEN)('ends it before anybody is asked, when the ticket %s', async (_, says) => {
    const { assess, desk, state } = await ticketWorld();
    desk.says = says;
    await expect(assess()).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect(await state()).toBe('denied');
  });

  it.each(FORBIDDEN)('ends it before there is a grant, when by then the ticket %s', async (_, says) => {
    const { assess, execute, desk, state, calm, directory } = await ticketWorld();
    await assess();
    await approve(calm, SECOND);
    desk.says = says;
    await expect(execute()).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect([await state(), directory.issued]).toEqual(['denied', 0]);
  });

  const SILENCE = [
    new AdapterError('unavailable', { retryable: true }),
    new AdapterError('credentials', { retryable: true }),
    new AdapterError('unexpected', { retryable: false }),
  ];
  it.each(SILENCE)('is a signal of risk while its system does not say it: %s', async (error) => {
    const { assess, execute, desk, state, plan, calm } = await ticketWorld();
    desk.says = error;
    await assess();
    expect((await plan())?.risk.signals.map(({ name }) => name)).toContain('ticket-unread');
    await approve(calm, SECOND);
    await execute();
    expect(await state()).toBe('granted');
  });

  it.each(SILENCE)('is waited for, where the deployment says so: %s', async (error) => {
    const { assess, desk, state } = await ticketWorld('wait');
    desk.says = error;
    await expect(assess()).rejects.toMatchObject({ name: 'AdapterError', code: 'ticket-unreadable', retryable: true });
    expect(await state()).toBe('opened');
    desk.says = THEIRS;
    await assess();
    expect(await state()).toBe('proofing');
  });

  it('is not asked about where access is only taken away (rule 10)', async () => {
    const { assess, desk, state } = await ticketWorld('wait', 'revoke-sessions');
    desk.says = new AdapterError('unavailable', { retryable: true });
    await assess();
    expect([desk.asked, await state()]).toEqual([[], 'proofing']);
  });

  it('hides no failure of the ledger behind a ticket that was not read', async () => {
    const { assess, services } = await ticketWorld();
    services.ledger.head = async () => {
      throw new AdapterError('unavailable', { retryable: true, message: 'the ledger' });
    };
    await expect(assess()).rejects.toMatchObject({ message: 'the ledger' });
  });
});
