import { DAY, type Detector, within } from './signal.ts';

/** Wrong answers that nobody gives by mistake alone: a challenge forgives two. */
export const SEVERAL = 3;

/** Somebody guesses, and leaves each challenge before it fails: no answer of theirs is a failed proof, and together they say enough. */
export const wrongAnswers: Detector = {
  name: 'wrong-answers',
  weight: 20,
  detect(facts) {
    const wrong = within(facts, DAY).filter(({ what }) => what === 'answer-wrong').length;
    return wrong < SEVERAL ? undefined : `${wrong} wrong answers were given within 24 hours`;
  },
};
