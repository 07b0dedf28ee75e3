import { afterAll, afterEach } from '@jest/globals';
import { undescribed } from './undescribed.ts';

// Runs in every test file. A function may answer in a test, in a hook or in the local system: its answer is checked at the next of these
// two.
const assertDescribed = (): void => {
  const found = [...new Set(undescribed.splice(0))];
  if (found.length > 0) throw new Error(`not in the OpenAPI document:\n${found.join('\n')}`);
};

afterEach(assertDescribed);
afterAll(assertDescribed);
