import { expect, it } from '@jest/globals';
import { changesOf } from '../../../lambdas/adapters/connectors/logged-changes.ts';

const change = { connector: 'okta', kind: 'unlocked', at: '2026-03-01T09:00:00.000Z', entry: 'e-1' } as const;
const by = (name: string) => ({ as: 'other', name }) as const;

it('is a change for each user, each under a name of its own', () => {
  const targets = [
    { id: 'u-1', type: 'User' },
    { id: 'u-2', type: 'User' },
    { id: 'u-1', type: 'User' },
  ];
  expect(changesOf(change, targets, by)).toEqual([
    { ...change, entry: 'e-1 u-1', directoryId: 'u-1', by: by('u-1') },
    { ...change, entry: 'e-1 u-2', directoryId: 'u-2', by: by('u-2') },
  ]);
});

it('has the name of the entry where it is about one user, also one who is named twice', () => {
  const twice = [
    { id: 'u-1', type: 'User' },
    { id: 'u-1', type: 'User' },
  ];
  expect(changesOf(change, twice, by)).toEqual([{ ...change, directoryId: 'u-1', by: by('u-1') }]);
});

it('is nothing where it is about no user', () => {
  expect(
    changesOf(
      change,
      [
        { id: 'f-1', type: 'Factor' },
        { id: null, type: 'User' },
      ],
      by,
    ),
  ).toEqual([]);
  expect(changesOf(change, null, by)).toEqual([]);
});
