import { describe, expect, it } from '@jest/globals';
import { planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { isFound, type Search, traceOf } from '../../../../lambdas/core/recovery/views/trace.ts';
import { ASSESSED, GRANTED } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { at, PEOPLE } from '../../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const recovery = present(recoveryOf(worldAfter(ASSESSED)));
const plan = present(recovery.plan ?? undefined);
const digest = planDigest(recovery.id, plan, recovery.proofs);
const signed = (approver: string, of: string) => ({
  ...{ approver: approver as `person:${string}`, groups: ['identity'], relations: [], at: at(60), digest: of },
});
const approved: Recovery = {
  ...recovery,
  ...{ desk: 'north', ticket: { source: 'jira', id: 'HELP-42' } },
  countersignatures: [signed(PEOPLE.identityApprover, digest), signed(PEOPLE.manager, 'another plan')],
};
const trace = traceOf(approved);
const row = {
  ...{ id: 'rec-1', account: 'cognito:jane', action: 'reset-mfa', status: 'closed', tier: 'privileged', kind: 'human' },
  trace,
};

describe('what a recovery is found by', () => {
  it('says whose countersignature was for the plan that stands, and whose was for another', () => {
    expect(trace.approvals.map(({ approver, counts }) => [approver, counts])).toEqual([
      [PEOPLE.identityApprover, true],
      [PEOPLE.manager, false],
    ]);
  });

  it('says whose countersignature was for the plan that was executed, also when a proof was bound to a page since', () => {
    const { grant } = present(recoveryOf(worldAfter(GRANTED)));
    const executed = [
      signed(PEOPLE.manager, 'an earlier plan'),
      signed(PEOPLE.identityApprover, 'the plan of that time'),
    ];
    const { approvals } = traceOf({ ...approved, grant, countersignatures: executed });
    expect(approvals.map(({ approver, counts }) => [approver, counts])).toEqual([
      [PEOPLE.manager, false],
      [PEOPLE.identityApprover, true],
    ]);
  });

  it('names the controls that made the plan, their owners, and the policy version', () => {
    expect(trace.rules).toEqual(plan.rules);
    expect(trace.policy).toBe(plan.policy);
    expect(traceOf({ ...recovery, plan: null })).toMatchObject({ rules: [], policy: null });
  });

  it('names everybody with a part in it, each once', () => {
    expect(trace.people).toEqual(expect.arrayContaining([recovery.requester, PEOPLE.identityApprover, PEOPLE.manager]));
    expect(new Set(trace.people).size).toBe(trace.people.length);
  });
});

describe('a search', () => {
  const [rule] = plan.rules;
  it.each<[boolean, string, Search]>([
    [true, 'nothing', {}],
    [true, 'words in any case and order', { words: 'RESET  jane' }],
    [true, 'a word of a person, a ticket and a desk', { words: `${PEOPLE.identityApprover} help-42 north` }],
    [false, 'words of which one is nowhere', { words: 'reset alice' }],
    [true, 'a part of the account', { account: 'JANE' }],
    [false, 'another account', { account: 'cognito:jan ' }],
    [true, 'whoever approved', { approver: 'identity' }],
    [false, 'a person who asked and did not approve', { approver: recovery.requester }],
    [true, 'a person with any part', { person: recovery.requester }],
    [true, 'the ticket with its source', { ticket: 'jira/HELP-42' }],
    [false, 'another ticket', { ticket: 'HELP-43' }],
    [true, 'a control', { control: present(rule).control }],
    [true, 'the owner of a control', { control: present(rule).owner }],
    [false, 'a control that made nothing of it', { control: 'no-such-control' }],
    [false, 'several, of which one does not hold', { account: 'jane', approver: 'nobody' }],
  ])('%s: %s', (is, _, search) => expect(isFound(row, search)).toBe(is));

  it('finds what has no trace by its own words, and by nothing else', () => {
    const bare = { ...row, trace: null };
    expect(isFound(bare, { words: 'jane privileged' })).toBe(true);
    for (const search of [{ person: 'person' }, { approver: 'person' }, { ticket: 'jira' }, { control: 'c' }])
      expect(isFound(bare, search)).toBe(false);
  });
});
