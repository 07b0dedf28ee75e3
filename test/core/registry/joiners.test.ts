import { expect, it } from '@jest/globals';
import { joining, nameTaken, personNamed } from '../../../lambdas/core/registry/joiners.ts';
import type { Feed, FeedRow } from '../../../lambdas/core/registry/population.ts';
import { NOW } from '../../support/fixtures.ts';

it.each([
  ['jane', 'person:jane'],
  ['Jane.Doe@example.com', 'person:jane.doe'],
  ['EXAMPLE+jane', 'person:example-jane'],
  ['_svc', 'person:svc'],
  ['李', undefined],
  ['x'.repeat(100), `person:${'x'.repeat(63)}`],
])('the person of the account `%s` is %s', (target, person) => {
  expect(personNamed(target)).toBe(person);
});

const row: FeedRow = {
  ...{ directoryId: 'id-jane', target: 'jane', aliases: [], name: 'Jane', manager: null, isActive: true, tier: null },
  contacts: [{ kind: 'email', address: 'jane@example.com', changedAt: null }],
};
const feed: Feed = {
  ...{ connector: 'openldap', kinds: ['email'], rows: [row], isWhole: true, before: [], lastLook: null },
};
const joins = (over: Partial<FeedRow> = {}) =>
  joining({ feed, row: { ...row, ...over }, owner: undefined, manager: null, environment: 'production', now: NOW });

it('somebody new has no part, and no way to sign in', () => {
  expect(joins()).toMatchObject([
    { person: 'person:jane', parts: [], subjects: [] },
    { tier: 'standard', custodians: [] },
  ]);
});

it('nobody is proposed without a contact, or without a name that a person can have', () => {
  expect(joins({ contacts: [] })).toEqual([]);
  expect(joins({ target: '---' })).toEqual([]);
});

it('somebody of a source that writes whole records gets the account, the owner and the words of their record', () => {
  const record = {
    account: 'hr:4711',
    kind: 'vendor',
    environment: 'staging',
    owner: 'person:jd',
    custodians: [],
  } as const;
  expect(joins({ record: { ...record, labels: ['it'] }, tier: 'critical' })).toMatchObject([
    { person: 'person:jd' },
    { ...record, labels: ['it'], tier: 'critical', connector: feed.connector, target: row.target },
  ]);
});

it('a name that nobody has is not taken', () => {
  expect(nameTaken(feed, [row], new Map())).toEqual([]);
});
