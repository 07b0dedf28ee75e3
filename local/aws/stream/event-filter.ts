import type { DynamoDBRecord } from 'aws-lambda';

/**
 * Filter criteria of an event source mapping, evaluated like Lambda: exact values, `exists`, `prefix` and `anything-but` of exact values.
 * Any other operator is an error when the filter is made.
 */
export type RecordFilter = (record: DynamoDBRecord) => boolean;

/** Makes a filter from parsed patterns. A record passes if one pattern matches; without patterns every record passes. */
export function filterOf(patterns: readonly object[]): RecordFilter {
  if (patterns.length === 0) return () => true;
  const matchers = patterns.map((pattern) => compile(pattern, []));
  return (record) => matchers.some((matches) => matches(record));
}

type Matcher = (value: unknown) => boolean;

function compile(pattern: unknown, path: readonly string[]): Matcher {
  if (Array.isArray(pattern)) {
    if (pattern.length === 0) throw unsupported(path, 'an empty list');
    const rules = pattern.map((rule) => compileRule(rule, path));
    return (value) => rules.some((matches) => matches(value));
  }
  if (!isObject(pattern)) throw unsupported(path, 'a value outside a list');
  const fields = Object.entries(pattern).map(([name, inner]) => {
    if (name.startsWith('$')) throw unsupported(path, name);
    return [name, compile(inner, [...path, name])] as const;
  });
  return (value) => fields.every(([name, matches]) => matches(isObject(value) ? value[name] : undefined));
}

/** One entry of a list. A list in the record matches if one of its entries does. */
function compileRule(rule: unknown, path: readonly string[]): Matcher {
  if (isPlain(rule)) return (value) => listOf(value).includes(rule);
  const [name, argument, ...more] = isObject(rule) ? Object.entries(rule).flat() : [];
  if (more.length > 0) throw unsupported(path, 'a rule with several operators');
  if (name === 'exists' && typeof argument === 'boolean') return (value) => (value !== undefined) === argument;
  if (name === 'prefix' && typeof argument === 'string')
    return (value) => listOf(value).some((one) => typeof one === 'string' && one.startsWith(argument));
  const excluded = Array.isArray(argument) ? argument : [argument];
  if (name === 'anything-but' && excluded.every(isPlain))
    return (value) => value !== undefined && listOf(value).some((one) => !excluded.includes(one));
  throw unsupported(path, String(name ?? rule));
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const isPlain = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unsupported = (path: readonly string[], what: string): Error =>
  new Error(`the filter pattern uses \`${what}\` at \`${path.join('.')}\`, which is not supported`);
