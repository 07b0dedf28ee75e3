/**
 * Ticket text as one line of plain text, at most `longest` characters: control characters, line breaks and invisible formatting (which can
 * turn the order of what a reader sees around) become spaces, halves of characters go.
 */
export function plainText(text: string, longest: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return Array.from(line).slice(0, longest).join('').trimEnd();
}
