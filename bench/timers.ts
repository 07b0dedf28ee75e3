import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bench, type Measure, percentile } from './measure.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Days of a thousand grants for each timer. */
const DAYS = 4;

/**
 * Seconds: a schedule is armed somewhat before the end, and fires within a minute; the sweeper looks every minute at what is a minute overdue. Each
 * ending then takes seconds of its own.
 */
const TIMERS = {
  workflow: { name: 'the workflow alone', share: 0.99, says: 'p99', atMost: 60 },
  schedule: { name: 'the one-time schedule alone', share: 0.99, says: 'p99', atMost: 60 },
  sweeper: { name: 'the sweeper alone', share: 1, says: 'the longest', atMost: 300 },
} as const;

/** What the days of one timer came to. */
interface Ended {
  readonly grants: number;
  readonly lost: number;
  readonly takenAway: number;
  readonly replaced: number;
  readonly lags: readonly number[];
}

async function run(): Promise<readonly Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-timers-'));
  try {
    const report = join(folder, 'report.json');
    await simulated(report);
    const days = JSON.parse(readFileSync(report, 'utf8')) as Readonly<Record<keyof typeof TIMERS, readonly Ended[]>>;
    return (Object.keys(TIMERS) as (keyof typeof TIMERS)[]).flatMap((alive) => measuresOf(alive, days[alive]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measuresOf(alive: keyof typeof TIMERS, days: readonly Ended[]): readonly Measure[] {
  const { name, share, says, atMost } = TIMERS[alive];
  const sum = (count: 'grants' | 'lost' | 'takenAway' | 'replaced') => days.reduce((all, day) => all + day[count], 0);
  const lags = days.flatMap((day) => day.lags);
  return [
    { what: `${name}: grants`, value: sum('grants'), unit: 'grants' },
    { what: `${name}: grants that a newer one replaced`, value: sum('replaced'), unit: 'grants' },
    { what: `${name}: grants that did not end`, value: sum('lost'), unit: 'grants', atMost: 0 },
    { what: `${name}: newer grants that an older one took away`, value: sum('takenAway'), unit: 'grants', atMost: 0 },
    { what: `${name}: after the end, p50`, value: percentile(lags, 0.5), unit: 's' },
    { what: `${name}: after the end, ${says}`, value: percentile(lags, share), unit: 's', atMost },
    ...(share === 1
      ? []
      : [{ what: `${name}: after the end, the longest`, value: Math.max(...lags), unit: 's' as const }]),
  ];
}

/** Runs the days of the property in the tests, on the same seeds every time. */
function simulated(report: string): Promise<void> {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const args = ['--experimental-vm-modules', jest, 'test/app/workflow/timers.test.ts', '-t', '^bench$', '--runInBand'];
  const env = { ...process.env, TIMERS_DAYS: String(DAYS), TIMERS_REPORT: report };
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`the days ended with ${code}`))));
  });
}

/** Every grant ends by whichever timer is left. */
export const timersBench: Bench = {
  says: `${DAYS},000 grants for each timer that is left alone, on a virtual clock, with the real commands, functions, definition and schedules; calls come twice, hours late and out of order`,
  run,
};
