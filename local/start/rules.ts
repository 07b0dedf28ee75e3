import type { FunctionName } from '../../lambdas/contract/functions.ts';
import type { LocalAws } from '../aws/server.ts';
import { every } from './teardown.ts';

/** How the logs of directories are asked. */
export interface LogsAsked {
  /** Milliseconds between two looks; a minute, as deployed, or less. */
  readonly everyMs: number;
  /** The first look waits for it: a directory that does not answer yet is not asked. When it rejects, none is. */
  readonly whenReady: Promise<unknown>;
}

/** What calls functions at an interval. */
export interface Rules {
  /** Milliseconds between two runs of the sweeper. */
  readonly sweepMs: number;
  /** Whether there is a directory of record to look at. */
  readonly looks: boolean;
  readonly logs?: LogsAsked;
}

/** Milliseconds between two looks at the directories of record, as deployed. */
const LOOK_MS = 15 * 60_000;

/** Calls functions at their intervals, like the rules of a deployment. Returns a function that ends it. */
export function beginRules(aws: LocalAws, { sweepMs, looks, logs }: Rules): () => Promise<void> {
  const ends = [
    every(sweepMs, () => callByRule(aws, 'sweeper')),
    ...(looks ? [every(LOOK_MS, () => callByRule(aws, 'sync'))] : []),
  ];
  let isOver = false;
  void logs?.whenReady.then(
    () => {
      if (!isOver) ends.push(every(logs.everyMs, () => callByRule(aws, 'directoryLog')));
    },
    () => undefined,
  );
  return async () => {
    isOver = true;
    for (const end of ends) await end();
  };
}

/** A rule calls a function like EventBridge: Lambda takes the call, and nobody waits for its result. */
async function callByRule({ functions, asyncInvokes }: LocalAws, name: FunctionName): Promise<void> {
  await functions.for('events').admit(name);
  asyncInvokes.accept(name, {});
}
