import { beforeEach, expect } from '@jest/globals';

// A test that asserts nothing cannot fail: a loop over an empty list is one.
beforeEach(() => {
  expect.hasAssertions();
});
