/** An error of a state, by the name that Retry and Catch look for. */
export class StateError extends Error {
  /** Read by the library: false for errors that no Retry and no Catch may handle, not even `States.ALL`. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(name: string, message: string, { final = false }: { readonly final?: boolean } = {}) {
    super(message);
    this.name = name;
    this.isRetryable = !final;
    this.isCatchable = !final;
  }
}
