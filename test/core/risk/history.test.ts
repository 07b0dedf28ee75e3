import { describe, expect, it } from '@jest/globals';
import type { RiskFacts, Touch } from '../../../lambdas/core/risk/facts.ts';
import {
  adverseProof,
  bundledChanges,
  recentAuthenticatorChange,
  recentContactChange,
  recentPrivilegeChange,
  rejectedBefore,
  repeatedAttempts,
  severalChannels,
  stoppedByOthers,
} from '../../../lambdas/core/risk/history.ts';
import type { Detector } from '../../../lambdas/core/risk/signal.ts';
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
