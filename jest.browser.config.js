import shared from './jest.config.js';

/** Tests in a real browser. One at a time: each has a local system of its own. */
export default {
  ...shared,
  testMatch: ['<rootDir>/test/{browser,journeys}/**/*.browser.ts'],
  testTimeout: 60_000,
  maxWorkers: 1,
};
