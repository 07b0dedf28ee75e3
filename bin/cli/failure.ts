/** What the process exits with; part of the command line's interface. */
export const EXIT = {
  ok: 0,
  /** The service said no, or the person did at the question. */
  refused: 1,
  usage: 2,
  /** No answer, a 5xx, or an answer that is not Countersign's. */
  unreachable: 3,
  /** The ledger, or a plan that the service shows, is not what it claims to be. */
  notIntact: 4,
  /** A fault of this program. */
  defect: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** RFC 9457 problem details, from the service or in its manner. Members beyond these are the facts. */
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
  /** What the person can do about it, as a sentence without a period. */
  readonly hint?: string | undefined;
  /** The problem exactly as the service sent it. */
  readonly verbatim?: string;
}

/** Ends the command: a problem to print and the exit code. Never holds a token or a credential. */
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

/** Ends the command when everything has been printed already. */
export class Told extends Error {
  readonly exit: ExitCode;

  constructor(exit: ExitCode) {
    super('told');
    this.name = 'Told';
    this.exit = exit;
  }
}

/** The command line itself is wrong; nothing has been sent. */
export const usageFailure = (title: string, hint?: string): Failure =>
  new Failure(EXIT.usage, { code: 'usage', title }, { hint });
