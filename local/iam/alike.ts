import { type Context, isOfEncryptionContext, patternOf } from './encryption-context.ts';
import { listOf, type Placed } from './statement.ts';

/** How the values of a condition key are weighed: by the patterns that they match, or as they are. */
type Weighed = readonly Pattern[] | 'as-it-is';

interface Pattern {
  readonly text: string;
  readonly matches: (value: string) => boolean;
}

/** The condition keys of some statements, in lower case, and how each is weighed. */
export type Weighing = ReadonlyMap<string, Weighed>;

/** Comparisons of texts, whose result follows from the patterns that a value matches. */
const OF_TEXTS = /^(ForAllValues:|ForAnyValue:)?String(Not)?(Equals|Like)(IfExists)?$/;

/** How these statements weigh a request. */
export function weighingOf(statements: readonly Placed[]): Weighing {
  const weighing = new Map<string, Weighed>();
  for (const { statement } of statements)
    for (const [operator, keys] of Object.entries(statement.Condition ?? {}))
      for (const [key, wanted] of Object.entries(keys)) {
        const name = key.toLowerCase();
        const before = weighing.get(name) ?? [];
        weighing.set(name, before === 'as-it-is' ? before : added(before, { operator, key, texts: listOf(wanted) }));
      }
  return weighing;
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly texts: readonly string[];
}

function added(before: readonly Pattern[], { operator, key, texts }: Condition): Weighed {
  // Whether a key is there at all is told of every key.
  if (operator === 'Null') return before;
  const isOfTexts =
    OF_TEXTS.test(operator) && !isOfEncryptionContext(key) && !texts.some((text) => text.includes('${'));
  if (!isOfTexts) return 'as-it-is';
  const isExact = /Equals/.test(operator);
  return [...before, ...texts.map((text) => ({ text, matches: isExact ? equals(text) : like(text) }))];
}

const equals = (text: string) => (value: string) => value === text;
const like = (text: string) => {
  const pattern = patternOf(text);
  return (value: string) => pattern.test(value);
};

/**
 * What a request's context comes to under these statements: two contexts with the same text get the same verdict, so each kind of request is
 * evaluated once and not each key of a table.
 */
export const weighed = (context: Context, weighing: Weighing): string =>
  JSON.stringify(
    Object.entries(context)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => [key, countOf(value), kindOf(value, weighing.get(key.toLowerCase()))]),
  );

/** A text, or a list of none, one or several. */
const countOf = (value: string | readonly string[]): string | number =>
  typeof value === 'string' ? 'text' : Math.min(value.length, 2);

/** Of several values only their kinds count, and not how many there are of each. */
function kindOf(value: string | readonly string[], how: Weighed | undefined): unknown {
  if (how === 'as-it-is') return value;
  const values = typeof value === 'string' ? [value] : value;
  if (how === undefined) return values.length > 0;
  // The evaluator's patterns end at a line break.
  if (values.some((one) => /[\n\r\u2028\u2029]/.test(one))) return value;
  return [...new Set(values.map((one) => how.map(({ matches }) => (matches(one) ? '1' : '0')).join('')))].sort();
}
