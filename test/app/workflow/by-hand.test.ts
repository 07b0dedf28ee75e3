import { describe, expect, it } from '@jest/globals';
import { executeRecovery, revokeGrant } from '../../../lambdas/app/workflow/execution.ts';
import { isOverdue } from '../../../lambdas/app/workflow/overdue.ts';
import { sweepDueGrants } from '../../../lambdas/app/workflow/sweep.ts';
import type { Family } from '../../../lambdas/core/audit/families.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { isGatePassed, timersOf } from '../../../lambdas/core/recovery/state/life.ts';
import { Crash, CrashingPorts, type CrashPoint } from '../../support/crash.ts';
import { present, REF } from '../../support/execution-world.ts';
import { at } from '../../support/fixtures.ts';
import { BESIDE_A_DECISION, type Signs } from '../../support/forged-decisions.ts';
import { forgedAfter } from '../../support/forgery.ts';
import { type Hand, HandWorld, handOf, WINDOW } from '../../support/hand-world.ts';

/** What the state machine is told. */
const told = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  );

const executes = ({ services }: HandWorld) => told(executeRecovery(services, REF));
const revokes = ({ services }: HandWorld) => told(revokeGrant(services, REF, 'workflow'));

const eventsIn = ({ rows }: HandWorld): readonly LedgerEvent[] =>
  (rows.get(REF.account) ?? []).flatMap(
    ({ bytes }) => (JSON.parse(bytes) as { events: readonly LedgerEvent[] }).events,
  );
const count = (world: HandWorld, type: LedgerEvent['type']): number =>
  eventsIn(world).filter((event) => event.type === type).length;

const codeOf = async (answer: Promise<{ readonly refusal: { readonly code: string } | null }>) =>
  (await answer).refusal?.code ?? 'taken';

/** A world of each stage is made once: each test has its own copy. */
const once = (make: () => Promise<HandWorld>) => {
  let made: Promise<HandWorld> | undefined;
  return async (ports?: CrashingPorts): Promise<HandWorld> => {
    made ??= make();
    return (await made).copy(ports);
  };
};

const approved = once(() => HandWorld.approved());

const waiting = once(async () => {
  const world = await approved();
  expect(await executes(world)).toBe('WorkAwaited');
  return world;
});

const worked = once(async () => (await waiting()).worked());

const granted = once(async () => {
  const world = await worked();
  expect(await executes(world)).toBe('done');
  return world;
});

/** The grant is over, and its end waits for people. */
const ending = once(async () => {
  const world = await granted();
  world.surroundings.advance(3600);
  expect(await revokes(world)).toBe('WorkAwaited');
  return world;
});

const undone = once(async () => (await ending()).worked('revoke'));

/** Tries again after a crash, as the state machine does. */
async function untilTold(work: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const answer = await work().then(
      () => 'done',
      (error: Error) => error,
    );
    if (!(answer instanceof Crash)) return answer instanceof Error ? answer.name : answer;
  }
}

/** The same work from the same world, with a crash before and after each call that it makes. */
async function everyCrash(
  begin: (ports: CrashingPorts) => Promise<HandWorld>,
  work: (world: HandWorld) => Promise<unknown>,
  check: (world: HandWorld, told: unknown, point: CrashPoint) => void,
): Promise<void> {
  const counting = new CrashingPorts();
  await work(await begin(counting)).catch(() => undefined);
  expect(counting.calls.length).toBeGreaterThan(3);
  for (const [index] of counting.calls.entries())
    for (const applied of [false, true]) {
      const point = { call: index + 1, applied };
      const world = await begin(new CrashingPorts(point));
      check(world, await untilTold(() => work(world)), point);
    }
}

/** Writes a commit by hand, as a captured function would. */
async function puts(world: HandWorld, family: Family, command: 'ReportWork' | 'ConfirmWork', event: object, by: Hand) {
  const head = await world.memory.head(REF.account);
  const about = { stream: REF.account, family, command, actor: handOf(by), at: world.surroundings.now() } as const;
  await world.memory.append(forgedAfter(head, { ...about, events: [event as LedgerEvent] }));
}

const nilsConfirms = async (world: HandWorld, signed: unknown, stage: 'perform' | 'revoke' = 'perform') => {
  const { report, note } = await world.confirming(stage);
  const beside = signed === undefined ? {} : { signed };
  const event = { type: 'WorkConfirmed', stage, by: 'person:nils', report, note, ...beside };
  await puts(world, 'people', 'ConfirmWork', event, 'nils');
};

/** The end by the ledger, the one-time schedule and the sweeper's queue. */
const endsOf = async (world: HandWorld) => [
  present(present(await world.recovery()).grant).expiresAt,
  world.timer.armed.get(REF.recovery),
  world.dueGrants.noted.get(REF.recovery)?.dueAt,
];

describe('work by hand', () => {
  it('is waited for, with the end of the grant armed before anybody begins (rule 14)', async () => {
    const world = await waiting();
    const recovery = present(await world.recovery());
    expect([recovery.status, isGatePassed(recovery, 'work')]).toEqual(['executing', false]);
    expect(timersOf(recovery, world.surroundings.now()).workSeconds).toBe(WINDOW);
    expect([world.timer.armed.size, world.dueGrants.noted.size]).toEqual([1, 1]);
  });

  it('goes on once an operator did it and another one has looked, and keeps who, when and where the evidence is', async () => {
    const world = await waiting();
    await world.reports('nora');
    expect(isGatePassed(present(await world.recovery()), 'work')).toBe(false);
    expect(await executes(world)).toBe('WorkAwaited');
    await world.confirms('nils');
    expect(isGatePassed(present(await world.recovery()), 'work')).toBe(true);
    expect(await executes(world)).toBe('done');
    expect(eventsIn(world).find(({ type }) => type === 'GrantIssued')).toMatchObject({
      ...{ reference: 'change/CHG-1', claimable: false },
      evidence: { operator: 'person:nora', confirmer: 'person:nils', reference: 'change/CHG-1' },
    });
  });

  it('gives one grant, however often it is executed', async () => {
    const world = await granted();
    expect(await executes(world)).toBe('done');
    expect(count(world, 'GrantIssued')).toBe(1);
  });

  it('waits, and then gives one grant, after a crash at any call, applied or not', async () => {
    const work = ({ services }: HandWorld) => executeRecovery(services, REF);
    await everyCrash(approved, work, (world, told, point) =>
      expect([point, told, count(world, 'ExecutionStarted')]).toEqual([point, 'WorkAwaited', 1]),
    );
    await everyCrash(worked, work, (world, told, point) =>
      expect([point, told, count(world, 'GrantIssued')]).toEqual([point, 'done', 1]),
    );
  });

  it('fails when its time is over, and what may have been done is undone by hand', async () => {
    const world = await waiting();
    await world.reports('nora');
    world.surroundings.advance(WINDOW);
    expect(await codeOf(world.confirms('nils'))).toBe('window-passed');
    expect(await executes(world)).toBe('ExecutionFailed');
    expect(eventsIn(world).at(-1)).toEqual({ type: 'ExecutionFailed', code: 'work-late' });
    expect(await revokes(world)).toBe('WorkAwaited');
    await world.worked('revoke');
    expect(await revokes(world)).toBe('done');
    expect(await world.status()).toBe('reviewing');
  });

  it('arms the latest end before it, and the end of the plan once it is done, by every timer', async () => {
    const world = await waiting();
    const latest = WINDOW + 3600;
    expect(await endsOf(world)).toEqual([at(latest), at(latest), at(latest)]);
    world.surroundings.advance(600);
    await world.worked();
    expect(await executes(world)).toBe('done');
    expect(await endsOf(world)).toEqual([at(600 + 3600), at(600 + 3600), at(600 + 3600)]);
  });

  it('is revoked by the other timers even where nobody executed it again', async () => {
    const world = await worked();
    world.surroundings.advance(WINDOW + 3600);
    expect(await revokes(world)).toBe('WorkAwaited');
    expect(await executes(world)).toBe('done');
    expect(count(world, 'GrantIssued')).toBe(0);
  });
});

describe('who may work by hand', () => {
  it.each<[string, (world: HandWorld) => Promise<string>, string]>([
    ['somebody without the part', (world) => codeOf(world.reports('paul')), 'role-missing'],
    [
      'the same person twice',
      async (world) => {
        await world.reports('nora');
        return codeOf(world.confirms('nora'));
      },
      'conflicting-part',
    ],
    [
      'whoever reported before somebody else did',
      async (world) => {
        await world.reports('nora');
        await world.reports('nina');
        return codeOf(world.confirms('nora'));
      },
      'conflicting-part',
    ],
    [
      'somebody without the part, who confirms',
      async (world) => {
        await world.reports('nora');
        return codeOf(world.confirms('paul'));
      },
      'role-missing',
    ],
    ['nobody has reported yet', (world) => codeOf(world.confirms('nils')), 'wrong-status'],
    [
      'a report that has been replaced since',
      async (world) => {
        await world.reports('nora');
        const earlier = await world.confirming();
        await world.reports('nora', 'perform', 'change/CHG-2');
        return codeOf(world.says('nils', earlier));
      },
      'work-changed',
    ],
    [
      'what is confirmed already',
      async (world) => {
        await world.worked();
        return codeOf(world.reports('nina'));
      },
      'wrong-status',
    ],
    ['the end, before it is asked', (world) => codeOf(world.reports('nora', 'revoke')), 'wrong-status'],
    [
      'a report that nobody signed',
      (world) =>
        codeOf(world.says('nora', { type: 'ReportWork', stage: 'perform', reference: 'x/1', note: 'x' }, null)),
      'statement-invalid',
    ],
    [
      'a confirmation signed for another report',
      async (world) => {
        await world.reports('nora');
        const command = await world.confirming();
        return codeOf(world.says('nils', command, world.signs('nils', { ...command, note: 'something else' })));
      },
      'statement-invalid',
    ],
    [
      'what another person signed',
      async (world) => {
        await world.reports('nora');
        const command = await world.confirming();
        return codeOf(world.says('nils', command, world.signs('nina', command)));
      },
      'statement-invalid',
    ],
  ])('not: %s', async (_, tries, code) => {
    const world = await waiting();
    expect(await tries(world)).toBe(code);
    expect(count(world, 'GrantIssued')).toBe(0);
  });

  it('is asked of nobody before the execution begins', async () => {
    expect(await codeOf((await approved()).reports('nora'))).toBe('wrong-status');
  });
});

describe('what two people signed, put by hand', () => {
  const asSigner = (world: HandWorld, digest: string): Signs => ({
    get key() {
      return world.keys.nils;
    },
    set key(key) {
      Object.assign(world.keys, { nils: key });
    },
    digest: async () => digest,
    signs: async (over, ceremony) => {
      const command = await world.confirming();
      const { statement } = world.signs('nils', command, over);
      const { challengeOf } = await import('../../../lambdas/core/approvals/statement.ts');
      const { SITE } = await import('../../support/statement-world.ts');
      return {
        statement,
        assertion: world.keys.nils.use({ challenge: challengeOf(statement), origin: SITE, ...ceremony }),
      };
    },
  });

  it.each(BESIDE_A_DECISION)('is no confirmation with %s beside it', async (_, forge) => {
    const world = await waiting();
    await world.reports('nora');
    const { decidedBy } = await import('../../../lambdas/core/recovery/assess/signed.ts');
    const { digest } = present(decidedBy(await world.confirming()));
    await nilsConfirms(world, await forge(asSigner(world, digest)));
    expect(await executes(world)).toBe('ExecutionFailed');
    expect(eventsIn(world).at(-1)).toEqual({ type: 'ExecutionFailed', code: 'work-unsigned' });
    expect(count(world, 'GrantIssued')).toBe(0);
  });

  it('is none of a person who has lost the part since, or confirms their own work', async () => {
    const left = await worked();
    await left.enrol('nils', []);
    expect(await executes(left)).toBe('ExecutionFailed');
    const own = await waiting();
    await own.reports('nora');
    const command = await own.confirming();
    const signed = own.signs('nora', command);
    const { report, note } = command;
    const event = { type: 'WorkConfirmed', stage: 'perform', by: 'person:nora', report, note, signed };
    await puts(own, 'people', 'ConfirmWork', event, 'nora');
    expect(await executes(own)).toBe('ExecutionFailed');
  });

  it('ends no grant: it is not gone, and real operators can still end it', async () => {
    const world = await ending();
    await world.reports('nora', 'revoke');
    await nilsConfirms(world, undefined, 'revoke');
    expect(await revokes(world)).toBe('GrantNotGone');
    expect(await world.status()).not.toBe('reviewing');
    await world.worked('revoke');
    expect(await revokes(world)).toBe('done');
  });
});

describe('the end of what was given by hand', () => {
  it('is asked of people, waits at its gate, and is confirmed by two', async () => {
    const world = await ending();
    const asked = present(await world.recovery());
    expect([asked.status, isGatePassed(asked, 'work')]).toEqual(['revoking', false]);
    // Whoever looked at the beginning does not work now, and whoever worked does not look.
    expect(await codeOf(world.reports('nils', 'revoke'))).toBe('conflicting-part');
    await world.reports('nina', 'revoke', 'change/CHG-9');
    expect(await revokes(world)).toBe('WorkAwaited');
    expect(await codeOf(world.confirms('nora', 'revoke'))).toBe('conflicting-part');
    await world.confirms('nils', 'revoke');
    expect(await revokes(world)).toBe('done');
    expect(eventsIn(world).find(({ type }) => type === 'RevocationConfirmed')).toMatchObject({
      evidence: { operator: 'person:nina', confirmer: 'person:nils', reference: 'change/CHG-9' },
    });
    expect([world.timer.armed.size, world.dueGrants.noted.size]).toEqual([0, 0]);
  });

  it('rings when nobody has done it in time, is waited for again, and ends all the same', async () => {
    const world = await ending();
    world.surroundings.advance(WINDOW);
    expect(await revokes(world)).toBe('WorkAwaited');
    expect(count(world, 'RevocationOverdue')).toBe(0);
    world.surroundings.advance(1);
    expect(await revokes(world)).toBe('WorkAwaited');
    expect(eventsIn(world).at(-1)).toEqual({ type: 'RevocationOverdue', code: 'WorkAwaited' });
    const late = present(await world.recovery());
    expect(timersOf(late, world.surroundings.now()).workSeconds).toBe(3600);
    await world.worked('revoke');
    expect(await revokes(world)).toBe('done');
    expect(await world.status()).toBe('reviewing');
  });

  it('is no failure of the sweeper while people have time, is one afterwards, and is completed by it alone', async () => {
    const world = await granted();
    const sweep = async () => {
      const { revoked, pending, failed } = await sweepDueGrants(world.services, () => 60_000);
      return { revoked, pending, failed };
    };
    world.surroundings.advance(3700);
    expect(await sweep()).toEqual({ revoked: 0, pending: 1, failed: 0 });
    world.surroundings.advance(WINDOW + 300);
    expect(await sweep()).toEqual({ revoked: 0, pending: 0, failed: 1 });
    expect(count(world, 'RevocationOverdue')).toBe(1);
    await world.worked('revoke');
    world.surroundings.advance(300);
    expect(await sweep()).toEqual({ revoked: 1, pending: 0, failed: 0 });
  });

  it('happens once after a crash at any call, applied or not', async () => {
    const work = ({ services }: HandWorld) => revokeGrant(services, REF, 'workflow');
    await everyCrash(undone, work, (world, told, point) =>
      expect([point, told, count(world, 'RevocationConfirmed')]).toEqual([point, 'done', 1]),
    );
  });

  it('counts as overdue by the time that people have', async () => {
    const world = await ending();
    const error: unknown = await revokeGrant(world.services, REF, 'workflow').catch((one: unknown) => one);
    const end = present(present(await world.recovery()).grant).expiresAt;
    expect(isOverdue(end, world.surroundings.now(), error)).toBe(false);
    world.surroundings.advance(WINDOW + 1);
    expect(isOverdue(end, world.surroundings.now(), error)).toBe(true);
  });
});
