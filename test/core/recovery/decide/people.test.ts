import { describe, expect, it } from '@jest/globals';
import { OUTCOMES } from '../../../../lambdas/core/proofing/proof.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  claims,
  confirms,
  countersigns,
  EXECUTING,
  EXECUTING_ON_PAGE,
  GRANTED,
  OPENED,
  opens,
  PROVED,
  proves,
  rejects,
  reviews,
  revises,
  revokes,
  step,
  stops,
} from '../../../support/deeds.ts';
import { ACTORS, anOrigin, aPersonActor, aProfile, PEOPLE } from '../../../support/fixtures.ts';
import { type Deed, given, later, type Past, registeredAs } from '../../../support/specification.ts';

const REVIEWING = [...GRANTED, later(3600), revokes(), confirms()];
const victor = aPersonActor('person:victor', { roles: ['verifier'] });

describe('recording a proof', () => {
  it('needs the role of a verifier where a verifier must confirm it', () => {
    given(...ASSESSED)
      .when(proves(ACTORS.reviewer))
      .thenRefused('role-missing', { role: 'verifier' });
  });

  it.each([
    ['manager-attestation', 'manager', ACTORS.manager],
    ['custodian-attestation', 'custodian', ACTORS.custodian],
  ] as const)('of `%s` needs the %s of the account, whatever role a verifier has', (method, confirmedBy, actor) => {
    const account = registeredAs(aProfile({ custodians: [PEOPLE.custodian] }));
    given(account, ...ASSESSED)
      .when(proves(ACTORS.verifier, method))
      .thenRefused('method-not-theirs', { confirmedBy });
    given(account, ...ASSESSED)
      .when(proves(actor, method))
      .thenHappens({ type: 'ProofRecorded' });
  });

  it.each([
    [undefined, 1, 2],
    [2, 1, 2],
    [3, 2, 3],
  ] as const)(
    'needs somebody who vouches to be signed in as strongly as the account (%p) is used, not at level %d',
    (of, signedIn, needed) => {
      const account = registeredAs(aProfile(of === undefined ? {} : { assurance: of }));
      const manager = (assurance: 1 | 2 | 3) => aPersonActor(PEOPLE.manager, { assurance });
      given(account, ...ASSESSED)
        .when(proves(manager(signedIn), 'manager-attestation'))
        .thenRefused('assurance-too-low', { needed, signedIn });
      given(account, ...ASSESSED)
        .when(proves(manager(needed), 'manager-attestation'))
        .thenHappens({ type: 'ProofRecorded' });
    },
  );

  it('counts the same once, and another verifier or method anew', () => {
    given(...PROVED)
      .when(proves())
      .thenRefused('proof-duplicate', { method: 'in-person' });
    given(...PROVED)
      .when(proves(victor))
      .thenHappens({ type: 'ProofRecorded' });
    given(...PROVED)
      .when(proves(ACTORS.verifier, 'live-video'))
      .thenHappens({ type: 'ProofRecorded' });
  });

  it.each(OUTCOMES.filter((outcome) => outcome !== 'failed' && outcome !== 'repudiated'))(
    'comes too late with `%s` once the plan is approved',
    (outcome) => {
      given(...APPROVED)
        .when(proves(victor, 'live-video', outcome))
        .thenRefused('wrong-status', { status: 'approved' });
    },
  );

  it.each(['failed', 'repudiated'] as const)('ends it with `%s` also when the plan is approved', (outcome) => {
    given(...APPROVED)
      .when(proves(victor, 'live-video', outcome))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });

  it('is refused before there is a plan, and while it is executed', () => {
    given(...OPENED)
      .when(proves())
      .thenRefused('wrong-status', { status: 'opened' });
    given(...EXECUTING)
      .when(proves(victor, 'live-video', 'failed'))
      .thenRefused('wrong-status', { status: 'executing' });
  });
});

describe('countersigning', () => {
  it.each<[string, Past[]]>([
    ['opened', OPENED],
    ['proofing', ASSESSED],
    ['approved', APPROVED],
    ['granted', GRANTED],
  ])('is refused while it is %s', (status, past) => {
    given(...past)
      .when(countersigns(aPersonActor('person:ivan', { groups: ['identity'] })))
      .thenRefused('wrong-status', { status });
  });

  it('is for those whom the plan asks for', () => {
    given(...PROVED)
      .when(countersigns(ACTORS.securityApprover))
      .thenRefused('not-an-approver');
    given(...PROVED)
      .when(countersigns(ACTORS.manager))
      .thenRefused('not-an-approver');
  });

  it('records in what capacity it was done', () => {
    given(...PROVED)
      .when(countersigns(aPersonActor('person:ivan', { groups: ['identity', 'friends', 'platform'] })))
      .thenHappens(
        {
          type: 'PlanCountersigned',
          countersignature: expect.objectContaining({ groups: ['identity', 'platform'], relations: [] }),
        },
        { type: 'ApprovalCompleted' },
      );
  });
});

describe('rejecting', () => {
  it.each<[string, Past[]]>([
    ['proofing', ASSESSED],
    ['executing', EXECUTING],
    ['granted', GRANTED],
  ])('is refused while it is %s', (status, past) => {
    given(...past)
      .when(rejects())
      .thenRefused('wrong-status', { status });
  });

  it('is for those whom the plan asks for', () => {
    given(...PROVED)
      .when(rejects(ACTORS.securityApprover))
      .thenRefused('not-an-approver');
  });
});

describe('revising', () => {
  it('makes the plan anew, for as long as was asked', () => {
    given(...ASSESSED)
      .when(revises(60))
      .thenHappens({ type: 'RequestRevised', requestedSeconds: 60 }, { type: 'RecoveryAssessed' });
    given(...PROVED)
      .when(revises(60))
      .thenHappens({ type: 'RequestRevised' }, { type: 'RecoveryAssessed' }, { type: 'ProofingCompleted' });
  });

  it('is refused once it is executed', () => {
    given(...EXECUTING)
      .when(revises(60))
      .thenRefused('wrong-status', { status: 'executing' });
  });
});

describe('stopping', () => {
  it('is for everybody who is signed in, and for no machinery', () => {
    given(...PROVED)
      .when(stops(ACTORS.verifier))
      .thenHappens({ type: 'RecoveryStopped', by: PEOPLE.verifier });
    given(...PROVED)
      .when(stops({ by: 'ticket-system', source: 'jira' }))
      .thenRefused('person-unknown');
  });

  it('is for a ticket system only with the ticket that opened it', () => {
    const ticket = { source: 'jira', id: 'HELP-1' };
    const bySystem = (source: string, id: string): Deed => ({
      ...stops({ by: 'ticket-system', source }),
      origin: anOrigin({ ticket: { source: 'jira', id } }),
    });
    const past = [opens({ ticket }, { by: 'ticket-system', source: 'jira' }), assesses()];
    given(...past)
      .when(bySystem('jira', 'HELP-1'))
      .thenHappens({ type: 'RecoveryStopped', by: null });
    for (const other of [
      bySystem('jira', 'HELP-2'),
      bySystem('zendesk', 'HELP-1'),
      stops({ by: 'ticket-system', source: 'jira' }),
    ])
      given(...past)
        .when(other)
        .thenRefused('person-unknown');
  });

  it('comes too late for what is being revoked', () => {
    given(...REVIEWING)
      .when(stops())
      .thenRefused('wrong-status', { status: 'reviewing' });
  });
});

describe('claiming', () => {
  it('is refused where the credential went straight to the system that uses it', () => {
    const without = { type: 'GrantIssued', reference: 'version:1', claimable: false, evidence: {} } as const;
    given(...EXECUTING_ON_PAGE, without)
      .when(claims())
      .thenRefused('nothing-to-claim');
  });
});

describe('reviewing', () => {
  it('needs the role, and is done once', () => {
    given(...REVIEWING)
      .when(reviews(ACTORS.admin))
      .thenRefused('role-missing', { role: 'reviewer' });
    given(...REVIEWING, reviews())
      .when(reviews(aPersonActor('person:rob', { roles: ['reviewer'] })))
      .thenRefused('wrong-status');
  });

  it('is not owed before the grant is gone', () => {
    given(...GRANTED)
      .when(reviews())
      .thenRefused('wrong-status', { status: 'granted' });
  });
});

describe('a machine of ours', () => {
  it('does nothing that people do', () => {
    for (const [past, deed] of [
      [ASSESSED, proves],
      [PROVED, countersigns],
      [PROVED, rejects],
      [REVIEWING, reviews],
    ] as const)
      given(...past)
        .when({ ...deed(), actor: { by: 'workflow' } })
        .thenRefused('machine-cannot-decide');
    given(...PROVED)
      .when({ ...revises(60), actor: { by: 'workflow' } })
      .thenRefused('not-the-requester');
    given(...GRANTED)
      .when(step({ type: 'OpenGate', gate: 'proof' }))
      .thenHappens({ type: 'GateOpened', gate: 'proof' });
  });
});
