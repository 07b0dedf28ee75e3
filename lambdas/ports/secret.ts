const REDACTED = '[redacted]';

/**
 * A value that must never be seen by accident: printing, interpolating, serialising or inspecting it gives `[redacted]`. `reveal` is the
 * one way to the value, and easy to search for.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
