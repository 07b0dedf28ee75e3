import type { Terminal } from '../terminal.ts';

type Paint = (text: string) => string;

/** How output is emphasised; without colour every paint leaves the text as it is. */
export interface Style {
  readonly strong: Paint;
  readonly quiet: Paint;
  readonly good: Paint;
  readonly bad: Paint;
}

const paint =
  (on: boolean, code: number): Paint =>
  (text) =>
    on ? `\u001b[${code}m${text}\u001b[0m` : text;

/** Colour goes only to a terminal that can show it, and not where `NO_COLOR` is set to anything (https://no-color.org). */
export function styleFor(env: Terminal['env'], isTty: boolean): Style {
  const on = isTty && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return { strong: paint(on, 1), quiet: paint(on, 2), good: paint(on, 32), bad: paint(on, 31) };
}

/** What a renderer needs besides the facts. */
export interface View {
  readonly style: Style;
  readonly now: string;
}
