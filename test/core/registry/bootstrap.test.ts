import { describe, expect, it } from '@jest/globals';
import { type Administrators, flawOfAdministrators } from '../../../lambdas/core/registry/bootstrap.ts';
import { ADMINISTRATORS, subjectOf } from '../../support/fixtures.ts';

const [adam, ada] = ADMINISTRATORS;

describe('the first two administrators', () => {
  it('are two humans who hold the part and sign in as somebody', () => {
    expect(flawOfAdministrators(ADMINISTRATORS)).toBeUndefined();
  });

  it.each<[string, Administrators]>([
    ['the two are one person', [adam, { ...ada, person: adam.person }]],
    ['the two share an identity', [adam, { ...ada, subjects: [subjectOf('other'), ...adam.subjects] }]],
    ['an administrator is a human', [{ ...adam, nature: 'machine' }, ada]],
    ['an administrator holds the part admin', [adam, { ...ada, parts: ['auditor'] }]],
    ['an administrator has a subject to sign in with', [adam, { ...ada, subjects: [] }]],
    ['an administrator has no person id', [adam, { ...ada, person: 'ada' }]],
  ])('are refused where %s', (flaw, two) => {
    expect(flawOfAdministrators(two)).toBe(flaw);
  });
});
