import { expect, it } from '@jest/globals';
import { conflictingPart, isSelf, type Part } from '../../../lambdas/core/recovery/separation.ts';
import { PROVED } from '../../support/deeds.ts';
import { PEOPLE } from '../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';

const recovery = recoveryOf(worldAfter(PROVED));
if (recovery === undefined) throw new Error('there is a recovery');
const PARTS: readonly Part[] = ['requester', 'agent', 'verifier', 'approver', 'reviewer'];
const holds = (person: string, aliases: readonly string[] = []) =>
  PARTS.map((part) => conflictingPart(recovery, { person, aliases }, part));

it('rule 1: keeps whoever asks from every other part', () => {
  expect(holds(PEOPLE.jane)).toEqual([undefined, 'requester', 'requester', 'requester', 'requester']);
});

it('rule 1: keeps whoever verified from every other part', () => {
  expect(holds(PEOPLE.verifier)).toEqual(['verifier', 'verifier', undefined, 'verifier', 'verifier']);
});

it('rule 1: knows somebody by an identity of before', () => {
  expect(holds('person:new', [PEOPLE.jane])[3]).toBe('requester');
});

it('leaves everybody else free', () => {
  expect(holds(PEOPLE.reviewer)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

it('compares nobody with nobody', () => {
  expect(isSelf({ person: 'person:a', aliases: [] }, null)).toBe(false);
});
