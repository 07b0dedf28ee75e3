import { describe, expect, it } from '@jest/globals';
import { countersigns, PROVED } from '../../../support/deeds.ts';
import { DELEGATE, LENDER, lending, standsIn } from '../../../support/delegation.ts';
import { aPolicy } from '../../../support/fixtures.ts';
import {
  type Deed,
  decisionOn,
  type Past,
  recoveryOf,
  underPolicy,
  worldAfter,
} from '../../../support/specification.ts';

/** Whoever stands in and whoever they stand in for are one approver (rule 4, ADR 51). */

const [first] = aPolicy().rules;
if (first === undefined) throw new Error('the policy has no rule');
const BOTH = { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] };
const TWO = underPolicy(aPolicy({ rules: [{ ...first, require: { ...first.require, approvals: BOTH } }] }));

const answerTo = (past: readonly Past[], deed: Deed) => {
  const decision = decisionOn(worldAfter([TWO, ...PROVED, lending(), ...past]), deed);
  return decision.accepted ? decision.events.map(({ type }) => type) : decision.refusal.code;
};

describe('a second decision of the same approver', () => {
  it.each<[string, readonly Past[], Deed, string | string[]]>([
    ['the one who lent it, after the one who stood in', [standsIn()], countersigns(LENDER), 'already-countersigned'],
    ['the one who stood in, after the one who lent it', [countersigns(LENDER)], standsIn(), 'already-countersigned'],
    ['the one who stood in, for themselves', [standsIn()], countersigns(DELEGATE), 'already-countersigned'],
    ['the one who stood in, twice', [standsIn()], standsIn(), 'already-countersigned'],
    [
      'the one who lent it, once they took it back',
      [standsIn(), lending({ isKept: false })],
      countersigns(LENDER),
      ['PlanCountersigned'],
    ],
  ])('%s', (_, past, deed, answer) => {
    expect(answerTo(past, deed)).toEqual(answer);
  });

  it('and the first is recorded with both names, as what was lent', () => {
    expect(recoveryOf(worldAfter([TWO, ...PROVED, lending(), standsIn()]))?.countersignatures).toMatchObject([
      { approver: DELEGATE.person, for: { person: LENDER.person, delegation: 7 }, groups: ['identity'] },
    ]);
  });
});
