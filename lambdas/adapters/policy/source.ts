import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod/mini';
import type { PolicyProblem } from '../../core/policy/policy.ts';
import { namesAt, nearest } from './nearest.ts';
import { reasonOf } from './spelling.ts';

/** One problem of a policy file. */
export interface PolicyFault {
  readonly file: string;
  /** Line in that file, from 1. */
  readonly line: number;
  /** Id of the rule with the problem; null when it is in no rule. */
  readonly rule: string | null;
  readonly reason: string;
}

/** A policy that cannot be compiled, with all of its problems. */
export class PolicyInvalid extends Error {
  readonly code = 'policy-invalid';
  readonly faults: readonly PolicyFault[];

  constructor(faults: readonly PolicyFault[]) {
    const spell = ({ file, line, rule, reason }: PolicyFault): string =>
      `${file}:${line}: ${rule === null ? '' : `rule \`${rule}\`: `}${reason}`;
    super(['the policy is invalid', ...faults.map(spell)].join('\n'));
    this.name = 'PolicyInvalid';
    this.faults = faults;
  }
}

/** The value of a policy file, with the lines of its parts. */
export interface PolicySourceText {
  readonly file: string;
  readonly value: unknown;
  /** The line of the innermost part of this path that the file has. */
  lineOf(path: Path): number;
}

type Path = readonly (string | number)[];

/** Reads YAML 1.2 without duplicate keys and without ambiguous values. Throws `PolicyInvalid`. */
export function readPolicySource(text: string, file: string): PolicySourceText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: true });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  // Only the first error counts: later ones usually follow from it. One tab would give a dozen.
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw faultIn(file, inHouseStyle(fault.message), lineAt(fault.pos[0]));
  return {
    file,
    value: readValue(document, file),
    lineOf: (path) => lineAt(offsetOf(document, path)),
  };
}

/** Only here does the parser refuse an alias that multiplies itself. */
function readValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw faultIn(file, error instanceof Error ? inHouseStyle(error.message) : 'cannot be read');
  }
}

/** Compiled requirements contain `leaf` steps that the file does not have: these steps are skipped. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path.filter((name) => name !== 'leaf')) {
    const found = childOf(isAlias(node) ? node.resolve(document) : node, step);
    if (found === undefined) return offset;
    offset = found.offset ?? offset;
    node = found.value;
  }
  return offset;
}

function childOf(node: unknown, step: string | number): { offset: number | undefined; value: unknown } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step] as Node | undefined;
    return item === undefined ? undefined : { offset: item.range?.[0], value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
  return pair === undefined ? undefined : { offset: (pair.key as Node).range?.[0], value: pair.value };
}

/** A problem of the whole file. */
export const faultIn = (file: string, reason: string, line = 1): PolicyInvalid =>
  new PolicyInvalid([{ file, line, rule: null, reason }]);

/** Parser messages begin with a capital letter and may end with a full stop. */
const inHouseStyle = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');

/** The value as the schema reads it. Throws `PolicyInvalid` with everything that the schema refuses. */
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

/** The reason with the name of the member; a member that the file does not have is reported as missing. */
function reasonIn(value: unknown, schema: z.ZodMiniType, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return strangeIn(issue.keys, namesAt(schema, issue.path));
  if (value === null) return 'the file is empty';
  const name = issue.path.findLast((step) => typeof step === 'string');
  const subject = name === undefined ? 'the file' : `\`${String(name)}\``;
  return `${subject} ${memberAt(value, issue.path) === undefined ? 'is missing' : reasonOf(issue)}`;
}

/** Unknown names, each with the most similar known one. */
const strangeIn = (names: readonly string[], known: readonly string[]): string =>
  names
    .map((name) => {
      const meant = nearest(name, known);
      return `\`${name}\` is not known here${meant === undefined ? '' : `; is \`${meant}\` meant?`}`;
    })
    .join(', ');

/** The value at a path. */
export const memberAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[step], value);

/** A problem with its file, line and rule. */
export function faultAt(source: PolicySourceText, { path, reason }: PolicyProblem, policy: unknown): PolicyFault {
  const rule = path[0] === 'rules' ? memberAt(policy, [...path.slice(0, 2), 'id']) : null;
  return { file: source.file, line: source.lineOf(path), rule: typeof rule === 'string' ? rule : null, reason };
}
