import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CompiledPolicy, compilePolicy } from '../../lambdas/adapters/policy/compiler.ts';
import { checkPolicy } from '../../lambdas/core/policy/check.ts';
import { digestOf } from '../../lambdas/core/values/hash.ts';
import { entryOf } from '../start/kept.ts';

const SHIPPED = ['demo', 'trial', 'default'];

/** No policy has this name, and no readable file this path. */
export class PolicyMissing extends Error {
  constructor(name: string, cause: unknown) {
    super(
      `there is no policy \`${name}\`: name ${SHIPPED.map((one) => `\`${one}\``).join(', ')} or the path of a policy file`,
      { cause },
    );
    this.name = 'PolicyMissing';
  }
}

/**
 * Compiles a policy by name: `demo`, `trial` and `default` are shipped, anything else is a path. Throws `PolicyMissing` or `PolicyInvalid`.
 */
export async function namedPolicy(name: string): Promise<CompiledPolicy> {
  const path = SHIPPED.includes(name) ? fileURLToPath(new URL(`../../policies/${name}.yaml`, import.meta.url)) : name;
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new PolicyMissing(name, error);
  });
  return compilePolicy(text, path, new Date().toISOString(), soundnessKept);
}

/** Half of a start was this check, so what it finds is kept. An exception ends by the clock: a policy with one is always checked. */
const soundnessKept: typeof checkPolicy = (policy, now, shortened) => {
  if ((policy.exceptions ?? []).length > 0) return checkPolicy(policy, now, shortened);
  const entry = entryOf<ReturnType<typeof checkPolicy>>('policy', [digestOf(policy), String(shortened)]);
  return entry.found ?? entry.keep(checkPolicy(policy, now, shortened));
};
