import { appendFileSync, readFileSync } from 'node:fs';
import type { Judged } from './guard.ts';
import type { Call } from './judge.ts';

/** Variable with the path of the file that judged calls are recorded in. */
export const RECORD_VARIABLE = 'COUNTERSIGN_RIGHTS';

/** Calls that are kept in memory before they are written. */
const MOST_WAITING = 20;

export interface Recorder {
  readonly record: (judged: Judged) => void;
  /** Writes what is still in memory. */
  readonly close: () => void;
}

/** The recorder that the environment asks for, or one that keeps nothing. */
export function recorderIn(environment: NodeJS.ProcessEnv): Recorder {
  const path = environment[RECORD_VARIABLE];
  return path === undefined ? { record: () => undefined, close: () => undefined } : recorderTo(path);
}

/** Records each different call once, one JSON object for each line; several processes may write one file. */
export function recorderTo(path: string): Recorder {
  const known = new Set<string>();
  let waiting: string[] = [];
  const write = (): void => {
    if (waiting.length > 0) appendFileSync(path, waiting.map((line) => `${line}\n`).join(''));
    waiting = [];
  };
  return {
    record: ({ principal, action, resource, context }) => {
      const line = JSON.stringify({ principal, action, resource, context });
      if (known.has(line)) return;
      known.add(line);
      waiting.push(line);
      if (waiting.length >= MOST_WAITING) write();
    },
    close: write,
  };
}

/** The different calls of a record. Throws a `SyntaxError` for a file that is no record. */
export function recordedIn(path: string): readonly Call[] {
  const lines = new Set(readFileSync(path, 'utf8').split('\n'));
  return [...lines].filter((line) => line !== '').map((line) => JSON.parse(line) as Call);
}
