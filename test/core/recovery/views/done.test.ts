import { describe, expect, it } from '@jest/globals';
import { doneBy, mayDo } from '../../../../lambdas/core/recovery/views/done.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  confirms,
  countersigns,
  EXECUTING,
  expires,
  GRANTED,
  issues,
  OPENED,
  PROVED,
  proves,
  rejects,
  reviews,
  revises,
  revokes,
  stops,
} from '../../../support/deeds.ts';
import { ACTORS } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import { later, type Past, recoveryOf, underPolicy, worldAfter } from '../../../support/specification.ts';

const DAY = 86_400;
const group = (name: string, count = 1) => ({ leaf: { group: name, count } });
const BOTH = underPolicy(policyThat({ approvals: { all: [group('identity'), group('security')] } }));
const TWO = underPolicy(policyThat({ approvals: group('identity', 2) }));
const ANY = underPolicy(policyThat({ approvals: { leaf: { groups: 2 } } }));
const REVIEWED = underPolicy(policyThat({ reviewWithin: DAY }));
const OVER: readonly Past[] = [...GRANTED, later(9 * 3600), revokes()];

/** What was done by this after that: `task: by whom`. */
function done(past: readonly Past[], ...then: readonly Past[]): readonly string[] {
  const before = worldAfter(past);
  const after = worldAfter(then, before);
  return doneBy({ before: recoveryOf(before), after: recoveryOf(after) }).map(
    ({ task, asked }) => `${task}: ${asked.map((one) => Object.values(one)[0]).join(', ')}`,
  );
}

describe('what people have done', () => {
  it.each<[string, readonly Past[], readonly Past[], readonly string[]]>([
    ['an opening: nothing', [], OPENED, []],
    ['a plan: nothing', OPENED, [assesses()], []],
    ['the proof', ASSESSED, [proves()], ['sighting: verifier']],
    ['the only countersignature', PROVED, [countersigns()], ['countersignature: approver:identity']],
    ['the first of two groups', [BOTH, ...PROVED], [countersigns()], ['countersignature: approver:identity']],
    [
      'the second of two groups: all of it',
      [BOTH, ...PROVED, countersigns()],
      [countersigns(ACTORS.securityApprover)],
      ['countersignature: approver:identity, approver:security'],
    ],
    ['the first of two people of one group: nothing', [TWO, ...PROVED], [countersigns()], []],
    ['the first of any two groups: nothing', [ANY, ...PROVED], [countersigns()], []],
    ['execution and grant: nothing', APPROVED, [...EXECUTING.slice(APPROVED.length), issues()], []],
    ['a review', [REVIEWED, ...OVER, confirms()], [reviews()], ['review: reviewer']],
    ['a review that is overdue: nothing', [REVIEWED, ...OVER, confirms()], [later(DAY), expires()], []],
    ['a rejection: nothing', PROVED, [rejects()], []],
    ['a stop: nothing', PROVED, [stops()], []],
    ['a request that was revised: nothing', [BOTH, ...PROVED, countersigns()], [revises(600)], []],
  ])('%s', (_, past, then, expected) => {
    expect(done(past, ...then)).toEqual(expected);
  });

  it('is looked for after events alone that can be it', () => {
    expect(mayDo([{ type: 'GateOpened', gate: 'proof' }, { type: 'ProofingCompleted' }])).toBe(true);
    expect(mayDo([{ type: 'GateOpened', gate: 'proof' }, { type: 'ReviewOverdue' }])).toBe(false);
  });
});
