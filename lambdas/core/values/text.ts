/**
 * Turns ticket text into one line of plain text of at most `longest` characters. Removes invisible characters (controls, formatting,
 * letters without a shape): they could split a word or reverse the displayed order. Replaces line breaks, other white space and lone
 * surrogates by spaces.
 */
export function plainText(text: string, longest: number): string {
  const seen = text.replace(/(?!\s|\u0085)\p{Cc}|[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
  const line = seen.replace(/[\u0085\p{Cs}\s]+/gu, ' ').trim();
  return Array.from(line).slice(0, longest).join('').trimEnd();
}

/**
 * A typed code in its normal form: NFKC, digits of any script as 0 to 9, without spaces, dashes and invisible characters. Letters keep
 * their case.
 */
export const typedCode = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Z}\p{Pd}\p{Cf}\p{Default_Ignorable_Code_Point}\u2212]/gu, '')
    .replace(/\p{Nd}/gu, asDigit);

const isDigit = (point: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(point));

/** Unicode keeps the ten digits of a script together and in order, so a digit's position in its run is its value. */
function asDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (isDigit(point - before - 1)) before += 1;
  return String(before % 10);
}
