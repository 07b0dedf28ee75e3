import { relative, sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** What takes longest on any machine. Without the times of an earlier run, jest begins with the largest files, and these are small. */
const LONGEST = [
  'test/attacks/',
  'test/journeys/',
  'test/readme.test.ts',
  'test/scenarios/',
  'test/local/',
  'test/core/policy/monotone.test.ts',
  'test/one-row.test.ts',
  'test/lib/',
];

/** Suites that start whole systems run first, so that no worker is left alone with one at the end. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const placeOf = ({ path, context }) => {
      const name = relative(context.config.rootDir, path).split(sep).join('/');
      const place = LONGEST.findIndex((start) => name.startsWith(start));
      return place < 0 ? LONGEST.length : place;
    };
    const ordered = super.sort(tests);
    const isTimed = ordered.some((test) => test.duration !== undefined);
    return isTimed ? ordered : [...ordered].sort((one, other) => placeOf(one) - placeOf(other));
  }
}
