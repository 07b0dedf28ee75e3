import { describe, expect, it } from '@jest/globals';
import { areApproved, type Countersignature } from '../../lambdas/core/approvals/countersignature.ts';
import { conflictingPart, isSelf, type Part } from '../../lambdas/core/recovery/state/situation.ts';
import { countersigns, PROVED } from '../support/deeds.ts';
import { aPersonActor, NOW, PEOPLE } from '../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../support/specification.ts';

const signed = (approver: string, groups: string[] = [], over: Partial<Countersignature> = {}): Countersignature => ({
  ...{ approver, groups, relations: [], digest: 'plan', at: NOW },
  ...over,
});

const group = (name: string, count?: number) => ({ leaf: { group: name, ...(count === undefined ? {} : { count }) } });
const approved = (requirement: Parameters<typeof areApproved>[0][number], ...given: Countersignature[]) =>
  areApproved([requirement], given, 'plan');

describe('areApproved', () => {
  it('counts countersignatures of this plan only', () => {
    expect(approved(group('identity'), signed('a', ['identity']))).toBe(true);
    expect(approved(group('identity'), signed('a', ['identity'], { digest: 'another' }))).toBe(false);
  });

  it('counts each approver once, however often they countersigned', () => {
    const twice = [signed('a', ['identity']), signed('a', ['identity'])];
    expect(approved(group('identity', 2), ...twice)).toBe(false);
    expect(approved(group('identity', 2), ...twice, signed('b', ['identity']))).toBe(true);
  });

  it('counts an approver in the groups that they had first', () => {
    expect(approved(group('security'), signed('a', ['identity']), signed('a', ['security']))).toBe(false);
  });

  it('takes somebody of two groups for either, and never for both', () => {
    const both = { all: [group('identity'), group('security')] };
    const anyone = signed('a', ['identity', 'security']);
    expect(approved(both, anyone)).toBe(false);
    expect(approved(both, anyone, signed('b', ['identity']))).toBe(true);
    expect(approved(both, signed('b', ['identity']), anyone)).toBe(true);
    expect(approved(both, anyone, signed('b', ['platform']))).toBe(false);
  });

  it('asks for as many different groups as it says', () => {
    const two = { leaf: { groups: 2 } };
    expect(approved(two, signed('a', ['identity']), signed('b', ['identity']))).toBe(false);
    expect(approved(two, signed('a', ['identity']), signed('b', ['identity', 'security']))).toBe(true);
    expect(approved(two, signed('a', ['identity']), signed('b'))).toBe(false);
    expect(
      approved({ leaf: { groups: 3 } }, signed('a', ['x', 'y']), signed('b', ['x', 'y']), signed('c', ['x', 'y'])),
    ).toBe(false);
  });

  it('asks for a relation to the account', () => {
    const manager = { leaf: { relation: 'manager' } } as const;
    expect(approved(manager, signed('a', [], { relations: ['owner'] }))).toBe(false);
    expect(approved(manager, signed('a', [], { relations: ['owner', 'manager'] }))).toBe(true);
  });

  it('asks for everything that several rules ask for, of the same people if need be', () => {
    const asked = [group('identity'), { leaf: { groups: 2 } }];
    expect(areApproved(asked, [signed('a', ['identity'])], 'plan')).toBe(false);
    expect(areApproved(asked, [signed('a', ['identity']), signed('b', ['security'])], 'plan')).toBe(true);
  });

  it('is content with nobody where nothing is asked for', () => {
    expect(areApproved([], [], 'plan')).toBe(true);
  });
});

describe('separation', () => {
  const recovery = recoveryOf(worldAfter([...PROVED, countersigns()]));
  const holds = (person: string, wants: Part, aliases: string[] = []) =>
    recovery && conflictingPart(recovery, aPersonActor(person, { aliases }), wants);

  it.each<[string, string, Part]>([
    ['the requester', PEOPLE.jane, 'requester'],
    ['the verifier', PEOPLE.verifier, 'verifier'],
    ['the approver', PEOPLE.identityApprover, 'approver'],
  ])('keeps %s out of every other part, and lets them have their own', (_, person, part) => {
    const parts: readonly Part[] = ['requester', 'agent', 'verifier', 'approver', 'reviewer'];
    for (const wanted of parts) expect(holds(person, wanted)).toBe(wanted === part ? undefined : part);
  });

  it('keeps the reviewer out of every other part', () => {
    const rita = aPersonActor(PEOPLE.reviewer);
    const reviewed = recovery && { ...recovery, reviewer: PEOPLE.reviewer };
    expect(reviewed && conflictingPart(reviewed, rita, 'approver')).toBe('reviewer');
    expect(reviewed && conflictingPart(reviewed, rita, 'reviewer')).toBeUndefined();
  });

  it('knows somebody by the identities that they had before', () => {
    expect(holds('person:jane-admin', 'approver', [PEOPLE.jane])).toBe('requester');
    expect(holds('person:jane-admin', 'approver')).toBeUndefined();
  });

  it('takes nobody for somebody', () => {
    expect(isSelf({ person: 'person:a', aliases: ['person:b'] }, 'person:b')).toBe(true);
    expect(isSelf({ person: 'person:a', aliases: ['person:b'] }, 'person:c')).toBe(false);
    expect(isSelf({ person: 'person:a', aliases: [] }, null)).toBe(false);
  });
});
