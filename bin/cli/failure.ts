/** The exit codes of the process; part of the command line's interface. */
export const EXIT = {
  ok: 0,
  /** The service refused, or the person answered no. */
  refused: 1,
  usage: 2,
  /** No answer, a 5xx, or an answer that is not Countersign's. */
  unreachable: 3,
  /** The ledger, or a plan that the service shows, fails verification. */
  notIntact: 4,
  /** A bug of this program. */
  defect: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** RFC 9457 problem details, from the service or in its format. Further members are the facts. */
export interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status?: number;
  readonly code: string;
  readonly detail?: string;
  readonly correlation?: string;
  readonly [fact: string]: unknown;
}

interface Circumstances {
  /** Advice for the person, as a sentence without a period. */
  readonly hint?: string | undefined;
  /** The problem exactly as the service sent it. */
  readonly verbatim?: string;
}

/** Ends the command with a problem to print and an exit code. Never contains a token or a credential. */
export class Failure extends Error {
  readonly exit: ExitCode;
  readonly problem: Problem;
  readonly circumstances: Circumstances;

  constructor(exit: ExitCode, problem: Problem, circumstances: Circumstances = {}) {
    super(problem.title);
    this.name = 'Failure';
    this.exit = exit;
    this.problem = problem;
    this.circumstances = circumstances;
  }
}

/** Ends the command after everything was printed. */
export class Told extends Error {
  readonly exit: ExitCode;

  constructor(exit: ExitCode) {
    super('told');
    this.name = 'Told';
    this.exit = exit;
  }
}

/** The command line is wrong; nothing was sent. */
export const usageFailure = (title: string, hint?: string): Failure =>
  new Failure(EXIT.usage, { code: 'usage', title }, { hint });
