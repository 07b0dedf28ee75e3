import { describe, expect, it } from '@jest/globals';
import { beginningOf, MARK_DIGITS, markedId } from '../../../lambdas/core/values/command-id.ts';
import { derivedId } from '../../../lambdas/core/values/hash.ts';

const name = derivedId('a', 'b');
const mark = 'f'.repeat(MARK_DIGITS);

describe('a marked id', () => {
  it('fits into the id of a command, whatever its mark, and begins as all of its name do', () => {
    const id = markedId(name, mark);
    expect(id).toMatch(/^[a-z0-9-]{1,64}$/);
    expect(beginningOf(id)).toBe(`${name}-`);
    expect(beginningOf(markedId(name, '0'.repeat(MARK_DIGITS)))).toBe(beginningOf(id));
    expect(beginningOf(markedId(derivedId('a', 'c'), mark))).not.toBe(beginningOf(id));
  });

  it.each(['cmd-1', name, `${name}-`, `${name}-${mark}0`, `${name}-${mark.slice(1)}`, `x${name}-${mark}`, ''])(
    'is not `%s`',
    (id) => expect(beginningOf(id)).toBeUndefined(),
  );
});
