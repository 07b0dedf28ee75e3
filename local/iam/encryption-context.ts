import { type Conditions, listOf, type Statement } from './statement.ts';

const PREFIX = 'kms:encryptioncontext:';

/** Values of a request by condition key. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

export const isOfEncryptionContext = (key: string): boolean => key.toLowerCase().startsWith(PREFIX);

/**
 * Decides the conditions on `kms:EncryptionContext:*`, which the evaluator ignores. A statement whose condition does not hold cannot apply,
 * so it is undefined here; otherwise the statement is returned without these conditions, which hold. Throws an `Error` for an operator
 * other than `StringEquals` and `StringLike`.
 */
export function underContext(statement: Statement, context: Context): Statement | undefined {
  const { Condition, ...rest } = statement;
  if (
    Condition === undefined ||
    !Object.values(Condition).some((keys) => Object.keys(keys).some(isOfEncryptionContext))
  )
    return statement;
  const others: Record<string, Conditions[string]> = {};
  for (const [operator, keys] of Object.entries(Condition)) {
    const ours = Object.entries(keys).filter(([key]) => isOfEncryptionContext(key));
    if (!ours.every(([key, values]) => holds(operator, listOf(values), valueIn(context, key)))) return undefined;
    const left = Object.entries(keys).filter(([key]) => !isOfEncryptionContext(key));
    if (left.length > 0) others[operator] = Object.fromEntries(left);
  }
  return Object.keys(others).length === 0 ? rest : { ...rest, Condition: others };
}

/** Names of condition keys are compared without case, and the names of an encryption context within them with case, as in KMS. */
function valueIn(context: Context, key: string): string | undefined {
  const name = key.slice(PREFIX.length);
  const found = Object.entries(context).find(
    ([one]) => isOfEncryptionContext(one) && one.slice(PREFIX.length) === name,
  );
  const value = found?.[1];
  return typeof value === 'string' ? value : value?.[0];
}

/** A missing value matches nothing. */
function holds(operator: string, wanted: readonly string[], value: string | undefined): boolean {
  if (value === undefined) return OPERATORS.has(operator) ? false : unknown(operator);
  switch (operator) {
    case 'StringEquals':
      return wanted.includes(value);
    case 'StringLike':
      return wanted.some((pattern) => patternOf(pattern).test(value));
    default:
      return unknown(operator);
  }
}

const OPERATORS: ReadonlySet<string> = new Set(['StringEquals', 'StringLike']);

function unknown(operator: string): never {
  throw new Error(`\`${operator}\` on an encryption context is not evaluated here`);
}

/** `*` stands for any text, `?` for one character. */
export const patternOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
