import { describe, expect, it } from '@jest/globals';
import {
  conflictingPart,
  humanAs,
  isSelf,
  type Part,
  whyTooWeak,
} from '../../../../lambdas/core/recovery/state/situation.ts';
import { ASSESSED, PROVED } from '../../../support/deeds.ts';
import { aPersonActor, aProfile, PEOPLE } from '../../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const { state } = worldAfter(ASSESSED);
const recovery = recoveryOf(worldAfter(ASSESSED));
if (recovery === undefined) throw new Error('there is a recovery');
const verifier = aPersonActor(PEOPLE.verifier);

it.each([
  ['a person who is free', verifier, { ok: true, value: verifier }],
  ['a machine (rule 5)', { ...verifier, nature: 'machine' }, { no: { refusal: { code: 'machine-cannot-decide' } } }],
  ['the workflow (rule 2)', { by: 'workflow' }, { no: { refusal: { code: 'machine-cannot-decide' } } }],
  ['who asks (rule 1)', aPersonActor(PEOPLE.jane), { no: { refusal: { code: 'conflicting-part' } } }],
  ['one factor (rule 2)', { ...verifier, assurance: 1 }, { no: { refusal: { code: 'assurance-too-low' } } }],
] as const)('takes or refuses as a verifier: %s', (_, actor, expected) => {
  expect(humanAs('verifier', { actor, recovery, state })).toMatchObject(expected);
});

it('rule 2: asks for as much as the account is used with', () => {
  expect(whyTooWeak({ assurance: 2 }, aProfile({ assurance: 3 }))).toMatchObject({
    refusal: { code: 'assurance-too-low', facts: { needed: 3, signedIn: 2 } },
  });
  expect(whyTooWeak({ assurance: 3 }, aProfile({ assurance: 3 }))).toBeUndefined();
});

describe('the parts of a recovery', () => {
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
});
