import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CompiledPolicy, compilePolicy } from '../../lambdas/adapters/policy/compiler.ts';

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
  return compilePolicy(text, path);
}
