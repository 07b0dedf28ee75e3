import { describe, expect, it } from '@jest/globals';
import { isGroup, nameOf } from '../../../../lambdas/adapters/connectors/entra/membership.ts';

describe('what somebody is in', () => {
  it.each([
    ['#microsoft.graph.group', true],
    ['#microsoft.graph.directoryRole', false],
    ['#microsoft.graph.administrativeUnit', false],
  ])('counts as a group where Graph says `%s`: %s', (type, isIt) => {
    expect(isGroup({ '@odata.type': type, id: '1' })).toBe(isIt);
  });

  it('has a name, or the application may not read groups', () => {
    expect(nameOf({ displayName: 'Finance' })).toBe('Finance');
    for (const displayName of [null, undefined])
      expect(() => nameOf({ displayName })).toThrow(expect.objectContaining({ code: 'access-denied' }));
  });
});
