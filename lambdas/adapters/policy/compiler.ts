import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPolicy } from '../../core/policy/check.ts';
import { digestOf } from '../../core/values/hash.ts';
import type { Instant } from '../../core/values/instant.ts';
import { type BaseReader, type CompiledPolicy, compileText } from './compiling.ts';

export type { CompiledPolicy } from './compiling.ts';

/**
 * Compiles a policy from YAML. `file` names it in problems. A policy that another extends is included, so the result needs no other file.
 * Throws `PolicyInvalid` with every problem at `now`, each with file, line, rule and reason; an exception that has ended is a problem.
 * `now` null: a policy of the past, whose ends are not checked. `check` is for a caller who remembers on disk which policies it has found sound.
 */
export const compilePolicy = (
  yamlText: string,
  file: string,
  now: Instant | null = new Date().toISOString(),
  check: typeof checkPolicy = checkedOnce,
): CompiledPolicy => compileText(yamlText, file, { now, check, baseOf: onDisk });

/** The policies without exceptions that this process has found sound: they stay so, and several policies extend one. */
const sound = new Set<string>();

const checkedOnce: typeof checkPolicy = (policy, now, shortened = false) => {
  if ((policy.exceptions ?? []).length > 0) return checkPolicy(policy, now, shortened);
  const version = `${digestOf(policy)} ${shortened}`;
  if (sound.has(version)) return [];
  const problems = checkPolicy(policy, now, shortened);
  if (problems.length === 0) sound.add(version);
  return problems;
};

/** Folder of the shipped policies: `extends: default` names one of them. */
const SHIPPED = fileURLToPath(new URL('../../../policies/', import.meta.url));

const onDisk: BaseReader = (name, from) => {
  const file = name.endsWith('.yaml') ? join(dirname(from), name) : join(SHIPPED, `${name}.yaml`);
  return { file, text: readOrNone(file) };
};

function readOrNone(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The texts of the shipped policies by name, as JSON: for a deployment, whose functions have no such folder. */
export function shippedPolicies(): string {
  const files = readdirSync(SHIPPED).filter((file) => file.endsWith('.yaml'));
  const texts = files.map((file) => [file.replace(/\.yaml$/, ''), readFileSync(join(SHIPPED, file), 'utf8')]);
  return JSON.stringify(Object.fromEntries(texts));
}
