import { expect, it } from '@jest/globals';
import { misfitOf } from '../../../../lambdas/core/recovery/assess/misfit.ts';
import { ACTIONS, KINDS } from '../../../../lambdas/core/registry/account.ts';
import { PEOPLE } from '../../../support/fixtures.ts';

it('leaves every action on people and services to the policy, but for the key of a disk', () => {
  for (const kind of KINDS.filter((one) => one !== 'device'))
    for (const action of ACTIONS)
      for (const owner of [PEOPLE.jane, null])
        expect(misfitOf(action, { kind, owner })?.rule).toBe(action === 'release-disk-key' ? 2 : undefined);
});

it('leaves the key of its disk alone to the policy, on a device that somebody owns', () => {
  for (const action of ACTIONS) {
    const isKey = action === 'release-disk-key';
    expect(misfitOf(action, { kind: 'device', owner: PEOPLE.jane })?.rule).toBe(isKey ? undefined : 2);
    expect(misfitOf(action, { kind: 'device', owner: null })?.rule).toBe(isKey ? 13 : 2);
  }
});
