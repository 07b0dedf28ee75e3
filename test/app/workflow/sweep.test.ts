import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { executeRecovery, revokeGrant } from '../../../lambdas/app/workflow/execution.ts';
import { RUNNING_SECONDS } from '../../../lambdas/app/workflow/overdue.ts';
import { sweepDueGrants } from '../../../lambdas/app/workflow/sweep.ts';
import { GRACE_SECONDS } from '../../../lambdas/contract/workflow.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { Crash } from '../../support/crash.ts';
import { approvedWorld, eventsOf, present, REF, recoveryIn } from '../../support/execution-world.ts';
import { caughtLog } from '../../support/http.ts';

const LONG = () => 55_000;
const none = { revoked: 0, pending: 0, failed: 0, boxes: 0, finished: true };
const idOf = (index: number): string => `rec-${String(index).padStart(3, '0')}`;

/** A queue of due grants of recoveries that the ledger does not know: each is cleared when it is looked at. */
async function queueOf(count: number) {
  const world = await approvedWorld();
  const end = plusSeconds(world.surroundings.now(), -3600);
  for (let index = 0; index < count; index += 1)
    await world.dueGrants.note({
      account: `cognito:${idOf(index)}`,
      recovery: idOf(index),
      connector: 'cognito',
      expiresAt: end,
    });
  return world;
}

/** The same services, where the heads of these accounts cannot be read. */
function withBroken({ ledger, ...services }: World['services'], isBroken: (account: string) => boolean) {
  const head = async (account: string) => {
    if (isBroken(account)) throw new AdapterError('access-denied', { retryable: false });
    return ledger.head(account);
  };
  const get = (_: typeof ledger, name: keyof typeof ledger) => {
    const method: unknown = name === 'head' ? head : ledger[name];
    return typeof method === 'function' ? method.bind(ledger) : method;
  };
  return { ...services, ledger: new Proxy(ledger, { get }) };
}

type World = Awaited<ReturnType<typeof approvedWorld>>;

/** An executed grant, this many seconds after its end. */
async function endedWorld(seconds: number) {
  const world = await approvedWorld();
  await executeRecovery(world.services, REF);
  world.surroundings.advance(3600 + seconds);
  return world;
}

describe('a sweep', () => {
  beforeEach(() => void caughtLog());
  afterEach(() => void jest.restoreAllMocks());

  it('goes on page by page until no due grant is left', async () => {
    const { services, dueGrants } = await queueOf(60);
    expect(await sweepDueGrants(services, LONG)).toEqual({ ...none, revoked: 60 });
    expect(dueGrants.noted.size).toBe(0);
  });

  it('reaches the grants behind any number that cannot be ended, and tries those again in the next run', async () => {
    const { services, dueGrants, surroundings } = await queueOf(60);
    const broken = withBroken(services, (account) => account < 'cognito:rec-050');
    expect(await sweepDueGrants(broken, LONG)).toEqual({ ...none, revoked: 10, failed: 50 });
    await dueGrants.note({
      account: 'cognito:new',
      recovery: 'new',
      connector: 'cognito',
      expiresAt: plusSeconds(surroundings.now(), -120),
    });
    const seen: string[] = [];
    const watching = withBroken(services, (account) => {
      if (!seen.includes(account)) seen.push(account);
      return account !== 'cognito:new';
    });
    expect(await sweepDueGrants(watching, LONG)).toEqual({ ...none, revoked: 1 });
    expect(seen).toEqual(['cognito:new']);
    surroundings.advance(240);
    expect(await sweepDueGrants(services, LONG)).toEqual({ ...none, revoked: 50 });
  });

  it('moves a grant back before it tries it: a killed function does not begin with the same grants for ever', async () => {
    const { services, dueGrants } = await queueOf(1);
    const hanging = { ...services, ledger: new Proxy(services.ledger, { get: () => () => new Promise(() => {}) }) };
    void sweepDueGrants(hanging, LONG);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await dueGrants.due(plusSeconds(services.surroundings.now(), -GRACE_SECONDS), { limit: 9 })).toEqual([]);
    expect(dueGrants.noted.size).toBe(1);
  });

  it('revokes at most four at a time', async () => {
    const { services } = await queueOf(30);
    let [now, most] = [0, 0];
    const counting = {
      ...services,
      dueGrants: Object.assign(Object.create(services.dueGrants) as typeof services.dueGrants, {
        moveBack: async (...all: Parameters<typeof services.dueGrants.moveBack>) => {
          now += 1;
          most = Math.max(most, now);
          await new Promise((resolve) => setImmediate(resolve));
          return services.dueGrants.moveBack(...all);
        },
        clear: async (recovery: string) => {
          now -= 1;
          return services.dueGrants.clear(recovery);
        },
      }),
    };
    await sweepDueGrants(counting, LONG);
    expect(most).toBe(4);
  });

  it('stops beginning grants when its time is nearly over, and says that some are left', async () => {
    const { services, dueGrants } = await queueOf(60);
    let calls = 0;
    const swept = await sweepDueGrants(services, () => {
      calls += 1;
      return calls <= 10 ? 55_000 : 24_999;
    });
    expect(swept).toEqual({ ...none, revoked: 10, finished: false });
    expect(dueGrants.noted.size).toBe(50);
  });

  it('leaves a grant to the run that took it', async () => {
    const { services, dueGrants } = await queueOf(1);
    const [first, second] = await Promise.all([sweepDueGrants(services, LONG), sweepDueGrants(services, LONG)]);
    expect(first.revoked + second.revoked).toBe(1);
    expect(dueGrants.noted.size).toBe(0);
  });

  it('waits as long again as a grant is overdue, from one to four minutes', async () => {
    for (const [overdue, pause] of [
      [1, 60],
      [90, 90],
      [9000, 240],
    ] as const) {
      const world = await endedWorld(GRACE_SECONDS + overdue);
      world.directory.stuck = true;
      expect(await sweepDueGrants(world.services, LONG)).toMatchObject({ failed: 1 });
      const tryAgain = plusSeconds(world.surroundings.now(), pause);
      expect(world.dueGrants.noted.get(REF.recovery)?.dueAt).toBe(plusSeconds(tryAgain, -GRACE_SECONDS));
    }
  });

  it('finds a rotation that is still running pending, not overdue, until three minutes have passed', async () => {
    const world = await endedWorld(GRACE_SECONDS + 1);
    world.directory.revoking = true;
    expect(await sweepDueGrants(world.services, LONG)).toEqual({ ...none, pending: 1 });
    expect(present(await recoveryIn(world.ledger)).status).toBe('revoking');
    world.surroundings.advance(RUNNING_SECONDS - GRACE_SECONDS);
    expect(await sweepDueGrants(world.services, LONG)).toEqual({ ...none, failed: 1 });
    expect((await eventsOf(world.ledger)).map(({ type }) => type)).toContain('RevocationOverdue');
  });
});

/** Services whose function dies right after it has put a credential into its box; `meanwhile` happens before the box is there. */
const dyingAtBox = ({ services, boxes }: World, meanwhile: () => Promise<unknown> = async () => {}) => ({
  ...services,
  boxes: Object.assign(Object.create(boxes) as typeof boxes, {
    put: async (...given: Parameters<typeof boxes.put>) => {
      await meanwhile();
      await boxes.put(...given);
      throw new Crash('after the box');
    },
  }),
});

describe('a box whose function crashed before the commit', () => {
  beforeEach(() => void caughtLog());
  afterEach(() => void jest.restoreAllMocks());

  it('is destroyed with its grant, which never began', async () => {
    const world = await approvedWorld();
    await expect(executeRecovery(dyingAtBox(world), REF)).rejects.toThrow(Crash);
    expect(world.boxes.kept.size).toBe(1);
    world.surroundings.advance(3600 + GRACE_SECONDS + 1);
    expect(await sweepDueGrants(world.services, LONG)).toEqual({ ...none, revoked: 1 });
    expect(world.boxes.kept.size).toBe(0);
  });

  it('is destroyed by itself when the grant was ended before the box was there', async () => {
    const world = await approvedWorld();
    const { services, surroundings, boxes, dueGrants, ledger } = world;
    const meanwhile = () => {
      surroundings.advance(3600 + GRACE_SECONDS + 1);
      return revokeGrant(services, REF, 'sweeper');
    };
    await expect(executeRecovery(dyingAtBox(world, meanwhile), REF)).rejects.toThrow(Crash);
    expect([boxes.kept.size, dueGrants.noted.size]).toEqual([1, 0]);
    const before = await eventsOf(ledger);
    expect(await sweepDueGrants(services, LONG)).toEqual({ ...none, boxes: 1 });
    expect(boxes.kept.size).toBe(0);
    expect(await eventsOf(ledger)).toEqual(before);
    expect(await sweepDueGrants(services, LONG)).toEqual(none);
  });

  it('is left alone while its grant lasts, and rings when it cannot be looked for', async () => {
    const world = await approvedWorld();
    await executeRecovery(world.services, REF);
    world.surroundings.advance(3600);
    expect(await sweepDueGrants(world.services, LONG)).toEqual(none);
    expect(world.boxes.kept.size).toBe(1);
    const boxes = Object.assign(Object.create(world.boxes) as typeof world.boxes, {
      endedBefore: () => Promise.reject(new AdapterError('throttled', { retryable: true })),
    });
    const log = caughtLog();
    expect(await sweepDueGrants({ ...world.services, boxes }, LONG)).toEqual({ ...none, failed: 1 });
    expect(log.join('')).toMatch(/sweep failed.*boxes/);
  });

  it('that cannot be destroyed does not keep the others', async () => {
    caughtLog();
    const world = await approvedWorld();
    const destroyed: string[] = [];
    const boxes = Object.assign(Object.create(world.boxes) as typeof world.boxes, {
      endedBefore: async () => ['stuck', 'free'],
      destroy: async (grant: string) => {
        if (grant === 'stuck') throw new AdapterError('access-denied', { retryable: false });
        destroyed.push(grant);
      },
    });
    expect(await sweepDueGrants({ ...world.services, boxes }, LONG)).toEqual({ ...none, boxes: 1, failed: 1 });
    expect(destroyed).toEqual(['free']);
  });
});

describe('sessions that must end', () => {
  beforeEach(() => void caughtLog());
  afterEach(() => void jest.restoreAllMocks());

  /** What the relay notes when a change is contained. */
  async function containedWorld() {
    const world = await approvedWorld();
    const expiresAt = plusSeconds(world.surroundings.now(), -60);
    await world.dueGrants.note({ ...REF, recovery: 'contain-1', connector: 'cognito', expiresAt, contains: true });
    const reported = async () =>
      (await eventsOf(world.ledger)).filter(({ type }) => type === 'SessionsEnded' || type === 'ContainmentFailed');
    return { ...world, reported };
  }

  it('are ended at once by the connector, and recorded once', async () => {
    const { services, dueGrants, directory, reported } = await containedWorld();
    const asked = jest
      .spyOn(directory, 'perform')
      .mockResolvedValue({ state: 'done', reference: 'r', evidence: { is: 1 } });
    expect(await sweepDueGrants(services, LONG)).toEqual({ ...none, revoked: 1 });
    expect(asked.mock.calls).toMatchObject([[{ action: 'revoke-sessions', target: 'jane', grant: 'contain-1' }]]);
    expect(await reported()).toEqual([{ type: 'SessionsEnded', containment: 'contain-1', evidence: { is: 1 } }]);
    expect(dueGrants.noted.size).toBe(0);
    expect(await sweepDueGrants(services, LONG)).toEqual(none);
  });

  it('are tried again until they are, and each cause is recorded once', async () => {
    const { services, dueGrants, directory, surroundings, reported } = await containedWorld();
    const asked = jest
      .spyOn(directory, 'perform')
      .mockRejectedValue(new AdapterError('unavailable', { retryable: true }));
    // It alarms from a moment later on.
    for (const outcome of [{ pending: 1 }, { failed: 1 }]) {
      expect(await sweepDueGrants(services, LONG)).toEqual({ ...none, ...outcome });
      surroundings.advance(600);
    }
    expect(await reported()).toEqual([{ type: 'ContainmentFailed', containment: 'contain-1', code: 'unavailable' }]);
    asked.mockResolvedValue({ state: 'done', reference: 'r', evidence: {} });
    expect(await sweepDueGrants(services, LONG)).toEqual({ ...none, revoked: 1 });
    expect((await reported()).map(({ type }) => type)).toEqual(['ContainmentFailed', 'SessionsEnded']);
    expect(dueGrants.noted.size).toBe(0);
  });

  it('are not said to go on where they ended, and only the ledger did not answer', async () => {
    const { services, ledger, dueGrants, directory, surroundings, reported } = await containedWorld();
    jest.spyOn(directory, 'perform').mockResolvedValue({ state: 'done', reference: 'r', evidence: {} });
    jest.spyOn(ledger, 'append').mockRejectedValueOnce(new AdapterError('unavailable', { retryable: true }));
    expect(await sweepDueGrants(services, LONG)).toEqual({ ...none, pending: 1 });
    expect([await reported(), dueGrants.noted.size]).toEqual([[], 1]);
    surroundings.advance(600);
    expect(await sweepDueGrants(services, LONG)).toEqual({ ...none, revoked: 1 });
    expect((await reported()).map(({ type }) => type)).toEqual(['SessionsEnded']);
  });

  it('are nobody else’s, when the name leads to somebody else now', async () => {
    const { services, directory, dueGrants, reported } = await containedWorld();
    directory.identity = 'somebody-else';
    const asked = jest.spyOn(directory, 'perform');
    await sweepDueGrants(services, LONG);
    expect(asked).not.toHaveBeenCalled();
    expect(await reported()).toMatchObject([{ type: 'ContainmentFailed', code: 'directory-identity-changed' }]);
    expect(dueGrants.noted.size).toBe(0);
  });
});
