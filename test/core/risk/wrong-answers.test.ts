import { describe, expect, it } from '@jest/globals';
import { riskOf } from '../../../lambdas/core/recovery/question.ts';
import { wrongAnswers } from '../../../lambdas/core/risk/wrong-answers.ts';
import { stops } from '../../support/deeds.ts';
import { answers, asks, guesses, provingWorld, waiting } from '../../support/proving.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';
import { ago, quiet } from './risk-facts.ts';

const DAY = 86_400;
const found = (...seconds: readonly number[]) =>
  wrongAnswers.detect(quiet({ history: seconds.map((one) => ago(one, 'answer-wrong')) }));

describe('several wrong answers', () => {
  it('within a day are a signal, and two are not', () => {
    expect(found(DAY, 60, 1)).toBe('3 wrong answers were given within 24 hours');
    expect(found(DAY + 1, 60, 1)).toBeUndefined();
    expect(found(60, 1)).toBeUndefined();
    expect(wrongAnswers.detect(quiet({ history: [ago(3, 'proof-failed'), ago(2, 'opened')] }))).toBeUndefined();
  });

  const abandoned = [...guesses('issued-code-sms', 2), ...guesses('issued-code-email', 2)];

  it('weigh, though no challenge failed and nothing was adverse', () => {
    const { state } = worldAfter([...waiting(), ...abandoned, stops()], provingWorld());
    expect(state.history.filter(({ what }) => what === 'answer-wrong')).toHaveLength(4);
    expect(state.history.filter(({ what }) => what.startsWith('proof-'))).toEqual([]);
    expect(state.freeze).toBeNull();
    const guessed = { ...provingWorld(), state: { ...provingWorld().state, history: state.history } };
    const next = recoveryOf(worldAfter([...waiting()], { ...guessed, context: { ...guessed.context } }));
    expect(next?.plan?.risk.signals.map(({ name }) => name)).toContain('wrong-answers');
  });

  it('weigh in the recovery itself as much as in the next, and a typo does not', () => {
    const signalsAfter = (...past: Parameters<typeof worldAfter>[0]) => {
      const world = worldAfter([...waiting(), ...past], provingWorld());
      const recovery = recoveryOf(world);
      if (recovery === undefined) throw new Error('there is no recovery');
      return riskOf(recovery, world.state, world.context).signals.map(({ name }) => name);
    };
    expect(signalsAfter(...abandoned)).toEqual(['wrong-answers']);
    expect(signalsAfter(asks('totp'), answers({ correct: false }))).toEqual([]);
  });
});
