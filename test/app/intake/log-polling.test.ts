import { beforeEach, describe, expect, it } from '@jest/globals';
import { type PollingServices, pollLogs } from '../../../lambdas/app/intake/log-polling.ts';
import type { DirectoryChange } from '../../../lambdas/core/recovery/state/receipts.ts';
import type { DirectoryLog, LogPage } from '../../../lambdas/ports/directory-log.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { aProfile, NOW } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';

const world = new ApiWorld();
const places = new Map<string, string>();
beforeEach(async () => {
  await world.reset();
  places.clear();
  caughtLog();
});

const { connector, directoryId } = aProfile();
const aChange = (entry: string, over: Partial<DirectoryChange> = {}): DirectoryChange => ({
  ...{ connector, directoryId, kind: 'password-set', at: NOW, by: { as: 'unknown', name: null }, entry },
  ...over,
});

/** A log of these pages: the place is the number of pages that were read. */
const logOf = (...pages: readonly (readonly DirectoryChange[])[]): DirectoryLog => ({
  connector: 'cognito',
  since: async (place): Promise<LogPage> => {
    const read = place === null ? 0 : Number(place);
    return {
      changes: pages[read] ?? [],
      place: String(Math.min(read + 1, pages.length)),
      isEnd: read + 1 >= pages.length,
    };
  },
});
const broken: DirectoryLog = {
  connector: 'openldap',
  since: async () => {
    throw new AdapterError('directory-unreadable', { retryable: true });
  },
};

const servicesWith = (...logs: readonly DirectoryLog[]): PollingServices => ({
  ...world.services,
  logs,
  places: {
    load: async (log) => places.get(log) ?? null,
    move: async (log, from, to) => {
      if ((places.get(log) ?? null) !== from) return false;
      places.set(log, to);
      return true;
    },
  },
});
const poll = (...logs: readonly DirectoryLog[]) => pollLogs(servicesWith(...logs), () => 60_000);
const seen = () => world.events('cognito:jane').filter(({ type }) => type.endsWith('ChangeSeen'));

describe('a look at the logs', () => {
  it('reconciles every page, and moves on behind each', async () => {
    const stranger = aChange('e-2', { directoryId: 'sub-stranger' });
    expect(await poll(logOf([aChange('e-1'), stranger], [aChange('e-3')]))).toEqual({
      ...{ governed: 0, ungoverned: 2, notOurs: 1, putAside: 0, finished: true },
    });
    expect(places.get('cognito')).toBe('2');
    expect(seen()).toHaveLength(2);
  });

  it('keeps its place when a change was not recorded, and records it once in the end', async () => {
    const log = logOf([aChange('e-1')], [aChange('e-2')]);
    world.faults = (operation) => (operation === 'append' ? 'after' : 'none');
    await expect(poll(log)).rejects.toMatchObject({ code: 'unavailable' });
    expect(places.get('cognito')).toBeUndefined();
    world.faults = undefined;
    expect(await poll(log)).toMatchObject({ ungoverned: 2, finished: true });
    expect(seen()).toHaveLength(2);
  });

  it('asks the other logs when one cannot be read, and fails in the end', async () => {
    await expect(poll(broken, logOf([aChange('e-1')]))).rejects.toThrow('directory-unreadable');
    expect(seen()).toHaveLength(1);
  });

  it('puts aside what can never be recorded, with a line that rings, and goes on', async () => {
    const rows = world.rows.get('cognito:jane') ?? [];
    const [last] = rows.slice(-1);
    if (last === undefined) throw new Error('the account is registered');
    world.rows.set('cognito:jane', [
      ...rows.slice(0, -1),
      { ...last, bytes: last.bytes.replace('cognito:jane', 'cognito:jan3') },
    ]);
    const lines = caughtLog();
    expect(await poll(logOf([aChange('e-1')], [aChange('e-2', { directoryId: 'sub-stranger' })]))).toMatchObject({
      ...{ putAside: 1, notOurs: 1, finished: true },
    });
    expect(lines.join('\n')).toContain('directory change put aside');
  });

  it('leaves to another run what that one was faster with, and stops when its time is over', async () => {
    const log = logOf([aChange('e-1')], [aChange('e-2')]);
    const services = servicesWith(log);
    const slow = { ...services, places: { ...services.places, move: async () => false } };
    expect(await pollLogs(slow, () => 60_000)).toMatchObject({ ungoverned: 1, finished: false });
    expect(await pollLogs(services, () => 0)).toEqual({
      ...{ governed: 0, ungoverned: 0, notOurs: 0, putAside: 0, finished: false },
    });
  });
});
