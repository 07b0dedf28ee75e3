import { describe, expect, it } from '@jest/globals';
import { type AccountEnd, NEVER } from '../../../../lambdas/adapters/connectors/ldap/end.ts';
import { leftIn, type Remains } from '../../../../lambdas/adapters/connectors/ldap/left.ts';

const AT = Date.UTC(2040, 0, 1);
const ENDS = {
  never: NEVER,
  at: { of: 'at', at: AT },
  held: { of: 'held', at: AT },
  ended: { of: 'ended', before: NEVER },
} as const satisfies Readonly<Record<string, AccountEnd>>;

/** What the account shows, what is asked, and what is left in an account with each end. */
type Row = [
  what: string,
  account: { readonly mustChange: boolean; readonly passwordVersion?: number },
  request: { readonly issued: boolean; readonly passwordVersion?: number; readonly repudiated?: boolean },
  left: Readonly<Record<keyof typeof ENDS, Remains>>,
];

const ROWS: readonly Row[] = [
  [
    'issued, and not used',
    { mustChange: true, passwordVersion: 3 },
    { issued: true, passwordVersion: 3 },
    { never: 'password', at: 'password', held: 'password', ended: 'nothing' },
  ],
  [
    'replaced by its owner',
    { mustChange: false, passwordVersion: 4 },
    { issued: true, passwordVersion: 3 },
    { never: 'nothing', at: 'nothing', held: 'end', ended: 'nothing' },
  ],
  [
    'replaced by its owner, and repudiated',
    { mustChange: false, passwordVersion: 4 },
    { issued: true, passwordVersion: 3, repudiated: true },
    { never: 'password', at: 'password', held: 'password', ended: 'nothing' },
  ],
  [
    'the same, and need not be replaced any more',
    { mustChange: false, passwordVersion: 3 },
    { issued: true, passwordVersion: 3 },
    { never: 'password', at: 'password', held: 'password', ended: 'nothing' },
  ],
  [
    'of an unknown version, and need not be replaced',
    { mustChange: false, passwordVersion: 3 },
    { issued: true },
    { never: 'password', at: 'password', held: 'password', ended: 'nothing' },
  ],
  [
    'in an account that says no version',
    { mustChange: false },
    { issued: true },
    { never: 'password', at: 'password', held: 'password', ended: 'nothing' },
  ],
  [
    'another reset, which must be replaced',
    { mustChange: true, passwordVersion: 4 },
    { issued: true, passwordVersion: 3 },
    { never: 'password', at: 'password', held: 'password', ended: 'nothing' },
  ],
  [
    'never issued, in an account with a first password',
    { mustChange: true, passwordVersion: 3 },
    { issued: false },
    { never: 'nothing', at: 'nothing', held: 'password', ended: 'nothing' },
  ],
  [
    'never issued, in an account whose password is its owner’s',
    { mustChange: false, passwordVersion: 3 },
    { issued: false },
    { never: 'nothing', at: 'nothing', held: 'end', ended: 'nothing' },
  ],
];

describe('a password that is', () => {
  it.each(ROWS)('%s leaves by the end of the account', (_, { mustChange, ...version }, request, left) => {
    for (const end of Object.keys(ENDS) as (keyof typeof ENDS)[]) {
      const account = { passwordVersion: undefined, ...version, mustChange, end: ENDS[end] };
      expect([end, leftIn(account, { action: 'reset-password', ...request })]).toEqual([end, left[end]]);
      expect(leftIn(account, { action: 'unlock', ...request })).toBe('nothing');
    }
  });

  it('older than the one that was issued says nothing of the account, also where it looks ended', () => {
    const request = { action: 'reset-password', issued: true, passwordVersion: 3 } as const;
    for (const end of Object.values(ENDS))
      for (const passwordVersion of [2, undefined])
        expect(() => leftIn({ end, mustChange: false, passwordVersion }, request)).toThrow('server-behind');
  });
});
