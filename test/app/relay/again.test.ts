import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { workAgain } from '../../../lambdas/app/relay/again.ts';
import { parseAgain } from '../../../lambdas/app/relay/messages.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { REF } from '../../support/execution-world.ts';
import { caughtLog } from '../../support/http.ts';
import { commitsOf } from '../../support/relay-world.ts';
import { openedWorld } from '../../support/tasks.ts';

type World = Awaited<ReturnType<typeof openedWorld>>;

let lines: readonly string[] = [];
beforeEach(() => {
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const OPENED = { stream: REF.account, seq: 3 };

/** The relay's queue, until nothing is left on it. */
async function workAll(world: World): Promise<void> {
  for (let letters = await world.again.receive(); letters.length > 0; letters = await world.again.receive()) {
    for (const { body } of letters) await workAgain(world.services, parseAgain(body));
    await world.again.remove(letters);
  }
}

describe('working again', () => {
  it('completes a commit that no view lists, with its execution, its view and its notice', async () => {
    const world = await openedWorld();
    expect(world.views.recoveries.size).toBe(0);
    for (const _ of [1, 2]) await workAgain(world.services, OPENED);
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    expect(world.views.recoveries.get(REF.recovery)).toMatchObject({ status: 'opened', seq: 3 });
    expect(world.views.streams.get(REF.account)?.seq).toBe(3);
    expect(world.notices.waiting).toContainEqual({ ...OPENED, audience: 'everybody' });
  });

  it('of a time works every commit that the ledger has of it, wherever it stands, and no other', async () => {
    const world = await openedWorld();
    const before = world.surroundings.now();
    const streams = [...world.rows.keys()];
    const all = (await Promise.all(streams.map((one) => commitsOf(world.ledger, one)))).flat();
    expect(all.length).toBeGreaterThan(4);
    await workAgain(world.services, { since: before, until: before, after: null });
    const places = all.map(({ commit }) => ({ stream: commit.account, seq: commit.seq }));
    expect(world.again.waiting).toHaveLength(places.length);
    expect(world.again.waiting).toEqual(expect.arrayContaining(places));
    await workAll(world);
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    await workAgain(world.services, {
      since: '2026-11-20T10:00:00.001Z',
      until: '2027-01-01T00:00:00.000Z',
      after: null,
    });
    expect(world.again.waiting).toEqual([]);
  });

  it('goes on in a message of its own where a time is too long for one', async () => {
    const world = await openedWorld();
    const now = world.surroundings.now();
    const scan = jest.spyOn(world.services.scan, 'scan').mockImplementation(async ({ after }) => {
      const page = Number(after ?? 0) + 1;
      return { places: [{ stream: 'source:jira', seq: page }], next: page < 45 ? String(page) : null };
    });
    await workAgain(world.services, { since: now, until: now, after: null });
    expect(scan).toHaveBeenCalledTimes(20);
    expect(world.again.waiting).toContainEqual({ since: now, until: now, after: '20' });
    expect(world.again.waiting).toHaveLength(21);
  });

  it('makes a dead letter at once of what can never be worked', async () => {
    const world = await openedWorld();
    const missing = { stream: REF.account, seq: 99 };
    await workAgain(world.services, missing);
    const now = world.surroundings.now();
    const lost = { since: now, until: now, after: 'nowhere' };
    await workAgain(world.services, lost);
    expect(world.deadLetters.waiting).toHaveLength(2);
    expect(world.deadLetters.waiting).toEqual(expect.arrayContaining([missing, lost]));
    expect(lines.filter((line) => line.includes('relay gave up'))).toHaveLength(2);
  });

  it('leaves on the queue what may work later', async () => {
    const world = await openedWorld();
    const outage = new AdapterError('unavailable', { retryable: true });
    jest.spyOn(world.workflow, 'start').mockRejectedValueOnce(outage);
    await expect(workAgain(world.services, OPENED)).rejects.toBe(outage);
    expect(world.deadLetters.waiting).toEqual([]);
    await workAgain(world.services, OPENED);
    expect([...world.workflow.started]).toEqual([REF.recovery]);
  });
});
