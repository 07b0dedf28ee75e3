import { describe, expect, it } from '@jest/globals';
import { spelledException, spelledPolicy } from '../../../lambdas/adapters/policy/spelling.ts';
import type { Demands } from '../../../lambdas/core/policy/policy.ts';

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

describe('the spelling of ends', () => {
  const until = (text: unknown) => {
    const exception = { id: 'e', control: 'c', owner: 'o', reason: 'r', until: text, scope: {}, waives: [] };
    const parsed = spelledException.safeParse(exception);
    return parsed.success ? parsed.data.until : parsed.error.issues.map(({ message }) => message);
  };

  it.each([
    ['2026-12-31', '2027-01-01T00:00:00.000Z'],
    ['2028-02-29', '2028-03-01T00:00:00.000Z'],
    ['2026-12-31T17:00:00Z', '2026-12-31T17:00:00.000Z'],
    ['2026-12-31T17:00:00+01:00', '2026-12-31T16:00:00.000Z'],
  ])('reads `%s` as %s', (text, instant) => {
    expect(until(text)).toBe(instant);
  });

  it.each(['2026-02-30', '2026-13-01', '2026-12-31T17:00:00', '31.12.2026', 'never', '', 2026, null])(
    'refuses %p',
    (text) => {
      expect(until(text)).toEqual([expect.stringMatching(/^is neither a day such as/)]);
    },
  );
});

describe('the spelling of hours', () => {
  const hours = (days: unknown) => {
    const policy = { name: 'p', groups: [], controls: [], rules: [] };
    const parsed = spelledPolicy.safeParse({ ...policy, hours: { zone: 'Etc/UTC', from: '08:00', to: '18:00', days } });
    return parsed.success ? parsed.data.hours?.days : parsed.error.issues.map(({ message }) => message);
  };

  it('reads days of the week by their first letters', () => {
    expect(hours(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it.each([[['Monday']], ['mon'], [[1]], [null]])('refuses %j', (days) => {
    expect(hours(days)).toEqual([expect.stringMatching(/`mon`, `tue`/)]);
  });
});
