import { describe, expect, it } from '@jest/globals';
import { flawIn, pointersIn } from '../../../lambdas/core/intake/flaws.ts';

describe('a flaw of a document', () => {
  it.each([
    ['at the place', ['issue', 'key'], 'flawed'],
    ['on the way to it', ['issue'], 'flawed'],
    ['at its root', [], 'flawed'],
    ['within it', ['issue', 'key', '0', 'x'], 'flawed'],
    ['beside it', ['issue', 'keys'], undefined],
    ['elsewhere', ['user', 'key'], undefined],
  ])('counts where it is %s: %j', (_, path, expected) => {
    expect(flawIn([{ code: 'flawed', path }], ['/a/b', '/issue/key'])).toBe(expected);
  });

  it('is found under names with a slash or a tilde', () => {
    expect(flawIn([{ code: 'flawed', path: ['a/b', 'c~d'] }], ['/a~1b/c~0d'])).toBe('flawed');
  });

  it('is looked for in every place that a mapping reads, and in no word of a table', () => {
    const mapping = {
      event: { from: '/type', is: ['/no'] },
      ticket: { from: ['/id'], links: ['/link'] },
      changes: { items: '/items', labels: '/labels', field: '/no' },
      channel: { from: ['/via'], table: { from: '/no' }, otherwise: '/no' },
    };
    expect(pointersIn(mapping)).toEqual(['/type', '/id', '/link', '/items', '/labels', '/via']);
  });
});
