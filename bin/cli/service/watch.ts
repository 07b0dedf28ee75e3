import { Option } from 'commander';
import { numberArgument } from '../arguments.ts';
import type { Terminal } from '../terminal.ts';

const SECONDS = 5;

export interface Watching {
  /** Seconds between two looks; absent: one look. */
  readonly watch?: number;
}

/** `--watch` of a command that reads. */
export const watchOption = (): Option =>
  new Option('--watch [seconds]', `show it again every ${SECONDS} seconds, or as often as you say, until you stop it`)
    .argParser(numberArgument)
    .preset(SECONDS);

/** Clears the screen and begins at its top. */
const CLEAR = '\u001b[H\u001b[2J';

/**
 * Runs a command once, or again and again: a screen is drawn anew, and a file or a pipe gets what changed. `show` answers whether it is
 * over. A failure ends it, as it would end the command.
 */
export async function watched(
  terminal: Terminal,
  seconds: number | undefined,
  show: (terminal: Terminal) => Promise<boolean>,
): Promise<void> {
  if (seconds === undefined) {
    await show(terminal);
    return;
  }
  for (let before = ''; ; await terminal.sleep(seconds * 1000)) {
    const parts: string[] = [];
    const isOver = await show({ ...terminal, out: (text) => void parts.push(text) });
    const text = parts.join('');
    if (text !== before) terminal.out(terminal.stdoutIsTty ? `${CLEAR}${text}` : text);
    if (isOver) return;
    before = text;
  }
}
