import shared from './jest.config.js';

/** Tests in a real browser. Three at a time: each has a local system of its own, and waits for its browser most of the time. */
export default {
  ...shared,
  testMatch: ['<rootDir>/test/{browser,journeys}/**/*.browser.ts'],
  // Pictures of every screen, in every language and size, take their time.
  testTimeout: process.env.SCREENSHOTS === undefined ? 180_000 : 900_000,
  maxWorkers: process.env.SCREENSHOTS === undefined ? 3 : 1,
};
