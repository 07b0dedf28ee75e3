/**
 * A technology refused a call or gave no answer. `retryable`: the same call may work later. The state machine retries by `name`, which tells
 * both apart.
 */
export class AdapterError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(
    code: string,
    options: { readonly retryable: boolean; readonly cause?: unknown; readonly message?: string },
  ) {
    super(options.message ?? code, { cause: options.cause });
    this.name = options.retryable ? 'AdapterError' : 'FinalAdapterError';
    this.code = code;
    this.retryable = options.retryable;
  }
}
