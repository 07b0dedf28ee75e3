import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTES, attributesOf, NOW, SeenWords } from '../../../lambdas/core/policy/attributes.ts';
import type { PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';

const asked: PolicyQuestion = {
  profile: { kind: 'human', tier: 'standard', environment: 'prod' },
  ...{ action: 'unlock', channel: 'phone', desk: 'none', requester: 'owner', hours: 'in', risk: 20 },
};

const named = (question: PolicyQuestion): Readonly<Record<string, string>> =>
  Object.fromEntries(attributesOf(question).map((word, index) => [String(ATTRIBUTES[index]), word]));

describe('attributes of a question', () => {
  it('are its words, one for each name', () => {
    expect(named(asked)).toEqual({
      ...{ action: 'unlock', kind: 'human', tier: 'standard', environment: 'prod', label: 'none', requester: 'owner' },
      ...{ desk: 'none', channel: 'phone', hours: 'in', risk: '20', account: 'any other', now: NOW },
    });
  });

  it('name the account, the labels and the moment where a question has them', () => {
    const profile = { ...asked.profile, labels: ['pci', 'sox'], account: 'alice@example.com' };
    const question = { ...asked, profile, now: '2026-03-01T00:00:00.000Z' } as PolicyQuestion;
    expect(named(question)).toMatchObject({
      ...{ label: 'pci+sox', account: 'alice@example.com', now: '2026-03-01T00:00:00.000Z' },
    });
  });
});

describe('the words of a group of requests', () => {
  it('are each counted once, whatever the order of the requests', () => {
    const words = new SeenWords();
    for (const risk of [20, 0, 20, 20, 50, 0]) words.note(attributesOf({ ...asked, risk }));
    const [risks, kinds] = ['risk', 'kind'].map((name) => words.sets[ATTRIBUTES.indexOf(name as 'risk')]);
    expect([...(risks ?? [])].sort()).toEqual(['0', '20', '50']);
    expect([...(kinds ?? [])]).toEqual(['human']);
  });
});
