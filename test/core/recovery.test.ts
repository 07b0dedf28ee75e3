import { describe, expect, it } from '@jest/globals';
import {
  APPROVED,
  ASSESSED,
  assesses,
  claims,
  closes,
  confirms,
  countersigns,
  EXECUTING,
  executes,
  expires,
  fails,
  GRANTED,
  GRANTED_ON_PAGE,
  issues,
  OPENED,
  opens,
  PROVED,
  proves,
  rejects,
  reviews,
  revokes,
  step,
  stops,
} from '../support/deeds.ts';
import { ACTORS, at, PEOPLE } from '../support/fixtures.ts';
import { policyThat } from '../support/policies.ts';
import { given, later, recoveryOf, underPolicy, worldAfter } from '../support/specification.ts';

const HOUR = 3600;
const EXPIRED = [...GRANTED, later(HOUR)];
const REVOKED = [...EXPIRED, revokes(), confirms()];

const WITHOUT_REVIEW = policyThat({ reviewWithin: undefined });
const WITHOUT_APPROVAL = policyThat({ approvals: undefined });

describe('the life of a recovery', () => {
  it('opens with everything that was asked', () => {
    given()
      .when(opens({ requestedSeconds: 600 }))
      .thenHappens({ type: 'RecoveryOpened', requester: PEOPLE.jane, subject: PEOPLE.jane, requestedSeconds: 600 });
  });

  it('is assessed into a plan, and then waits for proof', () => {
    const world = given(...OPENED)
      .when(assesses())
      .thenHappens({ type: 'RecoveryAssessed' });
    expect(recoveryOf(world)).toMatchObject({ status: 'proofing', plan: { grant: HOUR, target: 'jane' } });
  });

  it('is assessed once', () => {
    given(...ASSESSED)
      .when(assesses())
      .thenNothing();
  });

  it('waits for approval once what was proved is enough', () => {
    const world = given(...ASSESSED)
      .when(proves())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
    expect(recoveryOf(world)).toMatchObject({ status: 'approving' });
  });

  it('keeps waiting for proof after one that came to nothing', () => {
    given(...ASSESSED)
      .when(proves(ACTORS.verifier, 'in-person', 'abandoned'))
      .thenHappens({ type: 'ProofRecorded' });
  });

  it('is approved by the countersignature that was still missing', () => {
    given(...PROVED)
      .when(countersigns())
      .thenHappens({ type: 'PlanCountersigned' }, { type: 'ApprovalCompleted', executeNotBefore: at(0) });
  });

  it('waits for nobody where the policy asks nobody to countersign', () => {
    given(underPolicy(WITHOUT_APPROVAL), ...ASSESSED)
      .when(proves())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' }, { type: 'ApprovalCompleted' });
    given(underPolicy(WITHOUT_APPROVAL), ...ASSESSED, proves())
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted' });
  });

  it('is executed not before the cooling-off is over', () => {
    const cooling = [underPolicy(policyThat({ coolingOff: 60 })), ...APPROVED];
    given(...cooling, later(59.999))
      .when(executes())
      .thenRefused('not-due', { executeNotBefore: at(60) });
    given(...cooling, later(60))
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted', expiresAt: at(60 + HOUR) });
  });

  it('is executed once', () => {
    given(...EXECUTING)
      .when(executes())
      .thenNothing();
    given(...GRANTED)
      .when(executes())
      .thenNothing();
  });

  it('has a grant once the connector has made one, and notes it once', () => {
    given(...EXECUTING)
      .when(issues())
      .thenHappens({ type: 'GrantIssued', reference: 'temporary:jane', claimable: true });
    given(...GRANTED)
      .when(issues())
      .thenNothing();
  });

  it('lets the requester claim', () => {
    given(...GRANTED_ON_PAGE)
      .when(claims())
      .thenHappens({ type: 'GrantClaimed', by: PEOPLE.jane });
  });

  it('ends its grant, and says so when it is confirmed gone', () => {
    given(...EXPIRED)
      .when(revokes())
      .thenHappens({ type: 'RevocationStarted', trigger: 'workflow' });
    given(...EXPIRED, revokes())
      .when(confirms())
      .thenHappens({ type: 'RevocationConfirmed' });
  });

  it('says that a revocation is overdue once, and still takes its confirmation', () => {
    const overdue = step({ type: 'ReportRevocationOverdue', code: 'unavailable' });
    given(...EXPIRED, revokes())
      .when(overdue)
      .thenHappens({ type: 'RevocationOverdue', code: 'unavailable' });
    given(...EXPIRED, revokes(), overdue)
      .when(overdue)
      .thenNothing();
    given(...EXPIRED, revokes(), overdue)
      .when(confirms())
      .thenHappens({ type: 'RevocationConfirmed' });
  });

  it('is reviewed and closed', () => {
    given(...REVOKED)
      .when(reviews())
      .thenHappens({ type: 'ReviewRecorded', by: PEOPLE.reviewer, finding: 'appropriate' });
    const world = given(...REVOKED, reviews())
      .when(closes())
      .thenHappens({ type: 'RecoveryClosed' });
    expect(world.state).toMatchObject({ recoveries: {}, ended: [{ id: 'rec-1', end: 'closed' }] });
  });

  it('is closed at once where no review is owed, and not before where one is', () => {
    given(underPolicy(WITHOUT_REVIEW), ...REVOKED)
      .when(closes())
      .thenHappens({ type: 'RecoveryClosed' });
    given(...REVOKED)
      .when(closes())
      .thenRefused('wrong-status', { status: 'reviewing' });
  });

  it.each([
    ['stopped', [...GRANTED, stops(), revokes('stop'), confirms()]],
    ['failed', [...EXECUTING, fails(), revokes('failure'), confirms()]],
  ])('is not closed without a review once it was %s, whatever the plan asks, and owes it within 7 days', (_, past) => {
    const story = [underPolicy(WITHOUT_REVIEW), ...past];
    given(...story)
      .when(closes())
      .thenRefused('wrong-status', { status: 'reviewing' });
    given(...story, later((7 * 24 * HOUR) / 2 - 1))
      .when(expires())
      .thenRefused('not-due', { status: 'reviewing' });
    given(...story, later(7 * 24 * HOUR - 1))
      .when(expires())
      .thenHappens({ type: 'StageHalfPassed', stage: 'review' });
    given(...story, later(7 * 24 * HOUR))
      .when(expires())
      .thenHappens({ type: 'ReviewOverdue' });
    given(...story, reviews())
      .when(closes())
      .thenHappens({ type: 'RecoveryClosed' });
  });
});

describe('the other ends of a recovery', () => {
  const ends = (past: Parameters<typeof worldAfter>[0]) => worldAfter(past).state.ended.map(({ end }) => end);

  it.each([
    ['denied', [opens({ action: 'temporary-access' }), assesses()]],
    ['refused', [...ASSESSED, proves(ACTORS.verifier, 'in-person', 'failed')]],
    ['refused', [...PROVED, proves(ACTORS.verifier, 'in-person', 'repudiated')]],
    ['rejected', [...PROVED, rejects()]],
    ['rejected', [...APPROVED, rejects()]],
    ['expired', [...ASSESSED, later(HOUR), expires()]],
    ['expired', [...PROVED, later(2 * HOUR), expires()]],
    ['stopped', [...OPENED, stops()]],
    ['stopped', [...APPROVED, stops(ACTORS.agent)]],
  ] as const)('%s', (end, past) => {
    expect(ends(past)).toEqual([end]);
  });

  it('stops what is being executed by revoking it at once', () => {
    given(...EXECUTING)
      .when(stops())
      .thenHappens({ type: 'StopRequested' });
    given(...GRANTED, stops())
      .when(revokes('stop'))
      .thenHappens({ type: 'RevocationStarted', trigger: 'stop' });
    given(...GRANTED, stops())
      .when(stops())
      .thenRefused('wrong-status');
  });

  it('revokes at once what failed on the way', () => {
    given(...EXECUTING, fails())
      .when(revokes('failure'))
      .thenHappens({ type: 'RevocationStarted', trigger: 'failure' });
    given(...EXECUTING, fails())
      .when(fails())
      .thenNothing();
  });

  it('notes a review that is overdue, once in each window, and takes it late', () => {
    given(...REVOKED, later(24 * HOUR))
      .when(expires())
      .thenHappens({ type: 'ReviewOverdue' });
    given(...REVOKED, later(24 * HOUR), expires())
      .when(expires())
      .thenRefused('not-due');
    given(...REVOKED, later(24 * HOUR), expires(), later(24 * HOUR))
      .when(expires())
      .thenHappens({ type: 'ReviewOverdue' });
    given(...REVOKED, later(48 * HOUR))
      .when(reviews())
      .thenHappens({ type: 'ReviewRecorded' });
  });
});
