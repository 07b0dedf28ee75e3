import type { SystemFacts, SystemKind } from '../../core/audit/findings/facts.ts';
import type { DirectoryHealth } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import { log } from '../log.ts';

/** The systems behind secrets that a deployment names, by kind and name. */
export type ExaminedSystems = Readonly<Record<SystemKind, Readonly<Record<string, DirectoryHealth>>>>;

/** Milliseconds in which a system answers: whoever asks waits for all of them at once. */
const PATIENCE_MS = 10_000;

/** The input by which the doctor has the rotation function look at the systems that it calls. */
export const isExamination = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'examine' in event && event.examine === 'systems';

/**
 * What is wrong with each system, by code; null: nothing. One that does not answer in time is `unavailable`, and hinders no other. Whoever calls the
 * systems is the one who looks: no other function has their credentials.
 */
export async function examineSystems(systems: ExaminedSystems): Promise<readonly SystemFacts[]> {
  const all = Object.entries(systems) as [SystemKind, ExaminedSystems[SystemKind]][];
  return Promise.all(
    all.flatMap(([kind, named]) =>
      Object.entries(named).map(async ([name, one]) => ({ kind, name, flaw: await inTime(flawOf(one)) })),
    ),
  );
}

/** A system that cannot be looked at is said by the code of that, and hinders no other either. */
async function flawOf(one: DirectoryHealth): Promise<string | null> {
  try {
    return await one.flaw();
  } catch (error) {
    if (error instanceof AdapterError) return error.code;
    log('error', 'a system could not be examined', { error: error instanceof Error ? error.name : 'unknown' });
    return 'unavailable';
  }
}

function inTime(asked: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('unavailable'), PATIENCE_MS);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
