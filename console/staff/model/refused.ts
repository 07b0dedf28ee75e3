/** An answer that is a no, in the words of the API; without an answer the code is `offline`. */
export class Refused extends Error {
  readonly code: string;
  /** What to do next; empty when nothing is known. */
  readonly next: string;

  constructor(code: string, says = code, next = '') {
    super(says);
    this.name = 'Refused';
    this.code = code;
    this.next = next;
  }
}

/** The gateway and whatever stands before it refuse without a code of ours. */
export function refusedBy({ status }: Response, answer: unknown): Refused {
  const code = status === 429 ? 'too-many-requests' : status >= 500 ? 'internal' : 'other';
  return new Refused(textIn(answer, 'code', code), textIn(answer, 'detail', ''), textIn(answer, 'next', ''));
}

function textIn(answer: unknown, name: string, other: string): string {
  const value = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
  return typeof value === 'string' ? value : other;
}
