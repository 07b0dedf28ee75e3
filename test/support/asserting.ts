import { beforeEach, expect } from '@jest/globals';

// A test without assertions cannot fail: for example a loop over an empty list.
beforeEach(() => {
  expect.hasAssertions();
});
