import type { Refusal } from '../../core/recovery/decision.ts';
import { REFUSALS } from '../../core/recovery/refusals.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';
import { REFUSAL_STATUS } from './refusal-status.ts';

interface Described {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

interface Circumstances {
  /** For the caller: no text of others, no credential. */
  readonly facts?: Refusal['facts'];
  /** It is in the ledger already. */
  readonly recorded?: boolean;
  /** The stream of the ledger that it belongs to, where it is about a known account. */
  readonly stream?: string;
  readonly cause?: unknown;
}

/** An answer other than yes, as RFC 9457 writes it. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly facts: Refusal['facts'];
  readonly recorded: boolean;
  readonly stream: string | null;

  constructor({ code, status, title }: Described, circumstances: Circumstances = {}) {
    super(title, { cause: circumstances.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.facts = circumstances.facts ?? {};
    this.recorded = circumstances.recorded ?? false;
    this.stream = circumstances.stream ?? null;
  }
}

/** A request that fails before the core decides, or beside it. */
export const problem = (code: ProblemCode, circumstances: Circumstances = {}): Problem =>
  new Problem({ code, ...PROBLEMS[code] }, circumstances);

/** A refusal of the core. */
export const refusalProblem = ({ code, facts }: Refusal, circumstances: Omit<Circumstances, 'facts'> = {}): Problem =>
  new Problem({ code, status: REFUSAL_STATUS[code], title: REFUSALS[code].says }, { ...circumstances, facts });
