/** One action of the demo, and its result. */
export interface Step {
  /** Seconds since the beginning. */
  readonly at: number;
  /** The subject, in one word. */
  readonly about: string;
  readonly who: string;
  readonly did: string;
  readonly answer: string;
}

/** The style of a part of a line; without colours the text is unchanged. */
export interface Ink {
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

/** Colours for a terminal, unless the person wants none (no-color.org). */
export function inkFor({ isTty, noColor }: { readonly isTty: boolean; readonly noColor: string | undefined }): Ink {
  const plain = !isTty || (noColor !== undefined && noColor !== '');
  const wrap = (code: number) => (text: string) => (plain ? text : `\u001b[${code}m${text}\u001b[0m`);
  return { faint: wrap(2), strong: wrap(1) };
}

const WIDTHS = { about: 8, who: 15, did: 46 } as const;

/** The steps so far, printed line by line as they happen. */
export class Timeline {
  readonly steps: Step[] = [];
  readonly #startedAt = performance.now();
  readonly #print: (line: string) => void;
  readonly #ink: Ink;

  constructor(print: (line: string) => void, ink: Ink) {
    this.#print = print;
    this.#ink = ink;
  }

  /** Seconds since the beginning, to a tenth. */
  get seconds(): number {
    return Math.round((performance.now() - this.#startedAt) / 100) / 10;
  }

  heading(text: string): void {
    this.#print(`\n${this.#ink.strong(text)}\n`);
  }

  tell(step: Omit<Step, 'at'>): void {
    const at = this.seconds;
    this.steps.push({ at, ...step });
    const { about, who, did, answer } = step;
    const time = this.#ink.faint(`${at.toFixed(1).padStart(5)} s`);
    const head = `${about.padEnd(WIDTHS.about)}  ${who.padEnd(WIDTHS.who)}  ${did.padEnd(WIDTHS.did)}`;
    this.#print(`${time}  ${answer === '' ? head.trimEnd() : `${head}  ${this.#ink.faint(answer)}`}`);
  }

  /** A line outside the timeline. */
  note(text: string): void {
    this.#print(`         ${text}`);
  }
}
