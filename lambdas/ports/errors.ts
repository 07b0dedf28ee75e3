/** A technology refused a call or gave no answer. `retryable`: the same call may work later. The state machine catches by `name`. */
export class AdapterError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(
    code: string,
    options: { readonly retryable: boolean; readonly cause?: unknown; readonly message?: string },
  ) {
    super(options.message ?? code, { cause: options.cause });
    this.name = 'AdapterError';
    this.code = code;
    this.retryable = options.retryable;
  }
}
