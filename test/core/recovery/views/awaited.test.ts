import { describe, expect, it } from '@jest/globals';
import type { PersonActor } from '../../../../lambdas/core/recovery/state/commands.ts';
import type { Plan } from '../../../../lambdas/core/recovery/state/plan.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { awaitedOf, lenderAwaited, waitsUntil } from '../../../../lambdas/core/recovery/views/awaited.ts';
import type { Lender } from '../../../../lambdas/core/recovery/views/readers.ts';
import { plusSeconds } from '../../../../lambdas/core/values/instant.ts';
import { ASSESSED } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { ACTORS, aPersonActor, aProfile, PEOPLE } from '../../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const recovery = present(recoveryOf(worldAfter(ASSESSED)));
const plan = present(recovery.plan ?? undefined);
const PROFILE = aProfile({ custodians: [PEOPLE.custodian] });
const about = (status: Recovery['status'], over: Partial<Plan> = {}, more: Partial<Recovery> = {}): Recovery => ({
  ...{ ...recovery, status, proofs: [], agent: PEOPLE.agent },
  plan: { ...plan, notify: [], approvals: [], proofs: [{ leaf: { method: 'passkey' } }], ...over },
  ...more,
});
const MANAGED = { approvals: [{ leaf: { relation: 'manager' } }] } as const;
const KEPT = { approvals: [{ leaf: { relation: 'custodian' } }] } as const;
const GROUPED = { approvals: [{ all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] }] } as const;
const NEXT = { approvals: [{ leaf: { group: 'identity', escalateTo: 'security' } }] } as const;
const ANY_TWO = { approvals: [{ leaf: { groups: 2 } }] } as const;
const SEEN = { proofs: [{ leaf: { method: 'in-person' } }] } as const;
const WORD = { proofs: [{ leaf: { method: 'manager-attestation' } }] } as const;
const nobody = aPersonActor('person:other');
const holds = (over: Partial<PersonActor>) => aPersonActor('person:other', over);
const manager = aPersonActor(PEOPLE.manager);
const signed = {
  ...{ approver: PEOPLE.manager, groups: [], relations: ['manager' as const], digest: 'd', at: recovery.openedAt },
};

describe('what waits for somebody', () => {
  it.each<[ReturnType<typeof awaitedOf>, string, PersonActor, Recovery]>([
    ['countersign', 'a manager without any group', manager, about('approving', MANAGED)],
    ['countersign', 'a custodian without any group', aPersonActor(PEOPLE.custodian), about('approving', KEPT)],
    ['countersign', 'an approver of a group of the plan', holds({ groups: ['security'] }), about('approving', GROUPED)],
    ['countersign', 'any approver, where any two groups do', holds({ groups: ['any'] }), about('approving', ANY_TWO)],
    [null, 'an approver of another group', holds({ groups: ['platform'] }), about('approving', GROUPED)],
    [null, 'the next group before half of the window', holds({ groups: ['security'] }), about('approving', NEXT)],
    [
      'countersign',
      'the next group after half of the window',
      holds({ groups: ['security'] }),
      about('approving', NEXT, { halfAt: recovery.openedAt }),
    ],
    [null, 'a machine', holds({ groups: ['security'], nature: 'machine' }), about('approving', GROUPED)],
    [null, 'who has countersigned', manager, about('approving', MANAGED, { countersignatures: [signed] })],
    [null, 'the agent who opened it', { ...ACTORS.agent, groups: ['identity'] }, about('approving', GROUPED)],
    [null, 'an approver before it is proved', manager, about('proofing', MANAGED)],
    ['prove', 'a manager whose word would serve', manager, about('proofing', WORD)],
    ['prove', 'a verifier of what is to be seen', holds({ roles: ['verifier'] }), about('proofing', SEEN)],
    [null, 'a verifier where nothing is to be seen', holds({ roles: ['verifier'] }), about('proofing', WORD)],
    ['review', 'a reviewer', holds({ roles: ['reviewer'] }), about('reviewing')],
    [null, 'a reviewer of what is granted still', holds({ roles: ['reviewer', 'auditor'] }), about('granted')],
    ['own', 'whoever asked', ACTORS.jane, about('approving', MANAGED)],
    ['answer', 'whose account it is, after the access is gone', ACTORS.jane, about('reviewing')],
    [null, 'an auditor, who may only read', holds({ roles: ['auditor'] }), about('approving', GROUPED)],
    [null, 'anybody else', nobody, about('approving', ANY_TWO)],
    [null, 'everybody, before there is a plan', manager, { ...about('opened'), plan: null }],
  ])('%s: %s', (awaited, _, actor, of) => expect(awaitedOf(actor, of, { profile: PROFILE })).toBe(awaited));

  it.each<[string, PersonActor, Lender, Recovery, 'countersign' | null]>([
    [
      'whom a manager lent it to',
      nobody,
      { person: PEOPLE.manager, groups: [] },
      about('approving', MANAGED),
      'countersign',
    ],
    [
      'whom a group’s member lent it to',
      nobody,
      { person: 'person:other', groups: ['security'] },
      about('approving', GROUPED),
      'countersign',
    ],
    [
      'whom a member of another group lent it to',
      nobody,
      { person: 'person:other', groups: ['platform'] },
      about('approving', GROUPED),
      null,
    ],
    [
      'whose lender has another part',
      nobody,
      { person: PEOPLE.agent, groups: ['security'] },
      about('approving', GROUPED),
      null,
    ],
    [
      'who has another part',
      { ...ACTORS.agent },
      { person: PEOPLE.manager, groups: [] },
      about('approving', MANAGED),
      null,
    ],
  ])('in another’s place: %s', (_, actor, lender, of, awaited) =>
    expect([
      awaitedOf(actor, of, { profile: PROFILE, lenders: [lender] }),
      lenderAwaited(actor, of, { profile: PROFILE, lenders: [lender] }),
    ]).toEqual([awaited, awaited === null ? null : lender.person]),
  );

  it('names no lender for whoever is asked themselves', () => {
    const lenders = [{ person: PEOPLE.manager, groups: ['security'] }];
    const approver = { ...ACTORS.securityApprover, groups: ['security'] };
    const of = about('approving', GROUPED);
    expect(awaitedOf(approver, of, { profile: PROFILE, lenders })).toBe('countersign');
    expect(lenderAwaited(approver, of, { profile: PROFILE, lenders })).toBeNull();
  });

  it('waits until the window of its stage has passed', () => {
    const { stageAt } = recovery;
    expect(waitsUntil(about('proofing'))).toBe(plusSeconds(stageAt, plan.proofWindow));
    expect(waitsUntil(about('approving'))).toBe(plusSeconds(stageAt, plan.approvalWindow));
    expect(waitsUntil(about('reviewing', { reviewWithin: 60 }))).toBe(plusSeconds(stageAt, 60));
    expect(waitsUntil(about('reviewing', { reviewWithin: null }))).toBeNull();
    expect(waitsUntil(about('granted'))).toBeNull();
  });
});
