import { Failure } from '../../failure.ts';
import type { Session } from '../../service/session.ts';
import type { Terminal } from '../../terminal.ts';

/** Requests in flight at once: far below the throttle of the API. */
const AT_ONCE = 4;

/** Rows between two lines of progress: at most twenty lines for a large import. */
const LEAST_BETWEEN = 100;
const MOST_LINES = 20;

type Telling = Pick<Terminal, 'err' | 'now'>;

interface Counted {
  readonly records: readonly unknown[];
}

/**
 * Works a few at once, begun in their order; tells how many records are done. Returns the results in that order. After a failure nothing more is
 * begun, and what is under way is waited for: the failure is thrown when nothing runs any more.
 */
export async function inTurns<Item extends Counted, Made>(
  items: readonly Item[],
  { terminal }: { readonly terminal: Telling },
  does: string,
  work: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  const all = items.reduce((sum, { records }) => sum + records.length, 0);
  const tell = teller(all, terminal, does);
  let [next, done] = [0, 0];
  const worker = async (): Promise<void> => {
    for (let at = next; at < items.length; at = next) {
      next += 1;
      const item = items[at] as Item;
      try {
        made[at] = await work(item);
      } catch (error) {
        next = items.length;
        throw error;
      }
      done += item.records.length;
      tell(done);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return made;
}

/** Prints the count when it has grown by a step, with the time that the rest will take at the same speed. */
export function teller(all: number, terminal: Telling, does: string): (done: number) => void {
  const step = Math.max(LEAST_BETWEEN, Math.ceil(all / MOST_LINES));
  const begin = Date.parse(terminal.now());
  let told = 0;
  return (done) => {
    if (done - told < step) return;
    told = done;
    const seconds = (Date.parse(terminal.now()) - begin) / 1000;
    const left = Math.ceil((seconds / done) * (all - done));
    terminal.err(`${does}: ${counted(done)} of ${counted(all)}${left > 0 ? `, about ${inWords(left)} left` : ''}\n`);
  };
}

const counted = (count: number): string => count.toLocaleString('en');

const inWords = (seconds: number): string => (seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`);

const PAUSE_MS = 2_000;
const PATIENCE = 30;

/** The API is throttled for everybody together: an import gives way. */
export async function patiently<Answer>(session: Session, ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Failure) || error.problem.status !== 429 || tries === PATIENCE) throw error;
      await session.terminal.sleep(PAUSE_MS);
    }
  }
}
