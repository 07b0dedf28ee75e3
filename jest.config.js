import { availableParallelism } from 'node:os';

// Set here and not in a setup file, so that workers and the programs which tests start inherit it: the notice that
// SDK releases of 2027 need a newer Node says nothing about the pinned ones.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
export default {
  // Modules of a suite that has ended are not given back to a process that goes on: one process for all suites runs out of memory. So there are always
  // workers, and one that has grown is replaced. One more than cores, three at least: a test of a whole system waits for it a third of its time.
  maxWorkers: Math.max(3, availableParallelism() + 1),
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/test/support/longest-first.js',
  testEnvironment: 'node',
  // Nothing here is judged by its time: a slow machine, or one with other work, fails no test.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out/', '<rootDir>/.countersign/', '<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  // What any function of the API answers in any test must be in the OpenAPI document.
  moduleNameMapper: { '^\\.\\./http/stack\\.ts$': '<rootDir>/test/support/described-stack.ts' },
  setupFilesAfterEnv: [
    '<rootDir>/test/support/storages.ts',
    '<rootDir>/test/support/asserting.ts',
    '<rootDir>/test/support/answers-as-described.ts',
  ],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript' },
          transform: { verbatimModuleSyntax: true },
        },
        sourceMaps: 'inline',
      },
    ],
  },
  collectCoverageFrom: ['{bin,lib,lambdas,local,console,drills}/**/*.ts'],
  coverageProvider: 'v8',
};
