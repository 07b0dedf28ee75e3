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
