import { describe, expect, it } from '@jest/globals';
import { minAgesOf, type Rule } from '../../../lambdas/core/policy/policy.ts';
import { settledAt } from '../../../lambdas/core/recovery/assess/assess.ts';
import type { AccountProfile } from '../../../lambdas/core/registry/account.ts';
import { digestOf } from '../../../lambdas/core/values/hash.ts';
import { APPROVED, ASSESSED, countersigns, hears, PROVED, vouches } from '../../support/deeds.ts';
import { ACTORS, aPolicy, aProfile, at, NOW, PEOPLE } from '../../support/fixtures.ts';
import {
  type Deed,
  decisionOn,
  given,
  later,
  type Past,
  registeredAs,
  underPolicy,
  worldAfter,
} from '../../support/specification.ts';

const AGE = minAgesOf(aPolicy()).contact;
const MAIL = { id: 'mail', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) } as const;
const BEFORE = aProfile({ contacts: [MAIL] });

/** Two administrators change the record. */
const changes = (over: Partial<AccountProfile>): readonly Past[] => {
  const profile = aProfile({ ...BEFORE, ...over });
  const stream = profile.account;
  return [
    { actor: ACTORS.admin, stream, recovery: null, command: { type: 'ProposeProfile', profile } },
    {
      actor: ACTORS.secondAdmin,
      stream,
      recovery: null,
      command: { type: 'ConfirmProposal', digest: digestOf(profile) },
    },
  ];
};

const executes: Deed = { actor: { by: 'workflow' }, command: { type: 'StartExecution', directoryTier: null } };
const registeredBefore = registeredAs(BEFORE);

/** What recoveries rely on, each with a change of it; the account is Jane's afterwards too, so that she may go on. */
const RELIED: readonly (readonly [string, Partial<AccountProfile>])[] = [
  ['the target', { target: 'jane-2', directoryId: 'jane-2' }],
  ['the directory’s own id', { directoryId: 'jane-made-anew' }],
  ['a custodian', { custodians: ['person:cora'] }],
  ['a contact', { contacts: [{ ...MAIL, address: 'new@example.com' }] }],
];

describe.each(RELIED)(
  'after a change of %s, recoveries wait as long as for a new contact (rule 6, rule 8)',
  (_, over) => {
    it('at the approval: nothing is due before the change has settled', () => {
      const past = [registeredBefore, ...changes(over), later(60), ...PROVED];
      const { events } = decisionOn(worldAfter(past), countersigns()) as { readonly events: readonly object[] };
      expect(events).toContainEqual(expect.objectContaining({ type: 'ApprovalCompleted', executeNotBefore: at(AGE) }));
    });

    it('at the execution: what was approved before the change is voided and not executed', () => {
      expect(typesAfter(over)).toEqual(expect.arrayContaining(['PlanVoided']));
      expect(typesAfter(over)).not.toContain('ExecutionStarted');
    });
  },
);

/** What comes of the execution of what was approved a minute before this change. */
function typesAfter(over: Partial<AccountProfile>): readonly string[] {
  const past = [registeredBefore, ...APPROVED, later(60), ...changes(over)];
  const decision = decisionOn(worldAfter(past), executes);
  return decision.accepted ? decision.events.map(({ type }) => type) : [decision.refusal.code];
}

it('another owner voids what was approved for the one before, and a change of no such thing voids nothing', () => {
  expect(typesAfter({ owner: 'person:ken' })).toContain('PlanVoided');
  expect(typesAfter({ owner: 'person:ken' })).not.toContain('ExecutionStarted');
  expect(typesAfter({ language: 'de' })).toEqual(['ExecutionStarted']);
});

describe('after the tier was lowered', () => {
  const privileged = registeredAs(aProfile({ ...BEFORE, tier: 'privileged' }));
  const lowered = changes({ tier: 'standard' });

  it('a recovery of the account waits before it is executed, though fewer approve it', () => {
    const past = [privileged, ...lowered, later(60), ...PROVED];
    const { events } = decisionOn(worldAfter(past), countersigns()) as { readonly events: readonly object[] };
    expect(events).toContainEqual(expect.objectContaining({ type: 'ApprovalCompleted', executeNotBefore: at(AGE) }));
  });

  it('nothing is executed to the second before, and it is at that second', () => {
    const past = [privileged, ...lowered, ...PROVED, countersigns()];
    given(...past, later(AGE - 1))
      .when(executes)
      .thenRefused('not-due', { executeNotBefore: at(AGE) });
    const due = decisionOn(worldAfter([...past, later(AGE)]), executes);
    expect(due).toMatchObject({ accepted: true });
  });

  it('the directory identity keeps the higher tier for whoever claims it next', () => {
    const { state } = worldAfter([privileged, ...changes({ tier: 'privileged' }), ...lowered]);
    expect(Object.values(state.governed)).toEqual(['privileged']);
    expect(state.changedAt).toBe(NOW);
  });
});

it('a change of nothing that recoveries rely on keeps nobody waiting', () => {
  const past = [registeredBefore, ...changes({ language: 'de' }), ...PROVED];
  const { events } = decisionOn(worldAfter(past), countersigns()) as { readonly events: readonly object[] };
  expect(events).toContainEqual(expect.objectContaining({ type: 'ApprovalCompleted', executeNotBefore: NOW }));
});

describe('after a change of the manager alone', () => {
  const [rule] = aPolicy().rules;
  const asking = (require: Partial<Rule['require']>) =>
    underPolicy(aPolicy({ rules: rule === undefined ? [] : [{ ...rule, require: { ...rule.require, ...require } }] }));
  const byManager = asking({ approvals: { leaf: { relation: 'manager' } } });
  const provedByManager = asking({
    proofs: { all: [{ leaf: { method: 'in-person' } }, { leaf: { method: 'manager-attestation' } }] },
  });
  const attested = [
    ...ASSESSED,
    hears(),
    vouches(ACTORS.verifier, 'in-person'),
    vouches(ACTORS.manager, 'manager-attestation'),
  ];
  const managed = registeredAs(aProfile({ ...BEFORE, manager: 'person:eve' }));
  const promoted = changes({ manager: PEOPLE.manager });
  const due = (deed: Deed, ...past: readonly Past[]) => {
    const decision = decisionOn(worldAfter([managed, ...past]), deed);
    return decision.accepted ? decision.events.at(-1) : decision.refusal;
  };

  it.each([
    ['countersigns', byManager, PROVED, countersigns(ACTORS.manager)],
    ['vouches', provedByManager, attested, countersigns()],
  ])('a recovery in which the new manager %s waits as long as for a new contact (rule 8)', (_, policy, past, deed) => {
    const waiting = { type: 'ApprovalCompleted', executeNotBefore: at(AGE) };
    expect(due(deed, policy, ...promoted, later(60), ...past)).toMatchObject(waiting);
  });

  it('a recovery in which no manager has a say goes on', () => {
    const atOnce = { type: 'ApprovalCompleted', executeNotBefore: at(60) };
    expect(due(countersigns(), ...promoted, later(60), ...PROVED)).toMatchObject(atOnce);
  });

  it('nothing is executed to the second before, and it is at that second', () => {
    const past = [managed, byManager, ...promoted, ...PROVED, countersigns(ACTORS.manager)];
    given(...past, later(AGE - 1))
      .when(executes)
      .thenRefused('not-due', { executeNotBefore: at(AGE) });
    expect(decisionOn(worldAfter([...past, later(AGE)]), executes)).toMatchObject({ accepted: true });
  });

  it('what another manager has approved is voided and not executed', () => {
    const past = [byManager, ...promoted, later(AGE), ...PROVED, countersigns(ACTORS.manager), later(60)];
    const decision = decisionOn(worldAfter([managed, ...past, ...changes({ manager: 'person:eve' })]), executes);
    expect(decision.accepted && decision.events.map(({ type }) => type)).toContain('PlanVoided');
  });
});

it('ending sessions never waits (rule 10)', () => {
  const { state } = worldAfter([registeredBefore, ...changes({ custodians: ['person:cora'] })]);
  const asked = { proofs: [], countersignatures: [] };
  expect(settledAt(state, aPolicy(), { ...asked, action: 'reset-password' })).toBe(at(AGE));
  expect(settledAt(state, aPolicy(), { ...asked, action: 'revoke-sessions' })).toBeNull();
});
