import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { logTo } from '../../lambdas/app/log.ts';

export const LOG_FILE = 'log.jsonl';

/** Sends what the functions log, one JSON object a line, to a file in this folder. Gives back how to end it. */
export function logInto(folder: string): () => Promise<void> {
  const file = createWriteStream(join(folder, LOG_FILE), { flags: 'a', mode: 0o600 });
  logTo((line) => file.write(line));
  return () => {
    logTo(() => undefined);
    return new Promise((resolve) => file.end(resolve));
  };
}
