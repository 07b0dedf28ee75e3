import { describe, expect, it } from '@jest/globals';
import { checkVocabulary, checkWords } from '../../../lambdas/core/policy/check-vocabulary.ts';
import type { Condition, Policy } from '../../../lambdas/core/policy/policy.ts';
import { aPolicy } from '../../support/fixtures.ts';

const DECLARED: Partial<Policy> = {
  ...{ environments: ['production'], channels: ['phone', 'voice', 'portal'], desks: ['none', 'outsourced'] },
};
const words = (when: Condition, policy: Partial<Policy> = DECLARED) => checkWords(when, aPolicy(policy));

describe('checkVocabulary', () => {
  it('finds nothing wrong with words that are there once, nor with none', () => {
    expect([checkVocabulary(aPolicy(DECLARED)), checkVocabulary(aPolicy())]).toEqual([[], []]);
  });

  it.each<[string, Partial<Policy>, (string | number)[], RegExp]>([
    ['a list of nothing', { desks: [] }, ['desks'], /declares nothing/],
    ['a word twice', { environments: ['staging', 'staging'] }, ['environments', 1], /`staging` is there twice/],
    ['a channel of unknown way', { channels: ['portal', 'hotline'] }, ['channels', 1], /`hotline`.*map it to one of/],
  ])('finds %s', (_, policy, path, reason) => {
    expect(checkVocabulary(aPolicy(policy))).toEqual([{ path, reason: expect.stringMatching(reason) }]);
  });
});

describe('checkWords', () => {
  it('finds nothing wrong with words that are declared', () => {
    expect(words({ environment: ['production'], channel: ['portal'], desk: ['none', 'outsourced'] })).toEqual([]);
  });

  it.each<[string, Condition, Partial<Policy>, (string | number)[], RegExp]>([
    ['a misspelled desk', { desk: ['outsorced'] }, DECLARED, ['desk', 0], /`outsorced` is not declared under `desks`/],
    [
      'an environment of a policy without',
      { environment: ['staging'] },
      {},
      ['environment', 0],
      /declares no `environ/,
    ],
    [
      'one word for a way',
      { channel: ['portal', 'phone'] },
      DECLARED,
      ['channel', 1],
      /`phone` is named and `voice` is/,
    ],
  ])('finds %s', (_, when, policy, path, reason) => {
    expect(words(when, policy)).toEqual([{ path, reason: expect.stringMatching(reason) }]);
  });

  it('is content with every word for a way', () => {
    expect(words({ channel: ['voice', 'phone'] })).toEqual([]);
  });
});
