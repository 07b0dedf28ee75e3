import { describe, expect, it } from '@jest/globals';
import { isAtLeast } from '../../../../bin/cli/policy/strictness.ts';

type Asked = Parameters<typeof isAtLeast>[0];

const leaf = (of: Extract<Asked, { leaf: unknown }>['leaf']): Asked => ({ leaf: of });
const [code, video] = [leaf({ class: 'issued-code' }), leaf({ method: 'live-video' })];

describe('one requirement asks for at least as much as another', () => {
  it.each<[string, Asked, Asked]>([
    ['more classes', leaf({ classes: 2 }), leaf({ classes: 1 })],
    ['more strength', leaf({ strength: 3 }), leaf({ strength: 2 })],
    ['more groups', leaf({ groups: 2 }), leaf({ groups: 1 })],
    ['more of a group', leaf({ group: 'identity', count: 2 }), leaf({ group: 'identity' })],
    ['more of a list', { any: [code, video], of: 2 }, { any: [code, video], of: 1 }],
    ['more inside of all', { all: [code, leaf({ classes: 2 })] }, { all: [code, leaf({ classes: 1 })] }],
    [
      'more inside of some',
      { any: [leaf({ strength: 2 }), leaf({ relation: 'manager' })], of: 1 },
      { any: [leaf({ strength: 1 }), leaf({ relation: 'manager' })], of: 1 },
    ],
  ])('%s', (_, more, less) => {
    expect([isAtLeast(more, less), isAtLeast(less, more)]).toEqual([true, false]);
    expect([isAtLeast(more, more), isAtLeast(less, less)]).toEqual([true, true]);
  });

  it.each<[string, Asked, Asked]>([
    ['another kind', leaf({ classes: 2 }), leaf({ strength: 2 })],
    ['another group', leaf({ group: 'identity', count: 2 }), leaf({ group: 'security' })],
    ['another method', video, leaf({ method: 'in-person' })],
    ['another class', code, leaf({ class: 'saved-code' })],
    ['another shape', { all: [code] }, { any: [code], of: 1 }],
    ['another length', { all: [code] }, { all: [code, video] }],
    [
      'more here and less there',
      { all: [leaf({ classes: 2 }), leaf({ strength: 1 })] },
      { all: [leaf({ classes: 1 }), leaf({ strength: 2 })] },
    ],
  ])('cannot be said of %s', (_, one, other) => {
    expect([isAtLeast(one, other), isAtLeast(other, one)]).toEqual([false, false]);
  });
});
