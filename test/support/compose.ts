import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';

const given = new Map<string, Record<string, unknown>>();

/**
 * Puts a test's services in place of a composition root's; import the handler dynamically after this. A service that the test does not
 * supply throws on use, so no test makes a client.
 */
export function composed(module: string, services: Readonly<Record<string, unknown>>): void {
  const path = new URL(`../../lambdas/compose/${module}.ts`, import.meta.url).pathname;
  given.set(path, { ...given.get(path), ...services });
  jest.unstable_mockModule(path, () => {
    const exported = [...readFileSync(path, 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)].map(
      ([, name]) => name ?? '',
    );
    return Object.fromEntries(exported.map((name) => [name, serviceOf(path, name)]));
  });
}

const serviceOf = (path: string, name: string) => (): unknown => {
  const services = given.get(path) ?? {};
  if (!Object.hasOwn(services, name)) throw new Error(`the test gives no \`${name}\``);
  return services[name];
};
