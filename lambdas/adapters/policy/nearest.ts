import type * as z from 'zod/mini';

/** Most letters that may be wrong, missing or extra in a misspelled name. */
const MOST_WRONG = 2;

/** The most similar known name: at most two letters differ, and at most a third of them. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((one) => ({ one, wrong: distance(name, one) }))
    .filter(({ one, wrong }) => wrong <= MOST_WRONG && wrong * 3 <= one.length)
    .sort((one, other) => one.wrong - other.wrong);
  return best?.one;
}

/** Letters to insert, remove or replace to turn one name into the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const [above = 0, corner = 0, left = 0] = [row[column], row[column - 1], next[column - 1]];
      next.push(Math.min(above + 1, left + 1, corner + (letter === other.charAt(column - 1) ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The names that a schema knows at a place; empty for a hand-written reader. */
export function namesAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [step, ...rest] = path;
  if (def.type === 'optional') return namesAt(def.innerType, path);
  if (def.type === 'array') return step === undefined ? [] : namesAt(def.element, rest);
  if (def.type !== 'object') return [];
  const member = def.shape[String(step)];
  if (step === undefined) return Object.keys(def.shape);
  return member === undefined ? [] : namesAt(member, rest);
}
