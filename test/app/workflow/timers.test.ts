import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FunctionName } from '../../../lambdas/contract/functions.ts';
import { composed } from '../../support/compose.ts';
import { caughtLog } from '../../support/http.ts';
import { SEED } from '../../support/properties.ts';
import { type Alive, type DayServices, TimersDay } from '../../support/timers/day.ts';
import type { Ended } from '../../support/timers/ended.ts';

let given: DayServices | undefined;

/** The functions have the services of the day in which they are called. */
function compose(services: DayServices): void {
  if (services === given) return;
  given = services;
  const { execution, gates } = services;
  composed('workflow', { assessmentServices: execution, executingServices: execution, executionServices: execution });
  composed('gate-task', { gateServices: { ...execution, gates } });
  composed('ledger', { submitServices: execution });
}
for (const module of ['workflow', 'gate-task', 'ledger']) composed(module, {});

const HANDLERS: Readonly<Partial<Record<FunctionName, (input: never) => unknown>>> = {
  assess: (await import('../../../lambdas/handlers/assess.ts')).handler,
  execute: (await import('../../../lambdas/handlers/execute.ts')).handler,
  openGate: (await import('../../../lambdas/handlers/open-gate.ts')).handler,
  revoke: (await import('../../../lambdas/handlers/revoke.ts')).handler,
  close: (await import('../../../lambdas/handlers/close.ts')).handler,
  // Half of a stage's window passes where somebody is asked again: the execution reads its timers anew.
  expireStage: (await import('../../../lambdas/handlers/expire-stage.ts')).handler,
};
const { handler: sweeper } = await import('../../../lambdas/handlers/sweeper.ts');

const call = async (services: DayServices, name: FunctionName, payload: object): Promise<unknown> => {
  compose(services);
  if (name === 'sweeper') return sweeper({}, { getRemainingTimeInMillis: services.left });
  const handler = HANDLERS[name];
  if (handler === undefined) throw new Error(`no function \`${name}\` in this`);
  return handler(payload as never);
};

const dayOf = (alive: Alive, grants: number, seed: number): Promise<Ended> =>
  new TimersDay({ alive, grants, seed, call }).run();

beforeEach(() => void caughtLog());
afterEach(() => void jest.restoreAllMocks());

/** Of two accounts, which is enough for grants that replace each other. */
const GRANTS = 20;

/**
 * Seconds after a grant's end: to the second; or within a minute that begins somewhat earlier, and then an ending of some seconds; or when the
 * sweeper comes. Of 250 days of 20 grants, none had more than one grant that took longer.
 */
const SOONER = { workflow: 60, schedule: 60, sweeper: 300 } as const;

describe(`a day of grants with one timer left (SEED=${SEED})`, () => {
  it.each(['workflow', 'schedule', 'sweeper'] as const)(
    'ends every grant by the %s alone, and never takes a newer one away, whatever comes twice, late or out of order',
    async (alive) => {
      const { lags, replaced, ...ended } = await dayOf(alive, GRANTS, SEED);
      expect(ended).toEqual({ grants: GRANTS, lost: 0, takenAway: 0 });
      expect(lags.filter((lag) => lag <= SOONER[alive]).length).toBeGreaterThan(GRANTS * 0.8);
    },
  );

  it('ends none when no timer is left: the day would see that one is lost', async () => {
    const { grants, lost } = await dayOf('none', 10, SEED);
    expect([lost === grants, grants > 0]).toEqual([true, true]);
  });
});

const { TIMERS_DAYS: days, TIMERS_REPORT: report } = process.env;

/** `npm run bench -- timers`: many days of a thousand grants, the same in every run. */
if (days !== undefined && report !== undefined)
  it('bench', async () => {
    const all: Record<string, Ended[]> = {};
    for (const alive of ['workflow', 'schedule', 'sweeper'] as const)
      for (let seed = 1; seed <= Number(days); seed += 1)
        all[alive] = [...(all[alive] ?? []), await dayOf(alive, 1_000, seed)];
    expect(Object.values(all).flat()).toHaveLength(3 * Number(days));
    writeFileSync(report, JSON.stringify(all));
  }, 3_600_000);
