/** A result differs from what the demo expects: the message names both. */
export class Disappointment extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Disappointment';
  }
}

/** Throws a `Disappointment` unless the condition holds. */
export function expectThat(isSo: boolean, message: string): asserts isSo {
  if (!isSo) throw new Disappointment(message);
}
