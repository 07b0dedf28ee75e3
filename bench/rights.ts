import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Policies } from '../local/iam/judge.ts';
import { OPERATOR } from '../local/iam/principal.ts';
import { RECORD_VARIABLE, recordedIn } from '../local/iam/record.ts';
import { type Finding, replay } from '../local/iam/replay.ts';
import { withOperator } from '../local/start/guard.ts';
import { deployedParts } from '../local/start/template.ts';
import type { Bench, Measure } from './measure.ts';
import { reasonOf } from './rights-kept.ts';

/** The suites that run the whole system. */
const SUITES = ['test/scenarios', 'test/attacks/attacks', 'test/local/demo/main', 'test/local/first-day'];

/** Runs the scenarios with a record of every judged call. Throws an `Error` when one of them fails. */
function recordInto(path: string): void {
  const args = [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--silent',
    '--reporters=summary',
    '--runInBand',
  ];
  const env = { ...process.env, [RECORD_VARIABLE]: path };
  const { status } = spawnSync(process.execPath, [...args, ...SUITES], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('a scenario fails, so its calls prove nothing');
}

/** What a finding says of a statement, and of each of its actions that nothing used. */
export function measuresOf({ placed, needs, idle }: Finding): readonly Measure[] {
  const row = (what: string, isUsed: boolean, reason: string | undefined): Measure => ({
    what: isUsed || reason === undefined ? what : `${what} -- ${reason}`,
    value: isUsed || reason !== undefined ? 0 : 1,
    unit: 'unproved',
    atMost: 0,
  });
  const whole = row(placed.id, needs !== undefined, reasonOf(placed));
  const parts =
    needs === undefined ? [] : idle.map((action) => row(`${placed.id} :: ${action}`, false, reasonOf(placed, action)));
  return [whole, ...parts];
}

/** Every statement of the template, the unproved ones last. */
export async function rightsIn(policies: Policies, path: string): Promise<readonly Measure[]> {
  const calls = recordedIn(path);
  // Whoever administers the account shows what the policies of resources deny to everybody; those rights are nobody's to prove.
  const findings = (await replay(withOperator(policies), calls)).filter(({ placed }) => placed.of !== OPERATOR);
  const measures = findings.flatMap(measuresOf);
  const needed = findings.filter(({ needs }) => needs !== undefined).length;
  return [
    ...[...measures].sort((a, b) => a.value - b.value),
    { what: 'different calls that were recorded', value: calls.length, unit: 'calls' },
    { what: 'statements', value: findings.length, unit: 'calls' },
    { what: 'statements without which a recorded call is decided otherwise', value: needed, unit: 'calls' },
  ];
}

async function run(): Promise<readonly Measure[]> {
  const kept = process.env[RECORD_VARIABLE];
  const folder = mkdtempSync(join(tmpdir(), 'countersign-rights-'));
  try {
    const path = kept ?? join(folder, 'calls.jsonl');
    if (kept === undefined) recordInto(path);
    return await rightsIn(deployedParts().policies, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Whether each right of the template is needed: the scenarios run with IAM enforced, and their calls are judged again without each single
 * statement. `COUNTERSIGN_RIGHTS` names a record that a run with this variable has written already.
 */
export const rightsBench: Bench = {
  says: 'each statement of the template is needed by a recorded call, or kept for a reason',
  run,
};
