/**
 * Ticket text as one line of plain text, at most `longest` characters. What is invisible goes, so that it neither parts a word nor turns the
 * order of what a reader sees around: controls, formatting, letters without a shape. Line breaks and other white space become spaces, halves
 * of characters as well.
 */
export function plainText(text: string, longest: number): string {
  const seen = text.replace(/(?!\s|\u0085)\p{Cc}|[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
  const line = seen.replace(/[\u0085\p{Cs}\s]+/gu, ' ').trim();
  return Array.from(line).slice(0, longest).join('').trimEnd();
}

/**
 * A code as its typist means it: compatibility forms are one (NFKC), the digits of any script are 0 to 9, and spaces, dashes and characters
 * without a shape are dropped. Letters are kept as they are.
 */
export const typedCode = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Z}\p{Pd}\p{Cf}\p{Default_Ignorable_Code_Point}\u2212]/gu, '')
    .replace(/\p{Nd}/gu, asDigit);

const isDigit = (point: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(point));

/** Unicode keeps the ten digits of a script together and in order, so that the place in their run is the value. */
function asDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (isDigit(point - before - 1)) before += 1;
  return String(before % 10);
}
