import { expect, it } from '@jest/globals';
import { isOneOf, unanswered } from '../../../lambdas/core/values/family.ts';

it('tells the members of a family from others, and from what every object inherits', () => {
  const isPet = isOneOf<{ type: 'cat' } | { type: 'dog' }>({ cat: true, dog: true });
  expect(['cat', 'dog', 'cow', 'toString', '__proto__', ''].filter((type) => isPet({ type }))).toEqual(['cat', 'dog']);
});

it('a `switch` that meets what none of its cases answers throws, and names it', () => {
  const stranger = { for: 'handshake' };
  expect(() => unanswered(stranger as never)).toThrow('nothing answers {"for":"handshake"}');
});
