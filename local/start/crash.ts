import { log } from '../../lambdas/app/log.ts';
import type { StartArgs } from './args.ts';
import type { LocalSystem } from './system.ts';

/** Milliseconds for an orderly end after a crash. */
const PATIENCE_MS = 10_000;

type Crashing = Pick<LocalSystem, 'folder' | 'url' | 'stop'>;

/**
 * What nobody caught is logged and told on standard error, with what to do, and loses no state. An exception has broken off a step in the
 * middle, so the system ends in order and keeps its data; a rejected promise has not, so the system goes on.
 */
export class CrashWatch {
  readonly #args: Pick<StartArgs, 'policy' | 'empty'>;
  #system: Crashing | undefined;
  #isEnding = false;
  #isTold = false;

  constructor(args: Pick<StartArgs, 'policy' | 'empty'>) {
    this.#args = args;
    process.on('uncaughtException', (error) => void this.#end(error));
    process.on('unhandledRejection', (reason) => this.#tell(reason));
  }

  /** What is to be saved, as soon as it is there. */
  watch(system: Crashing): void {
    this.#system = system;
  }

  async #end(error: unknown): Promise<void> {
    log('error', 'an exception that nobody caught ends the system; start it again on its folder', { error });
    if (this.#isEnding) return;
    this.#isEnding = true;
    const system = this.#system;
    process.stderr.write(`\nstopped by an error in the code: ${placeOf(error)}\n`);
    if (system === undefined) process.exit(1);
    const { folder, url } = system;
    folder.keep();
    process.stderr.write(
      `Nothing that was accepted is lost. To go on:\n  ${restartLine(this.#args, folder.path, url)}\n` +
        `The error is at the end of ${folder.path}/log.jsonl; please report it with that line.\n`,
    );
    const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
    await Promise.race([system.stop().catch((failure: unknown) => this.#tell(failure)), late]);
    process.exit(1);
  }

  #tell(reason: unknown): void {
    log('error', 'a failure that nobody waited for; the system goes on', { error: reason });
    if (this.#isTold) return;
    this.#isTold = true;
    const where = this.#system === undefined ? 'the log' : `${this.#system.folder.path}/log.jsonl`;
    process.stderr.write(
      `an error in the code: ${placeOf(reason)}\nThe system goes on. Further ones are in ${where} only; please report them.\n`,
    );
  }
}

/** The name and the place of an error, never its message, which may quote what somebody sent. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frame = error.stack?.split('\n').find((line) => line.startsWith('    at '));
  return `${error.name} ${frame?.trim() ?? ''}`.trim();
}

const restartLine = ({ policy, empty }: Pick<StartArgs, 'policy' | 'empty'>, folder: string, url: string): string =>
  `npm start -- --data ${quoted(folder)} --port ${new URL(url).port} --policy ${quoted(policy)}${empty ? ' --empty' : ''}`;

/** As a shell takes it. */
const quoted = (text: string): string => (/^[\w./@:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
