import { describe, expect, it } from '@jest/globals';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import { type Facts, unknownIn, wordsFor } from '../../../lambdas/core/policy/vocabulary.ts';
import { CHANNELS } from '../../../lambdas/core/proofing/proof.ts';
import { aPolicy, at } from '../../support/fixtures.ts';

const FACTS: Facts = {
  ...{ kind: 'human', tier: 'standard', environment: 'production', action: 'unlock', channel: 'phone' },
  ...{ desk: 'north', requester: 'owner', hours: 'in', label: [] },
};
const DECLARED: Partial<Policy> = {
  ...{ environments: ['production', 'executives'], channels: ['phone', 'portal'], desks: ['none', 'north'] },
};
const unknown = (facts: Partial<Facts>, policy: Partial<Policy> = DECLARED, risk = 0) =>
  unknownIn(aPolicy(policy), { ...FACTS, ...facts }, risk);

describe('the words of a policy', () => {
  it.each<[string, Partial<Facts>]>([
    ['what it declares', {}],
    ['no desk, of somebody who asks for themselves', { desk: 'none' }],
    ['a desk, of an agent', { requester: 'on-behalf' }],
  ])('are known: %s', (_, facts) => {
    expect(unknown(facts)).toEqual([]);
  });

  it.each<[keyof Facts, string, string]>([
    ['environment', 'executive', 'the `environment` is not known: the policy does not declare it under `environments`'],
    ['channel', 'hotline', 'the `channel` is not known: the policy does not declare it under `channels`'],
    ['desk', 'outsorced', 'the `desk` is not known: the policy does not declare it under `desks`'],
    ['desk', '', 'the `desk` is not known'],
    ['tier', 'gold', 'the `tier` is not known'],
  ])('are not a %s `%s`, and the denial says what to declare', (name, value, reason) => {
    expect(unknown({ [name]: value })).toEqual([reason]);
  });

  it('include no desk for an agent, who hides where they work', () => {
    expect(unknown({ desk: 'none', requester: 'on-behalf' })).toEqual([
      'the `desk` is not known: an agent asks from one of the `desks` that the policy declares',
    ]);
  });

  it('do not matter where nothing looks at them, but for the channels, whose ways must be known', () => {
    expect(unknown({ environment: 'anywhere', desk: 'none', requester: 'on-behalf' }, {})).toEqual([]);
    expect(wordsFor(aPolicy(), 'channel')).toBe(CHANNELS);
    expect(unknown({ channel: 'hotline' }, {})).toHaveLength(1);
  });

  it.each<[string, Partial<Policy>]>([
    ['a rule', { rules: [{ id: 'r', control: 'c-1', when: { desk: ['north'] }, deny: 'no' }] }],
    [
      'an exception',
      {
        exceptions: [
          { id: 'e', control: 'c-1', owner: 'o', reason: 'r', until: at(1), waives: [], scope: { desk: ['north'] } },
        ],
      },
    ],
  ])('are none where %s looks at them and the policy declares none', (_, policy) => {
    expect(unknown({}, policy)).toEqual(['the `desk` is not known: the policy does not declare it under `desks`']);
  });

  it('do not make a channel known of which nobody knows the way', () => {
    expect(unknown({ channel: 'pigeon' }, { ...DECLARED, channels: ['pigeon'] })).toHaveLength(1);
  });

  it.each([Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY])('include no score of %p', (risk) => {
    expect(unknown({}, DECLARED, risk)).toEqual(['the `risk` is not known']);
  });
});
