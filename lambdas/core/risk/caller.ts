/** A number as ITU-T E.164 writes it: a plus sign, the country's code, at most fifteen digits in all; fewer than seven call nobody abroad. */
const E164 = /^\+[1-9]\d{6,14}$/;

/** What telephone systems show of a caller who hides: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE on the keys of a telephone. */
const WITHHELD: readonly string[] = ['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'];

/** What people and telephone systems put between digits: spaces, dots, dashes, slashes, brackets, invisible signs, a `(0)` that is not dialled. */
const BETWEEN = /\(0\)|[\s\p{Pd}\p{Cf}()./]/gu;

/**
 * The number that called, in its one spelling, or undefined where a text is none: without a country's code two numbers could be one. What
 * the telephone system showed can be forged, so that it proves nothing and only ever adds to risk (rule 7).
 */
export function callerNumber(shown: string): string | undefined {
  const number = shown.normalize('NFKC').replace(BETWEEN, '');
  return E164.test(number) && !WITHHELD.includes(number) ? number : undefined;
}
