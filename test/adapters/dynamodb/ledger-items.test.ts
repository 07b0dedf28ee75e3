import { describe, expect, it } from '@jest/globals';
import { itemOf, keyOf, storedIn } from '../../../lambdas/adapters/dynamodb/ledger-items.ts';
import { nextCommit, stored } from '../../support/commits.ts';

describe('an item of the ledger', () => {
  const commit = nextCommit('cognito:jane', { recovery: 'rec-1' });

  it('reads back as it was written', () => {
    expect(storedIn(itemOf(commit))).toEqual(stored(commit));
  });

  it('stands at its key, and shows who did what to those who look at the table', () => {
    const item = itemOf(commit);
    expect(item).toMatchObject(keyOf('cognito:jane', 1));
    expect(item).toMatchObject({ commandType: { S: commit.commit.command.type }, actor: { S: 'person:jane' } });
  });
});
