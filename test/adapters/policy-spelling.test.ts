import { describe, expect, it } from '@jest/globals';
import { spelledPolicy } from '../../lambdas/adapters/policy-spelling.ts';
import type { Demands } from '../../lambdas/core/policy/policy.ts';

/** What the demands of one rule are read as, or why not. */
function read(demands: object): Demands | undefined | readonly string[] {
  const rules = [{ id: 'r', control: 'c', when: {}, require: demands }];
  const parsed = spelledPolicy.safeParse({ name: 'p', groups: [], controls: [], rules });
  if (parsed.success) return parsed.data.rules[0]?.require;
  return parsed.error.issues.map(({ path, message }) => `${path.slice(3).join('.')}: ${message}`);
}

describe('the spelling of times', () => {
  it.each([
    ['1s', 1],
    ['90s', 90],
    ['30m', 1800],
    ['4h', 14_400],
    ['7d', 604_800],
    ['0s', 0],
  ])('reads `%s` as %i seconds', (text, seconds) => {
    expect(read({ grant: text })).toEqual({ grant: seconds });
  });

  it.each(['', '4', 4, '4 h', '4H', '-4h', '1.5h', '4h30m', 'h', 'PT4H', '1234567s', null, ['4h']])(
    'refuses %p',
    (text) => {
      expect(read({ grant: text })).toEqual([expect.stringMatching(/^grant: /)]);
    },
  );
});

describe('the spelling of requirements', () => {
  it('takes one of a list where it does not say how many', () => {
    expect(read({ proofs: { any: [{ method: 'in-person' }, { class: 'saved-code' }] } })).toEqual({
      proofs: { any: [{ leaf: { method: 'in-person' } }, { leaf: { class: 'saved-code' } }], of: 1 },
    });
  });

  it('says where in a nested one it is wrong', () => {
    const approvals = { all: [{ group: 'identity' }, { any: [{ relation: 'manager' }, { group: 'A B' }], of: 1 }] };
    expect(read({ approvals })).toEqual([
      'approvals.all.1.any.1.group: is not spelled in lower-case words with dashes between them',
    ]);
  });

  it.each([
    ['nothing', null],
    ['a word', 'live-video'],
    ['a list', [{ method: 'in-person' }]],
    ['an empty object', {}],
    ['the compiled spelling', { leaf: { method: 'in-person' } }],
    ['what all objects have', { constructor: 1 }],
  ])('refuses %s', (_, proofs) => {
    expect(read({ proofs })).toEqual([expect.stringMatching(/^proofs: asks for none of/)]);
  });
});
