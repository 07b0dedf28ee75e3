import type * as z from 'zod/mini';
import type { PolicyProblem } from '../../core/policy/policy.ts';
import { namesAt, nearest } from './nearest.ts';
import { type PolicyFault, PolicyInvalid, type PolicySourceText } from './source.ts';
import { reasonOf } from './spelling.ts';

/** The value as a schema reads it. Throws `PolicyInvalid` with everything that it does not read. */
export function parse<Value>(source: PolicySourceText, schema: z.ZodMiniType<Value>): Value {
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => ({
    path: [
      ...issue.path,
      ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []),
    ] as PolicyProblem['path'],
    reason: reasonIn(source.value, schema, issue),
  }));
  throw new PolicyInvalid(problems.map((problem) => faultAt(source, problem, source.value)));
}

/** The reason with the name of the member that it is about; what the file does not have is missing. */
function reasonIn(value: unknown, schema: z.ZodMiniType, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return strangeIn(issue.keys, namesAt(schema, issue.path));
  if (value === null) return 'the file is empty';
  const name = issue.path.findLast((step) => typeof step === 'string');
  const subject = name === undefined ? 'the file' : `\`${String(name)}\``;
  return `${subject} ${memberAt(value, issue.path) === undefined ? 'is missing' : reasonOf(issue)}`;
}

/** Names that are not known, each with the one that was most likely meant. */
const strangeIn = (names: readonly string[], known: readonly string[]): string =>
  names
    .map((name) => {
      const meant = nearest(name, known);
      return `\`${name}\` is not known here${meant === undefined ? '' : `; is \`${meant}\` meant?`}`;
    })
    .join(', ');

/** What a value has on a path. */
export const memberAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[step], value);

/** A problem with its file, its line and the rule that it is in. */
export function faultAt(source: PolicySourceText, { path, reason }: PolicyProblem, policy: unknown): PolicyFault {
  const rule = path[0] === 'rules' ? memberAt(policy, [...path.slice(0, 2), 'id']) : null;
  return { file: source.file, line: source.lineOf(path), rule: typeof rule === 'string' ? rule : null, reason };
}
