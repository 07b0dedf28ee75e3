import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  challengeOf,
  flawOfStatement,
  isSignedStatement,
  STATEMENT_SECONDS,
  type Statement,
} from '../../../lambdas/core/approvals/statement.ts';
import { canonical } from '../../../lambdas/core/values/hash.ts';
import { at, NOW, PEOPLE } from '../../support/fixtures.ts';

const decided: Omit<Statement, 'at'> = {
  kind: 'countersign',
  ...{ stream: 'cognito:jane', recovery: 'rec-1' },
  ...{ digest: 'a'.repeat(64), person: PEOPLE.identityApprover },
};
const said: Statement = { ...decided, at: NOW };
const assertion = { id: 'AA', clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' };

describe('a statement', () => {
  it('is signed as the SHA-256 of its canonical spelling, base64url without padding', () => {
    expect(challengeOf(said)).toBe(createHash('sha256').update(canonical(said)).digest('base64url'));
    expect(challengeOf({ ...said, recovery: 'rec-2' })).not.toBe(challengeOf(said));
  });

  it('says exactly the decision', () => {
    expect(flawOfStatement(said, decided, NOW)).toBeUndefined();
    for (const [member, value] of Object.entries(decided))
      expect([member, flawOfStatement({ ...said, [member]: `${value}x` }, decided, NOW)]).toEqual([
        member,
        'other-decision',
      ]);
    expect(flawOfStatement({ ...said, more: 1 } as Statement, decided, NOW)).toBe('other-decision');
  });

  it.each([
    [-STATEMENT_SECONDS.old, 'not-of-now'],
    [1 - STATEMENT_SECONDS.old, undefined],
    [STATEMENT_SECONDS.ahead, undefined],
    [STATEMENT_SECONDS.ahead + 1, 'not-of-now'],
  ] as const)('made %s seconds from the decision: %s', (seconds, flaw) => {
    expect(flawOfStatement({ ...said, at: at(seconds) }, decided, NOW)).toBe(flaw);
  });

  it('of a time that is none is not of now', () => {
    expect(flawOfStatement({ ...said, at: 'z' }, decided, NOW)).toBe('not-of-now');
    expect(flawOfStatement({ ...said, at: '' }, decided, NOW)).toBe('not-of-now');
  });

  it.each([undefined, null, 'text', 7, [], {}, { statement: said }, { assertion }, { statement: null, assertion }])(
    'is not %j',
    (value) => {
      expect(isSignedStatement(value)).toBe(false);
    },
  );

  it('has every part as a text', () => {
    expect(isSignedStatement({ statement: said, assertion })).toBe(true);
    expect(isSignedStatement({ statement: { ...said, at: 5 }, assertion })).toBe(false);
    expect(isSignedStatement({ statement: said, assertion: { ...assertion, signature: null } })).toBe(false);
  });
});
