import { describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { executeRecovery, revokeGrant } from '../../../lambdas/app/workflow/execution.ts';
import { RUNNING_SECONDS } from '../../../lambdas/app/workflow/overdue.ts';
import { GRACE_SECONDS } from '../../../lambdas/contract/workflow.ts';
import { scopeOf } from '../../../lambdas/core/registry/scope.ts';
import type { ConnectorRequest } from '../../../lambdas/ports/connector.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { Crash, CrashingPorts, type CrashPoint } from '../../support/crash.ts';
import { approvedWorld, eventsOf, present, REF, recoveryIn } from '../../support/execution-world.ts';
import { ACTORS, anEnvelope, at } from '../../support/fixtures.ts';

const count = (events: readonly { type: string }[], type: string): number =>
  events.filter((event) => event.type === type).length;

/** Every call that the work makes, failing before it and after it. */
async function everyCrash(work: (ports: CrashingPorts) => Promise<unknown>): Promise<readonly CrashPoint[]> {
  const counting = new CrashingPorts();
  await work(counting);
  expect(counting.calls.length).toBeGreaterThan(5);
  return counting.calls.flatMap((_, index) => [false, true].map((applied) => ({ call: index + 1, applied })));
}

/** As the state machine does it: tries again after a crash. */
async function untilDone<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

describe('executing a countersigned plan', () => {
  it('boxes what the directory issued, once, and says so in the ledger', async () => {
    const { services, ledger, directory, boxes } = await approvedWorld();
    await executeRecovery(services, REF);
    const recovery = present(await recoveryIn(ledger));
    expect(recovery.status).toBe('granted');
    expect(boxes.kept.get(present(recovery.grant).id)).toBe(directory.password);
    expect(JSON.stringify(await eventsOf(ledger))).not.toContain('canary');
  });

  it('begins nothing when the account opens more than what was countersigned, or nobody can tell (rule 15)', async () => {
    for (const [scope, code] of [
      [scopeOf({ groups: ['staff', 'domain-admins'] }), 'scope-wider'],
      [undefined, 'scope-unreadable'],
    ] as const) {
      const { services, directory, ledger, boxes } = await approvedWorld(undefined, scopeOf({ groups: ['staff'] }));
      directory.scope = scope;
      await executeRecovery(services, REF).catch(() => undefined);
      expect(await eventsOf(ledger)).toContainEqual(
        expect.objectContaining({ type: 'RecoveryDenied', reasons: [expect.stringContaining(`\`${code}\``)] }),
      );
      expect([boxes.kept.size, count(await eventsOf(ledger), 'ExecutionStarted')]).toEqual([0, 0]);
      expect([directory.password, directory.issued]).toEqual([null, 0]);
    }
  });

  it('reads again later what cannot be read now, and begins nothing meanwhile', async () => {
    const { services, directory, ledger } = await approvedWorld(undefined, scopeOf({ groups: ['staff'] }));
    directory.scopeOf = () => Promise.reject(new AdapterError('throttled', { retryable: true }));
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ code: 'throttled' });
    expect(present(await recoveryIn(ledger)).status).toBe('approved');
  });

  it('hands nothing over when the account opens more after the action than before it (rule 15)', async () => {
    const world = await approvedWorld(undefined, scopeOf({ groups: ['staff'] }));
    const { services, directory, ledger, boxes } = world;
    directory.scope = scopeOf({ groups: ['staff'] });
    const perform = directory.perform.bind(directory);
    directory.perform = async (request) => {
      directory.scope = scopeOf({ groups: ['staff', 'domain-admins'] });
      return perform(request);
    };
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'ExecutionFailed' });
    expect(await eventsOf(ledger)).toContainEqual({ type: 'ExecutionFailed', code: 'scope-wider' });
    expect([boxes.kept.size, count(await eventsOf(ledger), 'GrantIssued')]).toEqual([0, 0]);
    // The state machine then revokes, at once: a failure is due.
    await revokeGrant(services, REF, 'failure');
    expect([directory.password, present(await recoveryIn(ledger)).status]).toEqual([null, 'reviewing']);
  });

  it('hands it over when the account opens as much as before, or less', async () => {
    for (const groups of [['staff'], []]) {
      const { services, directory, ledger } = await approvedWorld(undefined, scopeOf({ groups: ['staff'] }));
      directory.scope = scopeOf({ groups });
      await executeRecovery(services, REF);
      expect(present(await recoveryIn(ledger)).status).toBe('granted');
    }
  });

  it('schedules the end before the grant exists (rule 14)', async () => {
    const ports = new CrashingPorts();
    const { services } = await approvedWorld(ports);
    await executeRecovery(services, REF);
    const performed = ports.calls.indexOf('connector.perform');
    expect(performed).toBeGreaterThan(0);
    expect(ports.calls.slice(0, performed)).toEqual(expect.arrayContaining(['dueGrants.note', 'timer.arm']));
  });

  it('completes exactly once after a crash at any call, applied or not', async () => {
    const points = await everyCrash(async (ports) => executeRecovery((await approvedWorld(ports)).services, REF));
    for (const point of points) {
      const world = await approvedWorld(new CrashingPorts(point));
      await untilDone(() => executeRecovery(world.services, REF));
      const events = await eventsOf(world.ledger);
      const grant = present(present(await recoveryIn(world.ledger)).grant);
      expect({ point, started: count(events, 'ExecutionStarted'), issued: count(events, 'GrantIssued') }).toEqual({
        point,
        started: 1,
        issued: 1,
      });
      expect(world.boxes.kept).toEqual(new Map([[grant.id, world.directory.password]]));
      expect(world.timer.armed.get(REF.recovery)).toBe(at(3600));
    }
  });

  it('waits for a connector that has not finished, and goes on with the same grant', async () => {
    const { services, directory, ledger } = await approvedWorld();
    directory.pending = 2;
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'GrantPending' });
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'GrantPending' });
    await executeRecovery(services, REF);
    expect(count(await eventsOf(ledger), 'GrantIssued')).toBe(1);
  });

  it('leaves to revocation what a connector refuses for good, and lets a passing fault pass', async () => {
    const { services, ledger, directory } = await approvedWorld();
    const fail = (retryable: boolean) => async () => Promise.reject(new AdapterError('user-not-found', { retryable }));
    const perform = directory.perform;
    directory.perform = fail(true);
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'AdapterError' });
    expect(count(await eventsOf(ledger), 'ExecutionFailed')).toBe(0);
    directory.perform = fail(false);
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'ExecutionFailed' });
    directory.perform = perform;
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'ExecutionFailed' });
    expect(directory.issued).toBe(0);
    await revokeGrant(services, REF, 'workflow');
    expect(present(await recoveryIn(ledger)).status).toBe('reviewing');
  });

  it('tells the connector at the end whether anything was issued, and the version of the password that was', async () => {
    const heard: Pick<ConnectorRequest, 'issued' | 'passwordVersion'>[] = [];
    for (const isIssued of [true, false]) {
      const { services, directory, surroundings } = await approvedWorld();
      const perform = directory.perform.bind(directory);
      directory.perform = async (request) => {
        if (!isIssued) throw new AdapterError('access-denied', { retryable: false });
        const done = await perform(request);
        return done.state === 'done' ? { ...done, evidence: { ...done.evidence, passwordVersion: 7 } } : done;
      };
      directory.revoke = async (request) => {
        heard.push(present(request ?? null));
        directory.password = null;
      };
      await executeRecovery(services, REF).catch(() => undefined);
      surroundings.advance(7 * 24 * 3600);
      await revokeGrant(services, REF, 'workflow');
    }
    expect(heard).toEqual([
      expect.objectContaining({ issued: true, passwordVersion: 7 }),
      expect.objectContaining({ issued: false }),
    ]);
    expect(heard[1]).not.toHaveProperty('passwordVersion');
  });

  it('ends before there is a grant where the deployment has the connector no more', async () => {
    const { services, ledger, directory } = await approvedWorld();
    const connectorOf = (): never => {
      throw new AdapterError('connector-unknown', { retryable: false });
    };
    await expect(executeRecovery({ ...services, connectorOf }, REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
    const denied = (await eventsOf(ledger)).filter(({ type }) => type === 'RecoveryDenied');
    expect(denied).toMatchObject([{ reasons: ['the directory cannot do it now: `connector-unknown`'] }]);
    expect([directory.issued, await recoveryIn(ledger)]).toEqual([0, undefined]);
  });

  it('fails, and does not stay under way, where the deployment has the connector no more', async () => {
    const { services, ledger, directory, surroundings } = await approvedWorld();
    const connectorOf = (): never => {
      throw new AdapterError('connector-unknown', { retryable: false });
    };
    const without = { ...services, connectorOf };
    directory.pending = 1;
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'GrantPending' });
    await expect(executeRecovery(without, REF)).rejects.toMatchObject({ name: 'ExecutionFailed' });
    const failed = (await eventsOf(ledger)).filter(({ type }) => type === 'ExecutionFailed');
    expect(failed).toEqual([expect.objectContaining({ code: 'connector-unknown' })]);
    expect(directory.issued).toBe(0);
    // Nobody can read back whether anything was given: it is late when its time is over, and rings, until the connector is there again.
    surroundings.advance(3600 + GRACE_SECONDS + 1);
    await expect(revokeGrant(without, REF, 'sweeper')).rejects.toMatchObject({ code: 'connector-unknown' });
    const late = (await eventsOf(ledger)).filter(({ type }) => type === 'RevocationOverdue');
    expect(late).toEqual([expect.objectContaining({ code: 'connector-unknown' })]);
    await revokeGrant(services, REF, 'sweeper');
    expect(present(await recoveryIn(ledger)).status).toBe('reviewing');
  });

  it.each([
    ['leads to somebody else now', 'sub-of-another', 'directory-identity-changed'],
    ['leads to nobody any more', null, 'not-found'],
  ])('ends before there is a grant where the name %s (rule 6)', async (_, identity, code) => {
    const { services, ledger, directory, dueGrants } = await approvedWorld();
    directory.identity = identity;
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
    const events = await eventsOf(ledger);
    expect(events.filter(({ type }) => type === 'RecoveryDenied')).toMatchObject([
      { reasons: [expect.stringContaining(code)] },
    ]);
    expect(count(events, 'ExecutionStarted')).toBe(0);
    expect([directory.issued, dueGrants.noted.size]).toEqual([0, 0]);
  });

  it('changes nothing of somebody who got the name between two attempts, and takes nothing of theirs away', async () => {
    const { services, ledger, directory, surroundings } = await approvedWorld();
    directory.pending = 1;
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'GrantPending' });
    directory.identity = 'sub-of-another';
    directory.password = 'canary-of-another';
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'ExecutionFailed' });
    const failed = (await eventsOf(ledger)).filter(({ type }) => type === 'ExecutionFailed');
    expect(failed).toMatchObject([{ code: 'directory-identity-changed' }]);
    surroundings.advance(3600 + GRACE_SECONDS + 1);
    await expect(revokeGrant(services, REF, 'sweeper')).rejects.toMatchObject({ name: 'GrantNotGone' });
    expect([directory.issued, directory.password]).toEqual([0, 'canary-of-another']);
    // Whoever is on duty has seen to it: the name leads to nobody, or to the owner again.
    directory.identity = undefined;
    await revokeGrant(services, REF, 'sweeper');
    expect(present(await recoveryIn(ledger)).status).toBe('reviewing');
  });

  it('waits before the change for a directory that cannot be read, and changes nothing unread', async () => {
    const { services, directory, ledger } = await approvedWorld();
    const { identityOf } = directory;
    directory.identityOf = () => Promise.reject(new AdapterError('unavailable', { retryable: true }));
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ code: 'unavailable' });
    expect(directory.issued).toBe(0);
    directory.identityOf = identityOf;
    await executeRecovery(services, REF);
    expect(count(await eventsOf(ledger), 'GrantIssued')).toBe(1);
  });

  it('voids the plan when the directory gives a higher tier than at the plan, and changes nothing (rule 6)', async () => {
    const { services, directory, ledger } = await approvedWorld();
    directory.tier = 'privileged';
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'PlanVoided' });
    expect(directory.issued).toBe(0);
    const events = await eventsOf(ledger);
    expect(events.filter(({ type }) => type === 'PlanVoided')).toMatchObject([
      { cause: 'the account has a higher tier now' },
    ]);
    expect(present(await recoveryIn(ledger))).toMatchObject({ status: 'proofing', plan: { tier: 'privileged' } });
  });

  it('begins nothing while the directory does not say the tier (rule 6)', async () => {
    const { services, directory, ledger } = await approvedWorld();
    directory.tier = new AdapterError('unavailable', { retryable: true });
    const unread = { name: 'AdapterError', code: 'tier-unreadable', retryable: true };
    await expect(executeRecovery(services, REF)).rejects.toMatchObject(unread);
    expect(present(await recoveryIn(ledger))).toMatchObject({ status: 'approved', grant: null });
    directory.tier = null;
    await executeRecovery(services, REF);
    expect(directory.issued).toBe(1);
  });

  it('ends before there is a grant where the directory never says the tier (rule 6)', async () => {
    const { services, directory, ledger } = await approvedWorld();
    directory.tier = new AdapterError('access-denied', { retryable: false });
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect([directory.issued, await recoveryIn(ledger)]).toEqual([0, undefined]);
  });

  it('does not execute a recovery that was stopped while it began', async () => {
    const { services, calm, directory } = await approvedWorld();
    directory.pending = 1;
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'GrantPending' });
    await submit(calm, anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }));
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'ExecutionFailed' });
    expect(directory.issued).toBe(0);
  });

  it('takes back a grant whose time was up while the directory worked', async () => {
    const { services, directory, surroundings, calm, ledger } = await approvedWorld();
    const perform = directory.perform.bind(directory);
    directory.perform = async (request) => {
      surroundings.advance(4000);
      await revokeGrant({ ...services, ...calm }, REF, 'sweeper');
      return perform(request);
    };
    await expect(executeRecovery(services, REF)).rejects.toThrow();
    expect(directory.password).toBeNull();
    expect(count(await eventsOf(ledger), 'GrantIssued')).toBe(0);
  });
});

describe('revoking a grant', () => {
  const granted = async (ports?: CrashingPorts) => {
    const world = await approvedWorld(ports);
    await executeRecovery(world.services, REF);
    world.surroundings.advance(3600);
    return world;
  };

  it('is refused before it is due, whoever asks (rule 14)', async () => {
    const { services, directory } = await approvedWorld();
    await executeRecovery(services, REF);
    for (const trigger of ['workflow', 'schedule', 'sweeper'] as const) {
      await expect(revokeGrant(services, REF, trigger)).rejects.toMatchObject({ name: 'NotDue' });
    }
    expect(directory.password).not.toBeNull();
  });

  it.each(['workflow', 'schedule', 'sweeper'] as const)(
    'is finished by the %s alone, and only when it reads back gone',
    async (trigger) => {
      const { services, directory, ledger, boxes, timer, dueGrants } = await granted();
      await revokeGrant(services, REF, trigger);
      expect(directory.password).toBeNull();
      expect(present(await recoveryIn(ledger)).status).toBe('reviewing');
      expect([boxes.kept.size, timer.armed.size, dueGrants.noted.size]).toEqual([0, 0, 0]);
      expect(await eventsOf(ledger)).toContainEqual({ type: 'RevocationConfirmed', evidence: { status: 'DISABLED' } });
    },
  );

  it('is overdue, said once, retried, and never believed, while the directory still sees the grant', async () => {
    const { services, directory, ledger, surroundings, dueGrants } = await granted();
    directory.stuck = true;
    await expect(revokeGrant(services, REF, 'workflow')).rejects.toMatchObject({ name: 'GrantNotGone' });
    expect(count(await eventsOf(ledger), 'RevocationOverdue')).toBe(0);
    surroundings.advance(GRACE_SECONDS + 1);
    await expect(revokeGrant(services, REF, 'sweeper')).rejects.toMatchObject({ name: 'GrantNotGone' });
    await expect(revokeGrant(services, REF, 'sweeper')).rejects.toMatchObject({ name: 'GrantNotGone' });
    expect(count(await eventsOf(ledger), 'RevocationOverdue')).toBe(1);
    expect(dueGrants.noted.size).toBe(1);
    directory.stuck = false;
    await revokeGrant(services, REF, 'sweeper');
    expect(present(await recoveryIn(ledger)).status).toBe('reviewing');
  });

  it('is pending at the first attempt of the schedule while a rotation is still running, and overdue after three minutes', async () => {
    const { services, directory, ledger, surroundings } = await granted();
    directory.revoking = true;
    surroundings.advance(GRACE_SECONDS + 1);
    await expect(revokeGrant(services, REF, 'schedule')).rejects.toMatchObject({ name: 'GrantNotGone' });
    expect(count(await eventsOf(ledger), 'RevocationOverdue')).toBe(0);
    surroundings.advance(RUNNING_SECONDS - GRACE_SECONDS);
    await expect(revokeGrant(services, REF, 'schedule')).rejects.toMatchObject({ name: 'GrantNotGone' });
    expect(count(await eventsOf(ledger), 'RevocationOverdue')).toBe(1);
  });

  it('completes exactly once after a crash at any call, applied or not', async () => {
    const probe = new CrashingPorts();
    await granted(probe);
    const before = probe.calls.length;
    const points = await everyCrash(async (ports) => revokeGrant((await granted(ports)).services, REF, 'workflow'));
    for (const point of points.filter(({ call }) => call > before)) {
      const { services, directory, ledger, dueGrants, timer } = await granted(new CrashingPorts(point));
      await untilDone(() => revokeGrant(services, REF, 'workflow'));
      const events = await eventsOf(ledger);
      expect({ point, confirmed: count(events, 'RevocationConfirmed') }).toEqual({ point, confirmed: 1 });
      expect([directory.password, dueGrants.noted.size, timer.armed.size]).toEqual([null, 0, 0]);
    }
  });

  it('may be asked for by all three timers at once', async () => {
    const { services, ledger } = await granted();
    await Promise.all(
      (['workflow', 'schedule', 'sweeper'] as const).map((trigger) => revokeGrant(services, REF, trigger)),
    );
    expect(count(await eventsOf(ledger), 'RevocationConfirmed')).toBe(1);
  });

  it('follows a stop at once, long before the grant would expire', async () => {
    const { services, calm, directory } = await approvedWorld();
    await executeRecovery(services, REF);
    await submit(
      calm,
      anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }, { actor: ACTORS.jane }),
    );
    await revokeGrant(services, REF, 'workflow');
    expect(directory.password).toBeNull();
  });
});
