import { describe, expect, it } from '@jest/globals';
import { LedgerCorrupt } from '../../../lambdas/core/audit/commit.ts';
import { openStored } from '../../../lambdas/core/audit/stored-commit.ts';
import { nextCommit, nextCommits, stored } from '../../support/commits.ts';
import { KEYS } from '../../support/signing.ts';

describe('a commit that is read by itself', () => {
  const [, second] = nextCommits('cognito:jane', 2);
  if (second === undefined) throw new Error('two commits were asked for');
  const row = stored(second);

  it('opens when it is what was hashed, wherever in the stream it is', () => {
    expect(openStored(row, 'cognito:jane', KEYS)).toEqual(second);
  });

  it.each([
    ['under another number', { ...row, seq: 3 }],
    ['under another account', { ...row, account: 'cognito:joe' }],
    ['with another commit in it', { ...stored(nextCommit('cognito:joe')), account: 'cognito:jane', seq: 2 }],
  ])('throws when it stands %s', (_, moved) => {
    expect(() => openStored(moved, 'cognito:jane', KEYS)).toThrow(
      expect.objectContaining({ name: LedgerCorrupt.name, corruption: 'copy-altered', seq: moved.seq }),
    );
  });

  it.each([
    ['bytes that are no JSON', { ...row, bytes: 'x' }],
    ['no bytes', { ...row, bytes: '' }],
    ['no hash', { ...row, hash: '' }],
    ['a number that is none', { ...row, seq: Number.NaN }],
  ])('throws for %s', (_, damaged) => {
    expect(() => openStored(damaged, 'cognito:jane', KEYS)).toThrow(LedgerCorrupt);
  });
});
