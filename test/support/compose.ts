import { jest } from '@jest/globals';

/** Puts a test's services in place of a composition root; import the handler dynamically after this. */
export function composed(module: string, services: Readonly<Record<string, unknown>>): void {
  jest.unstable_mockModule(new URL(`../../lambdas/runtime/compose/${module}.ts`, import.meta.url).pathname, () =>
    Object.fromEntries(Object.entries(services).map(([name, value]) => [name, () => value])),
  );
}
