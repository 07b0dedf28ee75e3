import { describe, expect, it } from '@jest/globals';
import { changesBetween, type Judged, judged, worstOf } from '../../../lambdas/core/policy/difference.ts';
import type { CombinedDemands } from '../../../lambdas/core/policy/evaluate.ts';

const DEMANDS: CombinedDemands = {
  proofs: [{ leaf: { method: 'in-person' } }],
  ...{
    barred: [],
    sightings: 1,
    sightingsReviewed: 10,
    statements: false,
    approvals: [{ leaf: { group: 'identity' } }],
    coolingOff: 60,
    proofWindow: 600,
  },
  ...{ approvalWindow: 600, grant: 600, reviewWithin: 600, alert: 'warning', notify: ['manager'], exceptions: [] },
};
const GROUPS = ['identity', 'security'];
const asking = (over: Partial<CombinedDemands> = {}): Judged =>
  judged({ verdict: 'demand', demands: { ...DEMANDS, ...over }, rules: [] }, GROUPS);
const denying = (...reasons: string[]): Judged => judged({ verdict: 'deny', reasons, rules: [] }, GROUPS);
const USE = { exception: 'e', control: 'c', owner: 'o', reason: 'r', until: '2027-01-01T00:00:00.000Z', waived: ['x'] };

const directions = (before: Judged, after: Judged) =>
  changesBetween(before, after, GROUPS).map(({ dimension, direction }) => [dimension, direction]);

describe('what becomes of a demand', () => {
  it.each<[string, Partial<CombinedDemands>, string]>([
    ['coolingOff', { coolingOff: 30 }, 'weaker'],
    ['coolingOff', { coolingOff: 90 }, 'stricter'],
    ['proofWindow', { proofWindow: 900 }, 'weaker'],
    ['approvalWindow', { approvalWindow: 300 }, 'stricter'],
    ['grant', { grant: 900 }, 'weaker'],
    ['reviewWithin', { reviewWithin: null }, 'weaker'],
    ['reviewWithin', { reviewWithin: 300 }, 'stricter'],
    ['alert', { alert: 'info' }, 'weaker'],
    ['alert', { alert: 'critical' }, 'stricter'],
    ['notify', { notify: [] }, 'weaker'],
    ['notify', { notify: ['custodian'] }, 'different'],
    ['proofs', { proofs: [{ leaf: { class: 'repeated-proofing' } }] }, 'weaker'],
    ['approvals', { approvals: [] }, 'weaker'],
    ['approvals', { approvals: [{ leaf: { group: 'identity', escalateTo: 'security' } }] }, 'weaker'],
    // Before half of the window it asks for more than either group, and after it for no more.
    [
      'approvals',
      { approvals: [{ any: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }], of: 1 }] },
      'weaker',
    ],
    ['exceptions', { exceptions: [USE] }, 'weaker'],
  ])('is compared in its own order: %s', (dimension, over, direction) => {
    expect(directions(asking(), asking(over))).toEqual([[dimension, direction]]);
  });

  it('is stricter without an escalation, and than either group from the beginning', () => {
    const either = [{ any: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }], of: 1 }];
    const next = asking({ approvals: [{ leaf: { group: 'identity', escalateTo: 'security' } }] });
    expect(directions(next, asking())).toEqual([['approvals', 'stricter']]);
    expect(directions(asking({ approvals: either }), next)).toEqual([['approvals', 'stricter']]);
    expect(directions(next, asking({ approvals: [{ leaf: { group: 'security' } }] }))).toEqual([
      ['approvals', 'different'],
    ]);
  });

  it('is nothing where nothing is another, whichever rules speak', () => {
    expect(
      directions(asking(), {
        ...asking(),
        answer: { ...asking().answer, rules: [{ rule: 'r', control: 'c', owner: 'o' }] },
      }),
    ).toEqual([]);
  });

  it('is the verdict alone where one denies, and the words where both do', () => {
    expect(directions(denying('no'), asking())).toEqual([['verdict', 'weaker']]);
    expect(directions(asking(), denying('no'))).toEqual([['verdict', 'stricter']]);
    expect(directions(denying('no'), denying('never'))).toEqual([['reasons', 'different']]);
    expect(directions(denying('no'), denying('no'))).toEqual([]);
  });

  it('is as bad as the worst of it', () => {
    const of = (...all: ('weaker' | 'stricter' | 'different')[]) =>
      worstOf(all.map((direction) => ({ dimension: 'grant', direction })));
    expect([of('stricter', 'weaker'), of('stricter', 'different'), of('stricter')]).toEqual([
      'weaker',
      'different',
      'stricter',
    ]);
  });
});
