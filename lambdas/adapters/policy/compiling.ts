import type { checkPolicy } from '../../core/policy/check.ts';
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

/** Where the policy is that another extends. `name`: as the other has it; `from`: the other's file. `text`: undefined where there is none. */
export type BaseReader = (name: string, from: string) => { readonly file: string; readonly text: string | undefined };

export interface Compiling {
  /** Null: a policy of the past, whose ends are not checked. */
  readonly now: Instant | null;
  /** For a caller who remembers which policies it has found sound. */
  readonly check: typeof checkPolicy;
  readonly baseOf: BaseReader;
}

/** Compiles a policy from YAML, as `compilePolicy` does, wherever the policy that it extends may lie. */
export function compileText(yamlText: string, file: string, compiling: Compiling): CompiledPolicy {
  const source = readPolicySource(yamlText, file);
  const checking = { source, ...compiling };
  if (!isExtending(source.value)) return compiled(parse(source, spelledPolicy), checking);
  const own = parse(source, extendingPolicy);
  const base = readBase(own, checking);
  const { policy, placeOf } = extend(base, { source, own });
  return compiled(policy, { ...checking, placeOf, isShorter: own.atMost !== undefined });
}

interface Checking extends Compiling {
  readonly source: PolicySourceText;
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

/** The extended policy, which must be sound by itself. */
function readBase({ extends: name }: ExtendingPolicy, { source, ...compiling }: Checking): Merged['base'] {
  const { file, text } = compiling.baseOf(name, source.file);
  if (text === undefined)
    throw faultIn(source.file, `extends \`${file}\`, which cannot be read`, source.lineOf(['extends']));
  const base = readPolicySource(text, file);
  if (isExtending(base.value))
    throw faultIn(file, 'a policy that extends another cannot be extended', base.lineOf(['extends']));
  return { source: base, policy: compiled(parse(base, spelledPolicy), { ...compiling, source: base }).policy };
}
