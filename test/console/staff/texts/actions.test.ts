import { beforeAll, describe, expect, it } from '@jest/globals';
import { actionsFor } from '../../../../console/staff/texts/texts.ts';
import { ACTIONS, isOfKind, KINDS } from '../../../../lambdas/core/registry/account.ts';
import { speaksEnglish } from '../support/browser.ts';

beforeAll(speaksEnglish);

describe('what an agent may ask for', () => {
  it.each(KINDS)('is what the product does to a %s', (kind) => {
    expect([...actionsFor(kind)].sort()).toEqual(ACTIONS.filter((action) => isOfKind(action, kind)).sort());
  });

  it('is everything where the account is not known yet', () => {
    expect([...actionsFor(null)].sort()).toEqual([...ACTIONS].sort());
  });
});
