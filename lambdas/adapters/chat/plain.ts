/** Signs that are not shown and change how others are: controls, directions of writing, zero widths, private use and tags. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]+/gu;

/** More marks on one sign than any language has: they grow over the lines above and below. */
const MARKS = /(\p{M}{3})\p{M}+/gu;

/**
 * Text from elsewhere in one line of at most `most` signs. What is not shown becomes a space: nothing can turn the direction of a line,
 * hide a part of it, or begin a new one.
 */
export function plain(text: string, most: number): string {
  const line = text.replace(UNSEEN, ' ').replace(MARKS, '$1').replace(/\s+/gu, ' ').trim();
  const signs = [...line];
  return signs.length <= most ? line : `${signs.slice(0, most - 1).join('')}…`;
}
