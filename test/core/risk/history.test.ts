import { describe, expect, it } from '@jest/globals';
import { riskOf } from '../../../lambdas/core/recovery/assess/assess.ts';
import type { Detector, RiskFacts, Touch } from '../../../lambdas/core/risk/facts.ts';
import {
  adverseProof,
  bundledChanges,
  changedOutside,
  recentAuthenticatorChange,
  recentContactChange,
  recentPrivilegeChange,
  rejectedBefore,
  repeatedAttempts,
  severalChannels,
  stoppedByOthers,
  wrongAnswers,
} from '../../../lambdas/core/risk/history.ts';
import { stops } from '../../support/deeds.ts';
import { answers, asks, guesses, provingWorld, waiting } from '../../support/proving.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';
import { ago, quiet } from './risk-facts.ts';

const DAY = 86_400;
const WEEK = 7 * DAY;

/** For each detector: what it finds, at the last second that counts, and what it must leave alone, one second later or one step less. */
const CASES: readonly (readonly [Detector, readonly Touch[], readonly Touch[], Partial<RiskFacts>?])[] = [
  [repeatedAttempts, [ago(DAY, 'opened'), ago(10, 'refused')], [ago(DAY + 1, 'opened'), ago(10, 'refused')]],
  [severalChannels, [ago(DAY, 'opened', { channel: 'voice' })], [ago(DAY, 'opened')]],
  [severalChannels, [ago(60, 'refused', { desk: 'night' })], [ago(DAY + 1, 'refused', { desk: 'night' })]],
  [adverseProof, [ago(30 * DAY, 'proof-failed')], [ago(30 * DAY + 1, 'proof-failed')]],
  [adverseProof, [ago(60, 'proof-repudiated')], [ago(60, 'granted')]],
  [
    recentContactChange,
    [ago(WEEK, 'granted', { action: 'change-contact' })],
    [ago(WEEK, 'opened', { action: 'change-contact' })],
  ],
  [
    recentAuthenticatorChange,
    [ago(WEEK, 'granted', { action: 'reset-mfa' })],
    [ago(WEEK + 1, 'granted', { action: 'reset-mfa' })],
  ],
  [recentContactChange, [ago(WEEK, 'contact-changed')], [ago(WEEK + 1, 'contact-changed')]],
  [recentAuthenticatorChange, [ago(WEEK, 'authenticator-changed')], [ago(WEEK + 1, 'authenticator-changed')]],
  [bundledChanges, [ago(DAY, 'opened', { action: 'reset-mfa' })], [ago(DAY, 'opened')]],
  [bundledChanges, [ago(60, 'opened', { action: 'change-contact' })], [ago(60, 'opened', { action: 'unlock' })]],
  [changedOutside, [ago(30 * DAY, 'changed-outside')], [ago(30 * DAY + 1, 'changed-outside')]],
  [recentPrivilegeChange, [ago(WEEK, 'privilege-raised')], [ago(60, 'contact-changed')]],
  [stoppedByOthers, [ago(30 * DAY, 'stopped')], [ago(30 * DAY + 1, 'stopped'), ago(60, 'rejected')]],
  [rejectedBefore, [ago(WEEK, 'rejected')], [ago(WEEK + 1, 'rejected'), ago(60, 'stopped')]],
];

describe.each(CASES.map(([detector, ...rest]) => [detector.name, detector, ...rest] as const))(
  '%s',
  (_name, detector, found, left, over) => {
    it('is found, with a sentence that an approver can read', () => {
      expect(detector.detect(quiet({ history: found, ...over }))).toMatch(/^[a-z0-9].*[^.]$/);
      expect(detector.weight).toBeGreaterThan(0);
    });

    it('is not found in what only looks like it, nor in nothing', () => {
      expect(detector.detect(quiet({ history: left, ...over }))).toBeUndefined();
      expect(detector.detect(quiet(over))).toBeUndefined();
    });
  },
);

describe('wrong answers', () => {
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
});
