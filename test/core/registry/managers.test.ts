import { expect, it } from '@jest/globals';
import { closingManagers, type Managed } from '../../../lambdas/core/registry/managers.ts';
import { aProfile, NOW } from '../../support/fixtures.ts';

const record = (who: string, manager: string | null) =>
  aProfile({
    account: `openldap:${who}`,
    owner: `person:${who}`,
    manager: manager === null ? null : `person:${manager}`,
  });
const change = (who: string, from: string | null, to: string | null): Managed => ({
  ...{ account: `openldap:${who}`, profile: record(who, from), wanted: record(who, to), waits: false },
});
const closing = (...changes: readonly Managed[]) => [
  ...closingManagers(
    changes.map(({ profile }) => ({ profile, isProposed: false, recordedAt: NOW })),
    changes,
  ).keys(),
];

it('a line of managers closes nothing, however long', () => {
  const line = Array.from({ length: 2_000 }, (_, index) => change(`p${index}`, null, `p${index + 1}`));
  expect(closing(...line)).toEqual([]);
});

it('two people who manage each other close a cycle, and whoever is below them does not', () => {
  expect(closing(change('a', null, 'b'), change('b', null, 'a'), change('c', null, 'a'))).toEqual([
    'openldap:a',
    'openldap:b',
  ]);
});

it('a manager who stays because a change is left out may close a cycle with another change', () => {
  // a would go from b to c, and c to a, which is a cycle; b goes to a, and with a still under b that is one too.
  const found = closing(change('a', 'b', 'c'), change('c', null, 'a'), change('b', null, 'a'));
  expect(found.sort()).toEqual(['openldap:a', 'openldap:b', 'openldap:c']);
});
