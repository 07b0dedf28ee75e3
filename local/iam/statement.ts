/** A value of a policy that may be written alone or as a list. */
type OneOrMore = string | readonly string[];

/** A statement of a policy in IAM's grammar, with every reference resolved. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: OneOrMore;
  /** Absent in a trust policy, whose resource is its role. */
  readonly Resource?: OneOrMore;
  /** Only in a policy of a resource. */
  readonly Principal?: unknown;
  readonly Condition?: Conditions;
  readonly Sid?: string;
}

/** Operator, key, values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

/** A statement and where it stands. */
export interface Placed {
  /** Names the statement: its policy, and its place there. */
  readonly id: string;
  /** ARN of the role or the resource whose policy it is. */
  readonly of: string;
  readonly statement: Statement;
}

export const listOf = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** The condition keys of a statement, as spelled. */
export const keysIn = ({ Condition = {} }: Statement): readonly string[] =>
  Object.values(Condition).flatMap((keys) => Object.keys(keys));

const GRAMMAR: ReadonlySet<string> = new Set(['Effect', 'Action', 'Resource', 'Principal', 'Condition', 'Sid']);

/** Checks a statement from a template. Throws an `Error` for an element that nothing here evaluates, such as `NotAction`. */
export function statementFrom(value: unknown): Statement {
  const statement = value as Statement;
  const foreign = Object.keys(statement).find((element) => !GRAMMAR.has(element));
  if (foreign !== undefined) throw new Error(`a statement has \`${foreign}\`, which is not evaluated here`);
  return statement;
}
