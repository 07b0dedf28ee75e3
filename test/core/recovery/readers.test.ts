import { describe, expect, it } from '@jest/globals';
import type { Plan } from '../../../lambdas/core/recovery/plan.ts';
import { concerns, relationsNamedBy } from '../../../lambdas/core/recovery/readers.ts';
import { ASSESSED } from '../../support/deeds.ts';
import { present } from '../../support/execution-world.ts';
import { ACTORS, aPersonActor, aProfile, PEOPLE } from '../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';

const recovery = present(recoveryOf(worldAfter(ASSESSED)));
const plan = present(recovery.plan ?? undefined);
const PROFILE = aProfile({ custodians: [PEOPLE.custodian] });
const namedBy = (over: Partial<Plan>) => relationsNamedBy({ ...plan, notify: [], approvals: [], proofs: [], ...over });

describe('whom a plan names', () => {
  it('whose word would serve it, at any depth', () => {
    expect(namedBy({ proofs: [{ leaf: { method: 'manager-attestation' } }] })).toEqual(['manager']);
    const nested = { any: [{ leaf: { method: 'totp' } }, { leaf: { class: 'recovery-contact' } }], of: 1 } as const;
    expect(namedBy({ proofs: [nested] })).toEqual(['manager', 'custodian']);
    expect(namedBy({ proofs: [{ leaf: { method: 'in-person' } }] })).toEqual([]);
  });

  it('who can countersign it, and who is told of it', () => {
    expect(namedBy({ approvals: [{ leaf: { relation: 'custodian' } }] })).toEqual(['custodian']);
    expect(namedBy({ notify: ['owner'] })).toEqual(['owner']);
  });
});

describe('a recovery concerns', () => {
  const about = (over: Partial<Plan>) => ({
    ...recovery,
    plan: { ...plan, notify: [], approvals: [], proofs: [], ...over },
  });

  it('who asked, and nobody who is merely related to the account', () => {
    expect(concerns(about({}), PROFILE, ACTORS.jane)).toBe(true);
    expect(concerns(about({}), PROFILE, ACTORS.manager)).toBe(false);
    expect(concerns({ ...recovery, plan: null }, PROFILE, ACTORS.manager)).toBe(false);
  });

  it('exactly those whom its plan names, by the registry of now', () => {
    const named = about({ approvals: [{ leaf: { relation: 'manager' } }] });
    expect(concerns(named, PROFILE, ACTORS.manager)).toBe(true);
    expect(concerns(named, PROFILE, aPersonActor(PEOPLE.custodian))).toBe(false);
    expect(concerns(named, { ...PROFILE, manager: null }, ACTORS.manager)).toBe(false);
    expect(concerns(named, null, ACTORS.manager)).toBe(false);
  });

  it('who has taken part, whatever the registry says now', () => {
    const signed = { approver: PEOPLE.manager, groups: [], relations: [], digest: 'd', at: recovery.openedAt };
    expect(concerns({ ...about({}), countersignatures: [signed] }, PROFILE, ACTORS.manager)).toBe(true);
  });
});
