import { expect, it } from '@jest/globals';
import { ACCOUNT, PERSON, recordOfCells, wrongColumns } from '../../../lambdas/adapters/csv/columns.ts';

it('a header has all columns of people, or all of accounts, and optional ones only where they are named', () => {
  expect([PERSON, ACCOUNT].map((of) => wrongColumns(Object.keys(of)))).toEqual([undefined, undefined]);
  expect(wrongColumns([...Object.keys(ACCOUNT), 'name'])).toEqual({ unknown: ['name'], missing: [] });
  expect(wrongColumns([...Object.keys(ACCOUNT), 'name'], ['name', 'active'])).toBeUndefined();
  expect(wrongColumns(Object.keys(PERSON).slice(1))).toEqual({ unknown: [], missing: ['person'] });
});

it('a record has what its cells say, and leaves out what may be absent', () => {
  const empty = Object.fromEntries(Object.keys(ACCOUNT).map((name) => [name, '']));
  const record = recordOfCells({
    ...empty,
    account: 'cognito:jane',
    contacts: 'home|postal|Jane\nMain Street|',
    custodians: 'a;b',
  });
  expect(record).toEqual({
    ...{ account: 'cognito:jane', kind: '', tier: '', environment: '', owner: null, custodians: ['a', 'b'] },
    ...{ manager: null, connector: '', target: '' },
    contacts: [{ id: 'home', kind: 'postal', address: 'Jane\nMain Street', since: '' }],
  });
});
