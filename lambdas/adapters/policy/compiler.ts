import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPolicy } from '../../core/policy/check.ts';
import type { Policy, PolicyProblem } from '../../core/policy/policy.ts';
import { canonical, digestOf } from '../../core/values/hash.ts';
import type { Instant } from '../../core/values/instant.ts';
import { type DocumentPlace, type ExtendingPolicy, extend, extendingPolicy, type Merged } from './extending.ts';
import { faultAt, faultIn, PolicyInvalid, type PolicySourceText, parse, readPolicySource } from './source.ts';
import { spelledPolicy } from './spelling.ts';

/** A policy that has passed every check. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /** SHA-256 of `json`: the version that every decision records. */
  readonly digest: string;
  /** Canonical JSON: the only spelling of this policy, which `PolicyFile` reads. */
  readonly json: string;
}

/**
 * Compiles a policy from YAML. `file` names it in problems. A policy that another extends is included, so the result needs no other file.
 * Throws `PolicyInvalid` with every problem at `now`, each with file, line, rule and reason; an exception that has ended is a problem.
 * `now` null: a policy of the past, whose ends are not checked. `check` is for a caller who remembers which policies it has found sound.
 */
export function compilePolicy(
  yamlText: string,
  file: string,
  now: Instant | null = new Date().toISOString(),
  check: typeof checkPolicy = checkPolicy,
): CompiledPolicy {
  const source = readPolicySource(yamlText, file);
  const checking = { source, now, check };
  if (!isExtending(source.value)) return compiled(parse(source, spelledPolicy), checking);
  const own = parse(source, extendingPolicy);
  const base = baseOf(own, checking);
  const { policy, placeOf } = extend(base, { source, own });
  return compiled(policy, { ...checking, placeOf, isShorter: own.atMost !== undefined });
}

interface Checking {
  readonly source: PolicySourceText;
  readonly now: Instant | null;
  readonly check: typeof checkPolicy;
  readonly placeOf?: Merged['placeOf'];
  readonly isShorter?: boolean;
}

function compiled(policy: Policy, { source, now, check, placeOf, isShorter = false }: Checking): CompiledPolicy {
  const problems = check(policy, now, isShorter);
  const faultOf = (problem: PolicyProblem) => {
    const place: DocumentPlace = placeOf?.(problem.path) ?? { source, path: problem.path };
    return { ...faultAt(place.source, { ...problem, path: place.path }, null), rule: ruleIn(policy, problem) };
  };
  if (problems.length > 0) throw new PolicyInvalid(problems.map(faultOf));
  return { policy, digest: digestOf(policy), json: canonical(policy) };
}

const ruleIn = ({ rules }: Policy, { path: [list, index] }: PolicyProblem): string | null =>
  list === 'rules' && typeof index === 'number' ? (rules[index]?.id ?? null) : null;

const isExtending = (value: unknown): boolean => typeof value === 'object' && value !== null && 'extends' in value;

/** Folder of the shipped policies: `extends: default` names one of them. */
const SHIPPED = fileURLToPath(new URL('../../../policies/', import.meta.url));

/** The extended policy, which must be sound by itself. */
function baseOf({ extends: name }: ExtendingPolicy, { source, now, check }: Checking): Merged['base'] {
  const path = name.endsWith('.yaml') ? join(dirname(source.file), name) : join(SHIPPED, `${name}.yaml`);
  const base = readPolicySource(readExtended(source, path), path);
  if (isExtending(base.value))
    throw faultIn(path, 'a policy that extends another cannot be extended', base.lineOf(['extends']));
  return { source: base, policy: compiled(parse(base, spelledPolicy), { source: base, now, check }).policy };
}

function readExtended(source: PolicySourceText, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw faultIn(source.file, `extends \`${path}\`, which cannot be read`, source.lineOf(['extends']));
  }
}
