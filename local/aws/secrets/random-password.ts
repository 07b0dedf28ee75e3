import { randomInt } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';

export interface PasswordRules {
  readonly length: number;
  readonly exclude: string;
  /** The character sets, in the order of `SETS`. */
  readonly sets: readonly string[];
  /** Whether it must contain a character of each set. */
  readonly each: boolean;
}

export const SETS = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  space: ' ',
} as const;

/** A password of these sets. Throws `InvalidParameterException` when the rules allow no character. */
export function randomPassword({ length, exclude, sets, each }: PasswordRules): string {
  const left = sets.map((set) => [...set].filter((sign) => !exclude.includes(sign))).filter((set) => set.length > 0);
  const all = left.flat();
  if (all.length === 0 || (each && left.length > length))
    throw new AwsError('InvalidParameterException', 'the rules leave no password');
  const signs = each ? left.map((set) => pick(set)) : [];
  while (signs.length < length) signs.push(pick(all));
  return shuffled(signs).join('');
}

const pick = (signs: readonly string[]): string => signs[randomInt(signs.length)] ?? '';

function shuffled(signs: readonly string[]): string[] {
  const result = [...signs];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    [result[index], result[other]] = [result[other] ?? '', result[index] ?? ''];
  }
  return result;
}
