import { describe, expect, it } from '@jest/globals';
import type { PersonActor } from '../../../../lambdas/core/recovery/state/commands.ts';
import type { Plan } from '../../../../lambdas/core/recovery/state/plan.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { mayRead, NOBODY, readershipOf, relationsNamedBy } from '../../../../lambdas/core/recovery/views/readers.ts';
import type { AccountProfile } from '../../../../lambdas/core/registry/account.ts';
import { ASSESSED } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { ACTORS, aPersonActor, aProfile, PEOPLE } from '../../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

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

/** A recovery of the desk `north` that is proved by a passkey and approved by nobody, unless something else is said. */
const about = (over: Partial<Plan> = {}, more: Partial<Recovery> = {}): Recovery => ({
  ...{ ...recovery, desk: 'north', status: 'proofing' },
  plan: { ...plan, notify: [], approvals: [], proofs: [{ leaf: { method: 'passkey' } }], ...over },
  ...more,
});
const SIGHTED = about({ proofs: [{ leaf: { method: 'in-person' } }] });
const MANAGED = about({ approvals: [{ leaf: { relation: 'manager' } }] });
const GROUPED = about({ approvals: [{ all: [{ leaf: { group: 'identity' } }, { leaf: { relation: 'manager' } }] }] });
const NEXT = about({ approvals: [{ leaf: { group: 'identity', escalateTo: 'security' } }] }, { status: 'approving' });
const HALF: Recovery = { ...NEXT, halfAt: recovery.openedAt };
const ANY_TWO = about({ approvals: [{ leaf: { groups: 2 } }] });
const TAKEN = about({}, { agent: PEOPLE.agent, desk: null });
const SIGNED = about(
  {},
  {
    countersignatures: [{ approver: PEOPLE.manager, groups: [], relations: [], digest: 'd', at: recovery.openedAt }],
  },
);
const robot = (over: Partial<PersonActor>): PersonActor => aPersonActor('person:robot', { nature: 'machine', ...over });
const with_ = (roles: PersonActor['roles'], over: Partial<PersonActor> = {}) =>
  aPersonActor('person:other', { roles, ...over });

describe('rule 6: a recovery is read by exactly those', () => {
  it.each<[boolean, string, PersonActor, Recovery, (Partial<AccountProfile> | null)?]>([
    [true, 'who asked', ACTORS.jane, about()],
    [true, 'on duty, of every recovery', with_(['on-duty']), about()],
    [true, 'auditors, of every recovery', with_(['auditor']), about()],
    [false, 'administrators by that part', with_(['admin']), SIGHTED],
    [false, 'custodians of other accounts', with_(['custodian']), about({ notify: ['custodian'] })],
    [false, 'people without a part', aPersonActor('person:other'), SIGHTED],
    [true, 'agents of its desk', with_(['agent'], { desks: ['south', 'north'] }), about()],
    [false, 'agents of other desks', with_(['agent'], { desks: ['south'] }), about()],
    [false, 'agents, of what no desk has', with_(['agent'], { desks: ['north'] }), about({}, { desk: null })],
    [false, 'people at the desk who are no agents', with_(['verifier'], { desks: ['north'] }), about()],
    [true, 'the agent who opened it, wherever they are now', aPersonActor(PEOPLE.agent), TAKEN],
    [true, 'verifiers, while a sighting is missing', with_(['verifier']), SIGHTED],
    [false, 'verifiers, where nothing can be sighted', with_(['verifier']), about()],
    [false, 'verifiers, once it is proved', with_(['verifier']), { ...SIGHTED, status: 'approving' }],
    [false, 'verifiers, before there is a plan', with_(['verifier']), about({}, { plan: null })],
    [true, 'reviewers, while the review is due', with_(['reviewer']), about({}, { status: 'reviewing' })],
    [false, 'reviewers, before', with_(['reviewer']), about({}, { status: 'granted' })],
    [true, 'an approver group that the plan names', aPersonActor('person:other', { groups: ['identity'] }), GROUPED],
    [false, 'the next group before half of the window', aPersonActor('person:other', { groups: ['security'] }), NEXT],
    [true, 'the next group after it', aPersonActor('person:other', { groups: ['security'] }), HALF],
    [false, 'another approver group', aPersonActor('person:other', { groups: ['security'] }), GROUPED],
    [true, 'any approver group, where any counts', aPersonActor('person:other', { groups: ['security'] }), ANY_TWO],
    [false, 'no group, where any counts', with_(['verifier']), ANY_TWO],
    [true, 'the manager whom the plan names', ACTORS.manager, MANAGED],
    [false, 'the manager whom the plan does not name', ACTORS.manager, about()],
    [false, 'a manager before there is a plan', ACTORS.manager, about({}, { plan: null })],
    [false, 'somebody else’s manager', ACTORS.manager, MANAGED, { manager: null }],
    [false, 'a manager of an account without a record', ACTORS.manager, MANAGED, null],
    [true, 'who has signed, whatever the registry says now', ACTORS.manager, SIGNED, { manager: null }],
    [true, 'a machine that asked', robot({ aliases: [PEOPLE.jane] }), about()],
    [false, 'a machine that holds a deciding part', robot({ roles: ['verifier', 'reviewer'] }), SIGHTED],
    [false, 'a machine in an approver group', robot({ groups: ['identity'] }), GROUPED],
  ])('%s: %s', (may, _, actor, one, over = {}) => {
    const profile = over === null ? null : { ...PROFILE, ...over };
    expect(mayRead(actor, readershipOf(one, profile, { isEnded: false }))).toBe(may);
  });

  it('an ended one waits for nobody, and is still read by those who acted', () => {
    const ended = readershipOf(SIGHTED, PROFILE, { isEnded: true, rejectedBy: [PEOPLE.securityApprover] });
    expect(mayRead(with_(['verifier']), ended)).toBe(false);
    expect(mayRead(ACTORS.jane, ended)).toBe(true);
    expect(mayRead(aPersonActor(PEOPLE.securityApprover), ended)).toBe(true);
  });

  it('whoever stands in reads what their lender is named for, while machines and others do not', () => {
    const [grouped, managed] = [GROUPED, MANAGED].map((one) => readershipOf(one, PROFILE, { isEnded: false }));
    if (grouped === undefined || managed === undefined) throw new Error('nothing to read');
    const stranger = aPersonActor('person:stranger');
    expect(mayRead(stranger, grouped, [{ person: 'person:other', groups: ['identity'] }])).toBe(true);
    expect(mayRead(stranger, grouped, [{ person: 'person:other', groups: [] }])).toBe(false);
    expect(mayRead(stranger, managed, [{ person: PEOPLE.manager, groups: [] }])).toBe(true);
    expect(mayRead({ ...stranger, nature: 'machine' }, managed, [{ person: PEOPLE.manager, groups: [] }])).toBe(false);
  });

  it('one of which nothing is known: on duty and auditors only', () => {
    expect(mayRead(with_(['on-duty']), NOBODY)).toBe(true);
    expect(mayRead(with_(['agent', 'verifier', 'reviewer', 'admin'], { groups: ['identity'] }), NOBODY)).toBe(false);
  });
});
