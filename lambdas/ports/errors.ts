/**
 * A technology refused a call or gave no answer. `retryable`: the same call may work later. The state machine retries by `name`, which tells
 * both apart.
 */
export class AdapterError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  /** Seconds that the technology asked to be left alone for; undefined when it named none. */
  readonly afterSeconds: number | undefined;

  constructor(
    code: string,
    options: {
      readonly retryable: boolean;
      readonly cause?: unknown;
      readonly message?: string;
      readonly afterSeconds?: number | undefined;
    },
  ) {
    super(options.message ?? code, { cause: options.cause });
    this.name = options.retryable ? 'AdapterError' : 'FinalAdapterError';
    this.code = code;
    this.retryable = options.retryable;
    this.afterSeconds = options.afterSeconds;
  }
}
