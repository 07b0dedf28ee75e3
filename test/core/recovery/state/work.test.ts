import { describe, expect, it } from '@jest/globals';
import { BY_HAND, digestOfWork, WORK_STAGES, type Work } from '../../../../lambdas/core/recovery/state/work.ts';
import { at } from '../../../support/fixtures.ts';

const WORK: Work = {
  ...{ stage: 'perform', operator: 'person:nora', reference: 'change/CHG-1', note: 'done', at: at(0) },
  ...{ earlier: [], confirmation: null },
};

describe('the digest of a report', () => {
  it.each([
    ['stage', { stage: 'revoke' as const }],
    ['operator', { operator: 'person:nina' }],
    ['reference', { reference: 'change/CHG-2' }],
    ['note', { note: 'done twice' }],
    ['time', { at: at(1) }],
  ])('is another one with another %s', (_, over) => {
    expect(digestOfWork({ ...WORK, ...over })).not.toBe(digestOfWork(WORK));
  });

  it('is the same wherever it lies, and whatever was said of it', () => {
    const confirmation = { by: 'person:nils', note: 'seen', at: at(60) };
    expect(digestOfWork({ ...WORK, signedIn: 4, earlier: ['person:nina'], confirmation })).toBe(digestOfWork(WORK));
  });
});

it('has a beginning and an end, for one connector', () => {
  expect([BY_HAND, ...WORK_STAGES]).toEqual(['by-hand', 'perform', 'revoke']);
});
