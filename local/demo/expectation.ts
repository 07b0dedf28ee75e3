/** Something did not come as the demo expects: the message says what was expected and what came. */
export class Disappointment extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Disappointment';
  }
}

/** Throws a `Disappointment` unless it is so. */
export function expectThat(isSo: boolean, message: string): asserts isSo {
  if (!isSo) throw new Disappointment(message);
}
