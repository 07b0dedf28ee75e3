import { expect, it } from '@jest/globals';
import { MOST_ADDRESSES, searchRecoveries } from '../../../lambdas/app/people/searching.ts';
import { ACTORS, aPersonActor } from '../../support/fixtures.ts';

it('looks up a few addresses in one search, each once', async () => {
  const asked: string[] = [];
  const people = {
    find: async (identity: string) => {
      asked.push(identity);
      return undefined;
    },
  };
  const nothing = async () => ({ items: [] });
  const views = {
    ...{ list: nothing, heads: nothing, heldTickets: nothing, alerts: nothing, standings: nothing },
    cursorAt: () => 'after',
  };
  const words = Array.from({ length: 40 }, (_, index) => `a${index}@b`).join(' ');
  const actor = aPersonActor(ACTORS.reviewer.person, { roles: ['auditor'] });
  await searchRecoveries({ views, people }, actor, { which: 'open', limit: 10, words, person: 'jane@example.com' });
  expect(asked).toHaveLength(MOST_ADDRESSES);
  expect(asked).toContain('address:jane@example.com');
});
