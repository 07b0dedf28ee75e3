import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CompiledPolicy, compilePolicy } from '../lambdas/adapters/policy-compiler.ts';

const SHIPPED = ['demo', 'trial', 'default'];

/**
 * Compiles the policy that somebody named: `demo`, `trial` and `default` are shipped, anything else is a path. Throws `PolicyInvalid`, or the error
 * of the file system for a path that cannot be read.
 */
export async function namedPolicy(name: string): Promise<CompiledPolicy> {
  const path = SHIPPED.includes(name) ? fileURLToPath(new URL(`../policies/${name}.yaml`, import.meta.url)) : name;
  return compilePolicy(await readFile(path, 'utf8'), path);
}
