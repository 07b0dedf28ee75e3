import { describe, expect, it } from '@jest/globals';
import type { GateName } from '../../../../lambdas/core/recovery/state/events.ts';
import {
  deadlineOf,
  endOf,
  halfOf,
  isGatePassed,
  OWED_REVIEW,
  timersOf,
} from '../../../../lambdas/core/recovery/state/life.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import {
  APPROVED,
  ASSESSED,
  confirms,
  countersigns,
  EXECUTING,
  expires,
  fails,
  GRANTED,
  OPENED,
  PROVED,
  reviews,
  revokes,
  stops,
} from '../../../support/deeds.ts';
import { at, NOW } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import { later, type Past, recoveryOf, underPolicy, worldAfter } from '../../../support/specification.ts';

const HOUR = 3600;
const REVOKING = [...GRANTED, later(HOUR), revokes()];
const REVIEWING = [...REVOKING, confirms()];
const WITHOUT_REVIEW = underPolicy(policyThat({ reviewWithin: undefined }));
const STOPPED = [...GRANTED, stops(), revokes(), confirms()];
const FAILED = [...EXECUTING, fails(), revokes('failure'), confirms()];

function recoveryAfter(past: readonly Past[]): Recovery {
  const recovery = recoveryOf(worldAfter(past));
  if (recovery === undefined) throw new Error('the story has ended too early');
  return recovery;
}

describe('isGatePassed', () => {
  it.each<[string, readonly Past[], readonly GateName[]]>([
    ['opened', OPENED, []],
    ['waiting for proof', ASSESSED, []],
    ['waiting for approval', PROVED, ['proof']],
    ['approved', APPROVED, ['proof', 'approval']],
    ['being executed', EXECUTING, ['proof', 'approval']],
    ['granted', GRANTED, ['proof', 'approval']],
    ['stopped', [...GRANTED, stops()], ['proof', 'approval', 'hold']],
    ['being revoked', REVOKING, ['proof', 'approval', 'hold']],
    ['waiting for review', REVIEWING, ['proof', 'approval', 'hold']],
    ['reviewed', [...REVIEWING, reviews()], ['proof', 'approval', 'hold', 'review']],
    ['revoked without review', [WITHOUT_REVIEW, ...REVIEWING], ['proof', 'approval', 'hold', 'review']],
    ['stopped and revoked without review', [WITHOUT_REVIEW, ...STOPPED], ['proof', 'approval', 'hold']],
    ['failed and revoked without review', [WITHOUT_REVIEW, ...FAILED], ['proof', 'approval', 'hold']],
  ])('while it is %s', (_, past, passed) => {
    const gates: readonly GateName[] = ['proof', 'approval', 'hold', 'review'];
    expect(gates.filter((gate) => isGatePassed(recoveryAfter(past), gate))).toEqual(passed);
  });
});

describe('deadlineOf', () => {
  it.each<[string, readonly Past[], string | null]>([
    ['opened', OPENED, null],
    ['waiting for proof', ASSESSED, at(HOUR)],
    ['waiting for approval', [...ASSESSED, later(60), ...PROVED.slice(-1)], at(60 + 2 * HOUR)],
    ['approved', APPROVED, null],
    ['granted', GRANTED, at(HOUR)],
    ['being revoked', REVOKING, null],
    ['waiting for review', REVIEWING, at(HOUR + 86_400)],
    ['revoked without review', [WITHOUT_REVIEW, ...REVIEWING], null],
    ['stopped, with the review that the plan asks for', STOPPED, at(86_400)],
    ['stopped, with no review that the plan asks for', [WITHOUT_REVIEW, ...STOPPED], at(7 * 86_400)],
    ['failed, with no review that the plan asks for', [WITHOUT_REVIEW, ...FAILED], at(7 * 86_400)],
  ])('while it is %s', (_, past, deadline) => {
    expect(deadlineOf(recoveryAfter(past))).toBe(deadline);
  });
});

describe('halfOf', () => {
  const proofIn = (proofWindow: number) => [underPolicy(policyThat({ proofWindow })), ...ASSESSED];

  it.each<[string, readonly Past[], string | null]>([
    ['opened', OPENED, null],
    ['waiting for proof', ASSESSED, at(HOUR / 2)],
    ['waiting for proof in an odd window', proofIn(61), at(31)],
    ['waiting for proof in a window of one second, which has no half', proofIn(1), null],
    ['waiting for approval', [...ASSESSED, later(60), ...PROVED.slice(-1)], at(60 + HOUR)],
    ['approved', APPROVED, null],
    ['granted, which waits for nobody', GRANTED, null],
    ['waiting for review', REVIEWING, at(HOUR + 43_200)],
  ])('while it is %s', (_, past, half) => {
    expect(halfOf(recoveryAfter(past))).toBe(half);
  });
});

describe('timersOf', () => {
  it('gives each stage its window, and the one under way what is left of its half', () => {
    expect(timersOf(recoveryAfter(ASSESSED), at(600))).toEqual({
      proofSeconds: HOUR / 2 - 600,
      approvalSeconds: HOUR / 2 - 600 + 2 * HOUR,
      workSeconds: 4 * HOUR,
      holdSeconds: 1,
      reviewSeconds: 86_400,
      executeNotBefore: at(600),
    });
    expect(timersOf(recoveryAfter(PROVED), at(600))).toMatchObject({ approvalSeconds: HOUR - 600 });
  });

  it.each<[string, readonly Past[], number, 'proofSeconds' | 'approvalSeconds' | 'reviewSeconds']>([
    ['the proofs', ASSESSED, HOUR, 'proofSeconds'],
    ['the approvals', PROVED, 2 * HOUR, 'approvalSeconds'],
    ['the review', STOPPED, 86_400, 'reviewSeconds'],
  ])('gives both halves of the window for %s no second more than the window', (_, past, window, name) => {
    const begun = recoveryAfter(past);
    const first = timersOf(begun, begun.stageAt)[name];
    const half = [...past, later(first + 7), expires()];
    const noticed = at(first + 7);
    expect([first, timersOf(recoveryAfter(half), noticed)[name]]).toEqual([window / 2, window / 2 - 7]);
    expect(deadlineOf(recoveryAfter(half))).toBe(deadlineOf(begun));
  });

  it('waits for a whole window again after a review was overdue', () => {
    const overdue = [...STOPPED, later(86_400), expires()];
    expect(timersOf(recoveryAfter(overdue), at(86_400)).reviewSeconds).toBe(86_400);
  });

  it('never gives less than a second, as a timeout must have', () => {
    const late = timersOf(recoveryAfter(PROVED), at(30 * HOUR));
    expect([late.proofSeconds, late.approvalSeconds, late.holdSeconds, late.reviewSeconds].every((s) => s >= 1)).toBe(
      true,
    );
    expect(late.approvalSeconds).toBe(1);
  });

  it('holds a grant until it expires, and one that was stopped no longer', () => {
    expect(timersOf(recoveryAfter(GRANTED), at(600)).holdSeconds).toBe(HOUR - 600);
    expect(timersOf(recoveryAfter([...GRANTED, stops()]), at(600)).holdSeconds).toBe(1);
  });

  it('waits for the review of what was stopped, also where the plan asks for none (rule 14)', () => {
    const reviewSeconds = (past: readonly Past[], now: string) =>
      timersOf(recoveryAfter([WITHOUT_REVIEW, ...past]), now).reviewSeconds;
    // As long as the relay may take to hear that nobody owes one.
    expect(reviewSeconds(GRANTED, NOW)).toBe(60);
    expect(reviewSeconds([...GRANTED, stops()], NOW)).toBe(OWED_REVIEW);
    expect(reviewSeconds(STOPPED, at(HOUR))).toBe(OWED_REVIEW / 2 - HOUR);
    expect(OWED_REVIEW).toBe(7 * 86_400);
  });

  it('says when the cooling-off is over', () => {
    const cooling = [underPolicy(policyThat({ coolingOff: 90 })), ...PROVED, countersigns()];
    expect(timersOf(recoveryAfter(cooling), NOW).executeNotBefore).toBe(at(90));
  });
});

describe('endOf', () => {
  it('is no end that something remains to be revoked of', () => {
    expect(endOf({ type: 'RevocationOverdue', code: 'x' })).toBeUndefined();
    expect(endOf({ type: 'StopRequested', by: 'person:a', reason: '', cause: 'withdrawn' })).toBeUndefined();
    expect(endOf({ type: 'RecoveryClosed' })).toBe('closed');
  });
});
