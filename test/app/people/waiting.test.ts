import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  BATCH,
  historyOf,
  MOST_ACCOUNTS,
  MOST_BATCHES,
  type WaitingServices,
  waitingFor,
} from '../../../lambdas/app/people/waiting.ts';
import { NOBODY } from '../../../lambdas/core/recovery/views/readers.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { ACTORS, NOW } from '../../support/fixtures.ts';

const world = new ApiWorld();
beforeEach(() => world.reset());

/** Services with so many accounts of the actor, and so many open recoveries that everybody's listing has. */
const services = (accounts: number, views: number): WaitingServices => ({
  ledger: world.ledger,
  surroundings: { now: () => NOW },
  members: {
    next: async (_, { limit }) => Array.from({ length: accounts }, (_, index) => `cognito:u-${index}`).slice(0, limit),
  },
  views: {
    ...{ cursorAt: fails, heads: fails, heldTickets: fails, alerts: fails, standings: fails },
    list: async (_, { limit, after = '0' }) => {
      const from = Number(after);
      const to = Math.min(views, from + limit);
      return { items: Array.from({ length: to - from }, () => VIEW), ...(to < views ? { next: String(to) } : {}) };
    },
  },
});
const fails = () => {
  throw new Error('nobody asks for this');
};
const VIEW = {
  ...{ id: 'rec-9', account: 'cognito:other', action: 'reset-password', status: 'approving', ended: false },
  ...{ tier: 'standard', kind: 'human', openedAt: NOW, updatedAt: NOW, seq: 3, expiresAt: null, trace: null },
  readership: NOBODY,
};

describe('what waits for somebody', () => {
  it('is said to be cut where they have more accounts than one answer reads', async () => {
    expect((await waitingFor(services(MOST_ACCOUNTS, 0), ACTORS.jane)).more).toBe(false);
    expect((await waitingFor(services(MOST_ACCOUNTS + 1, 0), ACTORS.jane)).more).toBe(true);
  });

  it('is said to be cut where more recoveries are open than one answer looks at', async () => {
    const most = BATCH * MOST_BATCHES;
    expect((await waitingFor(services(0, most), ACTORS.identityApprover)).more).toBe(false);
    expect((await waitingFor(services(0, most + 1), ACTORS.identityApprover)).more).toBe(true);
    // Nobody looks at them for somebody who has no part.
    expect((await waitingFor(services(0, most + 1), ACTORS.jane)).more).toBe(false);
  });
});

describe('the picture of an account', () => {
  it('is the same answer until the hour is over, so that a browser that asks again is told 304', async () => {
    await world.open();
    const at = async (now: string) =>
      historyOf(
        { ledger: world.ledger, members: { next: async () => [] }, surroundings: { now: () => now } },
        ACTORS.jane,
        'rec-1',
      );
    const first = await at('2026-11-20T10:00:00.000Z');
    expect(first).toMatchObject({ since: '2026-08-20T11:00:00.000Z', until: '2026-11-20T11:00:00.000Z' });
    expect(await at('2026-11-20T10:59:59.999Z')).toEqual(first);
    expect((await at('2026-11-20T11:00:00.000Z')).until).toBe('2026-11-20T12:00:00.000Z');
  });
});
