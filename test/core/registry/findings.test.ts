import { expect, it } from '@jest/globals';
import { leaving, mostUrgentFirst, unregistered } from '../../../lambdas/core/registry/findings.ts';
import { aProfile } from '../../support/fixtures.ts';

it('the most urgent comes first, and each once', () => {
  const left = { code: 'left', of: 'a', with: null } as const;
  const held = { code: 'part-held-by-leaver', of: 'z', with: 'admin' } as const;
  expect(mostUrgentFirst([left, held, left])).toEqual([held, left]);
});

it('what people hold who did not leave is no finding', () => {
  const holdings = [{ person: 'person:else', parts: ['admin'], custodianOf: ['a'], managerOf: ['b'] }];
  expect(leaving([aProfile()], holdings)).toEqual([{ code: 'left', of: 'cognito:jane', with: null }]);
});

it('nobody must register a standard account, or one of somebody who left', () => {
  const row = { directoryId: 'i', target: 't', aliases: [], name: 'T', contacts: [], manager: null, isActive: true };
  const rows = [
    { ...row, tier: 'standard' as const },
    { ...row, tier: 'critical' as const, isActive: false },
  ];
  expect(unregistered({ connector: 'openldap' }, rows, new Map())).toEqual([]);
});
