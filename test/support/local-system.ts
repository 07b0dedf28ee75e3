import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KeyCounts } from '../../lib/signing-keys.ts';
import type { Intercept } from '../../local/start/functions.ts';
import type { LocalSystem } from '../../local/start/system.ts';

const SHIPPED = fileURLToPath(new URL('../../policies/default.yaml', import.meta.url));

/** Rules that only shorten: a test can wait until an unlock is not proved, and until half of the time for the approvers of staging is over. */
const QUICK_UNLOCK = `
  - id: test-quick-unlock
    control: time-bound-grant
    when: { action: [unlock] }
    require: { proofWindow: 8s }
  - id: test-quick-approval
    control: time-bound-grant
    when: { kind: [human], environment: [staging] }
    require: { approvalWindow: 24s }
`;

/** Windows long enough for a busy machine, with waits and grants short enough for a test; without working hours; every sighting is drawn for a review, so that no test depends on chance. */
const SHORT = `name: scenario
extends: base.yaml
atMost: { proofWindow: 1m, approvalWindow: 1m, coolingOff: 1s, grant: 6s, reviewWithin: 1m }
hours: { zone: Etc/UTC, days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00" }
sightingsReviewed: 100
`;

/** Writes the shipped policy with short waits, and with further settings, into a folder; returns its path. */
export async function shortPolicy(folder: string, settings = '', grant = '6s', proofWindow = '1m'): Promise<string> {
  await writeFile(join(folder, 'base.yaml'), (await readFile(SHIPPED, 'utf8')) + QUICK_UNLOCK);
  const short = SHORT.replace('grant: 6s', `grant: ${grant}`).replace('proofWindow: 1m', `proofWindow: ${proofWindow}`);
  await writeFile(join(folder, 'short.yaml'), short + settings);
  return join(folder, 'short.yaml');
}

/** The whole system in this process, with short waits, and a way to remove it. */
export async function startScenario(
  intercept?: Intercept,
  signingKeys?: KeyCounts,
  settings?: string,
  grant?: string,
  definition?: unknown,
  proofWindow?: string,
): Promise<{ system: LocalSystem; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-scenario-'));
  const { startLocal } = await import('../../local/start/system.ts');
  const policy = await shortPolicy(folder, settings, grant, proofWindow);
  const system = await startLocal({
    policy,
    sweepMs: 1_000,
    ...(intercept && { intercept }),
    ...(signingKeys && { signingKeys }),
    ...(definition !== undefined && { definition }),
  });
  const stop = async () => {
    await system.stop();
    await rm(folder, { recursive: true });
  };
  return { system, stop };
}
