import { describe, expect, it } from '@jest/globals';
import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import {
  approvedByOne,
  isApprovable,
  isGivable,
  MOST_LEAVES,
  provedByOneClass,
  weightOfApproval,
} from '../../../lambdas/core/policy/givable.ts';
import { METHOD_NAMES, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import type { ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import type { Action, Kind } from '../../../lambdas/core/registry/account.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';

const DAY = 86_400;
const GROUPS = ['identity', 'security'];

const by = (method: MethodName): Requirement<ProofLeaf> => ({ leaf: { method } });
const of = (leaf: ApprovalLeaf): Requirement<ApprovalLeaf> => ({ leaf });

describe('isGivable', () => {
  const isGiven = (
    proofs: readonly Requirement<ProofLeaf>[],
    { kind = 'human' as Kind, channel = 'portal', coolingOff = 0, barred = [] as readonly MethodName[] } = {},
  ) => isGivable({ proofs, barred, coolingOff }, { kind, channel });

  it.each<[string, readonly MethodName[]]>([
    ['human', METHOD_NAMES.filter((name) => name !== 'custodian-attestation')],
    ['vendor', METHOD_NAMES],
    ...(['shared-mailbox', 'service-account', 'api-key', 'certificate'] as const).map(
      (kind): [Kind, readonly MethodName[]] => [
        kind,
        ['manager-attestation', 'custodian-attestation', 'vendor', 'in-person', 'live-video'],
      ],
    ),
  ])('takes of a %s what somebody can give for its kind', (kind, methods) => {
    expect(METHOD_NAMES.filter((method) => isGiven([by(method)], { kind: kind as Kind })).sort()).toEqual(
      [...methods].sort(),
    );
  });

  it('refuses what only comes the way that the request came', () => {
    expect(isGiven([by('issued-code-email')], { channel: 'email' })).toBe(false);
    expect(isGiven([by('issued-code-email')], { channel: 'phone' })).toBe(true);
  });

  it('refuses what is stale when the cooling-off is over', () => {
    expect(isGiven([by('in-person')], { coolingOff: DAY - 1 })).toBe(true);
    expect(isGiven([by('in-person')], { coolingOff: 400 * DAY })).toBe(false);
  });

  it('refuses what the policy itself bars', () => {
    expect(isGiven([by('totp')], { barred: ['totp'] })).toBe(false);
    expect(isGiven([{ any: [by('totp'), by('saved-code')], of: 1 }], { barred: ['totp'] })).toBe(true);
  });

  it('finds a passkey that cannot leave its device, and as many classes as there are and no more', () => {
    expect(isGiven([{ leaf: { passkey: 'device-bound' } }])).toBe(true);
    expect(isGiven([{ leaf: { classes: 3 } }])).toBe(true);
    expect(isGiven([{ leaf: { classes: 9 } }])).toBe(false);
  });

  it('counts two people of one part, and not three', () => {
    const people = (count: number) => [{ all: Array.from({ length: count }, () => by('in-person')) }];
    const custodians = (count: number) => [{ all: Array.from({ length: count }, () => by('custodian-attestation')) }];
    expect(isGiven(custodians(2), { kind: 'api-key' })).toBe(true);
    expect(isGiven(custodians(3), { kind: 'api-key' })).toBe(false);
    expect(isGiven(people(2))).toBe(false);
  });
});

describe('isApprovable', () => {
  const isGiven = (
    approvals: readonly Requirement<ApprovalLeaf>[],
    { kind = 'human' as Kind, groups = GROUPS, proofs = [] as readonly Requirement<ProofLeaf>[] } = {},
  ) => isApprovable({ approvals, proofs, barred: [] }, { kind, groups });

  it.each<[string, ApprovalLeaf, Kind, boolean]>([
    ['somebody of a group', { group: 'identity' }, 'human', true],
    ['as many of a group as are asked for', { group: 'identity', count: 5 }, 'human', true],
    ['somebody of no such group', { group: 'friends' }, 'human', false],
    ['people of two groups', { groups: 2 }, 'human', true],
    ['people of more groups than there are', { groups: 3 }, 'human', false],
    ['the manager', { relation: 'manager' }, 'human', true],
    ['the owner, of a change to their own account (rule 1)', { relation: 'owner' }, 'human', false],
    ['the owner, also of a vendor account', { relation: 'owner' }, 'vendor', false],
    ['a custodian of an account of one person', { relation: 'custodian' }, 'human', false],
    ['a custodian of an api key', { relation: 'custodian' }, 'api-key', true],
  ])('judges %s', (_, leaf, kind, given) => {
    expect(isGiven([of(leaf)], { kind })).toBe(given);
  });

  it('refuses the manager in two parts: who must attest does not approve (rule 1)', () => {
    const manager = [of({ relation: 'manager' })];
    expect(isGiven(manager, { proofs: [by('manager-attestation')] })).toBe(false);
    expect(isGiven(manager, { proofs: [{ any: [by('manager-attestation'), by('totp')], of: 1 }] })).toBe(true);
    expect(isGiven([of({ group: 'identity' })], { proofs: [by('manager-attestation')] })).toBe(true);
  });

  it('counts one manager and two custodians, each once', () => {
    const twice = (leaf: ApprovalLeaf) => [{ all: [of(leaf), of(leaf)] }];
    const thrice = [{ all: [1, 2, 3].map(() => of({ relation: 'custodian' })) }];
    expect(isGiven(twice({ relation: 'manager' }))).toBe(false);
    expect(isGiven(twice({ relation: 'custodian' }), { kind: 'api-key' })).toBe(true);
    expect(isGiven(thrice, { kind: 'api-key' })).toBe(false);
  });
});

describe('weightOfApproval', () => {
  it.each<[ApprovalLeaf, number]>([
    [{ group: 'identity' }, 1],
    [{ group: 'identity', count: 3 }, 3],
    [{ groups: 2 }, 2],
    [{ relation: 'manager' }, 1],
  ])('%j asks for %d', (leaf, people) => {
    expect(weightOfApproval(leaf)).toBe(people);
  });
});

describe('provedByOneClass (rule 9)', () => {
  const weak = (
    proofs: readonly Requirement<ProofLeaf>[],
    action: Action = 'reset-mfa',
    kind: Kind = 'human',
    barred: readonly MethodName[] = [],
  ) => provedByOneClass({ proofs, barred }, { profile: { kind, tier: 'standard' }, action });

  it.each<[string, Requirement<ProofLeaf>, string]>([
    ['one code', by('issued-code-email'), 'issued-code'],
    ['two codes of one class', { all: [by('issued-code-email'), by('issued-code-sms')] }, 'issued-code'],
    ['one of two, of which one is weak', { any: [by('in-person'), by('saved-code')], of: 1 }, 'saved-code'],
    ['a passkey for a lost factor', by('passkey'), 'bound-authenticator'],
  ])('finds the class of %s', (_, proofs, name) => {
    expect(weak([proofs])).toBe(name);
  });

  it.each<[string, readonly Requirement<ProofLeaf>[]]>([
    ['two classes', [{ leaf: { classes: 2 } }]],
    ['codes of two classes', [{ all: [by('issued-code-email'), by('saved-code')] }]],
    ['a weak proof beside a strong one', [by('issued-code-email'), by('in-person')]],
    ['identity proofing again', [by('live-video')]],
  ])('finds none in %s', (_, proofs) => {
    expect(weak(proofs)).toBeUndefined();
  });

  it('takes a passkey for a password, and anything where nothing is handed over or nobody owns the account', () => {
    expect(weak([by('passkey')], 'reset-password')).toBeUndefined();
    expect(weak([by('saved-code')], 'unlock')).toBeUndefined();
    expect(weak([by('saved-code')], 'rotate-secret', 'api-key')).toBeUndefined();
  });

  it('does not count a class that the policy bars', () => {
    const either = [{ any: [by('totp'), by('in-person')], of: 1 }] as const;
    expect(weak(either)).toBe('bound-authenticator');
    expect(weak(either, 'reset-mfa', 'human', ['totp'])).toBeUndefined();
  });
});

describe('approvedByOne (rule 5)', () => {
  it.each<[string, Requirement<ApprovalLeaf>, string | undefined]>([
    ['a group alone', of({ group: 'security' }), 'group `security`'],
    ['many of one group', of({ group: 'security', count: MOST_LEAVES }), 'group `security`'],
    ['either of two groups', { any: GROUPS.map((group) => of({ group })), of: 1 }, 'group `identity`'],
    ['somebody related, who is of no group', of({ relation: 'custodian' }), 'no group'],
    [
      'a group and somebody related',
      { all: [of({ group: 'security' }), of({ relation: 'manager' })] },
      'group `security`',
    ],
    ['two named groups', { all: GROUPS.map((group) => of({ group })) }, undefined],
    ['any two groups', of({ groups: 2 }), undefined],
  ])('%s', (_, approvals, name) => {
    expect(approvedByOne([approvals], GROUPS)).toBe(name);
  });
});
