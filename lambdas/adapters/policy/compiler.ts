import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as z from 'zod/mini';
import { checkPolicy } from '../../core/policy/check.ts';
import type { Demands, Policy, PolicyException, PolicyProblem, Rule } from '../../core/policy/policy.ts';
import { canonical, digestOf } from '../../core/values/hash.ts';
import type { Instant } from '../../core/values/instant.ts';
import { namesAt, nearest } from './nearest.ts';
import { faultIn, type PolicyFault, PolicyInvalid, type PolicySourceText, readPolicySource } from './source.ts';
import { reasonOf, type ShortenedPolicy, shortenedPolicy, spelledPolicy } from './spelling.ts';

export { type PolicyFault, PolicyInvalid } from './source.ts';

/** A policy that has passed every check. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /** The version that every decision records: SHA-256 of `json`. */
  readonly digest: string;
  /** Canonical JSON: the one spelling of this policy, and what `PolicyFile` reads. */
  readonly json: string;
}

/**
 * Compiles a policy from YAML. `file` names it in problems; a policy that extends another finds that one beside it. Throws
 * `PolicyInvalid` with everything that is wrong at `now`, each with its file, line, rule and reason: an exception must not have
 * ended. Null: a policy of the past, of which ends are not judged.
 */
export function compilePolicy(
  yamlText: string,
  file: string,
  now: Instant | null = new Date().toISOString(),
): CompiledPolicy {
  const source = readPolicySource(yamlText, file);
  const isShorter = isShortened(source.value);
  const policy = isShorter ? shortened(parse(source, shortenedPolicy), { file, now }) : parse(source, spelledPolicy);
  assertSound(source, policy, { now, isShorter });
  return { policy, digest: digestOf(policy), json: canonical(policy) };
}

const isShortened = (value: unknown): boolean => typeof value === 'object' && value !== null && 'extends' in value;

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

const memberAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[step], value);

function assertSound(
  source: PolicySourceText,
  policy: Policy,
  { now, isShorter }: { readonly now: Instant | null; readonly isShorter: boolean },
): void {
  const problems = checkPolicy(policy, now, isShorter);
  if (problems.length > 0) throw new PolicyInvalid(problems.map((problem) => faultAt(source, problem, policy)));
}

function faultAt(source: PolicySourceText, { path, reason }: PolicyProblem, policy: unknown): PolicyFault {
  const rule = path[0] === 'rules' ? memberAt(policy, [...path.slice(0, 2), 'id']) : null;
  return { file: source.file, line: source.lineOf(path), rule: typeof rule === 'string' ? rule : null, reason };
}

interface Place {
  readonly file: string;
  readonly now: Instant | null;
}

function shortened(
  { name, extends: base, atMost, hours, authenticatorMinAge }: ShortenedPolicy,
  { file, now }: Place,
): Policy {
  const path = join(dirname(file), base);
  const source = readPolicySource(readBeside(file, path), path);
  if (isShortened(source.value))
    throw faultIn(path, 'a policy that extends another cannot be extended', source.lineOf(['extends']));
  const { exceptions, ...policy } = parse(source, spelledPolicy);
  assertSound(source, exceptions === undefined ? policy : { ...policy, exceptions }, { now, isShorter: false });
  const shorter = (exception: PolicyException): PolicyException => {
    const { replaces } = exception;
    return replaces === undefined ? exception : { ...exception, replaces: shortenedDemands(replaces, atMost) };
  };
  return {
    ...{ ...policy, name, rules: policy.rules.map((rule) => shortenedRule(rule, atMost)) },
    ...(hours === undefined ? {} : { hours }),
    ...(authenticatorMinAge === undefined ? {} : { authenticatorMinAge }),
    ...(exceptions === undefined ? {} : { exceptions: exceptions.map(shorter) }),
  };
}

function readBeside(file: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw faultIn(file, `extends \`${path}\`, which cannot be read`);
  }
}

function shortenedRule(rule: Rule, atMost: ShortenedPolicy['atMost']): Rule {
  return rule.require === undefined ? rule : { ...rule, require: shortenedDemands(rule.require, atMost) };
}

/** Only times that are named are touched, and never made longer. */
function shortenedDemands(demands: Demands, atMost: ShortenedPolicy['atMost']): Demands {
  const times = Object.entries(atMost) as [keyof typeof atMost, number][];
  const shorter = times.flatMap(([name, most]) => {
    const seconds = demands[name];
    return seconds === undefined ? [] : [[name, Math.min(seconds, most)] as const];
  });
  return { ...demands, ...(Object.fromEntries(shorter) as Partial<Demands>) };
}
