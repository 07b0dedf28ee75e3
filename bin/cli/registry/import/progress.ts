import type { Terminal } from '../../terminal.ts';

/** Records in flight at once: far below the throttle of the API. */
const AT_ONCE = 8;

/** Records between two lines of progress: at most twenty lines for a large import. */
const LEAST_BETWEEN = 100;
const MOST_LINES = 20;

type Telling = Pick<Terminal, 'err' | 'now'>;

/**
 * Works a few at once, begun in the order of the files; tells how far it is. Returns the results in that order. After a failure nothing more is
 * begun, and what is under way is waited for: the failure is thrown when nothing runs any more.
 */
export async function inTurns<Item, Made>(
  items: readonly Item[],
  { terminal }: { readonly terminal: Telling },
  does: string,
  work: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  const tell = teller(items.length, terminal, does);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next; at < items.length; at = next) {
      next += 1;
      try {
        made[at] = await work(items[at] as Item);
      } catch (error) {
        next = items.length;
        throw error;
      }
      tell();
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return made;
}

/** Prints the count at every step, with the time that the rest will take at the same speed. */
function teller(all: number, terminal: Telling, does: string): () => void {
  const step = Math.max(LEAST_BETWEEN, Math.ceil(all / MOST_LINES));
  const begin = Date.parse(terminal.now());
  let done = 0;
  return () => {
    done += 1;
    if (done % step !== 0) return;
    const seconds = (Date.parse(terminal.now()) - begin) / 1000;
    const left = Math.ceil((seconds / done) * (all - done));
    terminal.err(`${does}: ${done} of ${all}${left > 0 ? `, about ${inWords(left)} left` : ''}\n`);
  };
}

const inWords = (seconds: number): string => (seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`);
