import { randomInt } from 'node:crypto';

/** Letters and digits that are hard to confuse, and punctuation that every directory here counts as symbols and people can type. */
const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '!#%+-=@_'] as const;

/** About 140 bits. Long enough for any sensible password policy; Cognito and Active Directory take up to 256. */
const LENGTH = 24;

/** A fresh password of 24 characters from `node:crypto` with at least one of each class, in random order. */
export function temporaryPassword(): string {
  const every = CLASSES.join('');
  const pick = (characters: string): string => characters.charAt(randomInt(characters.length));
  const characters = Array.from({ length: LENGTH }, (_, index) => pick(CLASSES[index] ?? every));
  // Fisher-Yates, so the position of a class reveals nothing.
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}
