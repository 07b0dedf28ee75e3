import { describe, expect, it } from '@jest/globals';
import {
  endWith,
  isByHand,
  longestOf,
  stageAsked,
  stageWaiting,
  taskByHand,
  withWork,
  workAt,
  workSecondsOf,
  workUntil,
} from '../../../../lambdas/core/recovery/state/by-hand.ts';
import { isGatePassed, timersOf } from '../../../../lambdas/core/recovery/state/life.ts';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { secondsUntil } from '../../../../lambdas/core/values/instant.ts';
import {
  APPROVED_BY_HAND,
  confirms,
  GRANTED_BY_HAND,
  NILS,
  NINA,
  NORA,
  reports,
  WAITING,
  WINDOW,
} from '../../../support/by-hand.ts';
import { EXECUTING, fails, revokes, stops } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { at } from '../../../support/fixtures.ts';
import { later, type Past, recoveryOf, worldAfter } from '../../../support/specification.ts';

const recoveryAfter = (...past: readonly Past[]): Recovery => present(recoveryOf(worldAfter(past)) ?? null);
const GRANT = 3600;
const ENDING: readonly Past[] = [...GRANTED_BY_HAND, later(GRANT), revokes()];

describe('what is asked of people by hand', () => {
  it.each<[string, readonly Past[], 'perform' | 'revoke' | null, 'work' | 'check' | null]>([
    ['nothing while another connector executes', EXECUTING, null, null],
    ['nothing before the execution', APPROVED_BY_HAND, null, null],
    ['to do it', WAITING, 'perform', 'work'],
    ['to look at it', [...WAITING, reports()], 'perform', 'check'],
    ['nothing once it is confirmed', [...WAITING, reports(), confirms()], 'perform', null],
    ['nothing while the grant lasts', GRANTED_BY_HAND, null, null],
    ['nothing to perform once it is stopped', [...WAITING, stops()], null, null],
    [
      'to undo it after a stop, whatever was reported',
      [...WAITING, reports(), stops(), revokes('stop')],
      'revoke',
      'work',
    ],
    ['to undo it after a failure', [...WAITING, fails(), revokes('failure')], 'revoke', 'work'],
    ['to end it', ENDING, 'revoke', 'work'],
    ['to look at its end', [...ENDING, reports(NORA, 'revoke')], 'revoke', 'check'],
    ['nothing more of its end once it is confirmed', [...ENDING, reports(NORA, 'revoke'), confirms()], 'revoke', null],
  ])('is %s', (_, past, stage, task) => {
    const recovery = recoveryAfter(...past);
    expect([stageAsked(recovery), taskByHand(recovery)]).toEqual([stage, task]);
    expect(stageWaiting(recovery)).toBe(task === null ? null : stage);
    expect(isGatePassed(recovery, 'work')).toBe(task === null);
  });

  it('knows by the plan whether people do it', () => {
    expect([
      isByHand(recoveryAfter(...WAITING)),
      isByHand(recoveryAfter(...EXECUTING)),
      isByHand({ plan: null }),
    ]).toEqual([...[true, false, false]]);
  });
});

describe('the time for work by hand', () => {
  const rest = (seconds: number) => (end: string) => secondsUntil(at(seconds), end);

  it('is that of the plan from the beginning, and then over: the next look is at once', () => {
    const recovery = recoveryAfter(...WAITING);
    expect(workUntil(recovery)).toBe(at(WINDOW));
    expect([0, 600, WINDOW, WINDOW + 60].map((now) => workSecondsOf(recovery, rest(now)))).toEqual([
      ...[WINDOW, WINDOW - 600, 1, 1],
    ]);
    expect(timersOf(recovery, at(60)).workSeconds).toBe(WINDOW - 60);
  });

  it('is as long for the end, which is then waited for again, an hour at least', () => {
    const recovery = recoveryAfter(...ENDING);
    expect(workUntil(recovery)).toBe(at(GRANT + WINDOW));
    expect([GRANT, GRANT + WINDOW, GRANT + 9 * WINDOW].map((now) => workSecondsOf(recovery, rest(now)))).toEqual([
      ...[WINDOW, 3600, 3600],
    ]);
  });

  it('is a whole one for a gate to come, and four hours where the plan says none', () => {
    expect(timersOf(recoveryAfter(...APPROVED_BY_HAND), at(0)).workSeconds).toBe(WINDOW);
    expect(timersOf(recoveryAfter(...EXECUTING), at(0)).workSeconds).toBe(4 * 3600);
    expect(workUntil(recoveryAfter(...EXECUTING))).toBeNull();
  });

  it('comes before that of the grant, which is then as long as any other', () => {
    const { plan, grant } = recoveryAfter(...WAITING);
    expect([longestOf(present(plan)), present(grant).expiresAt]).toEqual([WINDOW + GRANT, at(WINDOW + GRANT)]);
    expect(endWith({ plan, grant }, at(600))).toBe(at(600 + GRANT));
    expect(endWith({ plan, grant }, at(WINDOW + 60))).toBe(at(WINDOW + GRANT));
    const other = recoveryAfter(...EXECUTING);
    expect([longestOf(present(other.plan)), endWith(other, at(60))]).toEqual([GRANT, at(GRANT)]);
    expect(endWith({ plan: null, grant: null }, at(0))).toBeNull();
    expect(present(recoveryAfter(...GRANTED_BY_HAND).grant).expiresAt).toBe(at(GRANT));
  });
});

describe('the work in the state', () => {
  it('is the last report, with who had reported before', () => {
    const recovery = recoveryAfter(...WAITING, reports(NORA), reports(NINA), reports(NORA, 'perform', 'change/CHG-2'));
    expect(recovery.work).toHaveLength(1);
    expect(workAt(recovery, 'perform')).toMatchObject({
      ...{
        operator: 'person:nora',
        reference: 'change/CHG-2',
        earlier: ['person:nina'],
        confirmation: null,
        signedIn: 1,
      },
    });
    expect(workAt(recovery, 'revoke')).toBeUndefined();
  });

  it('keeps both stages, and remembers no more than eight earlier operators', () => {
    const both = recoveryAfter(...ENDING, reports(NINA, 'revoke'));
    expect(both.work?.map(({ stage, operator }) => [stage, operator])).toEqual([
      ['perform', 'person:nora'],
      ['revoke', 'person:nina'],
    ]);
    const place = { at: at(0), seq: 9 };
    const many = Array.from({ length: 20 }, (_, index) => `person:o-${index}`).reduce(
      (recovery, by) =>
        withWork(recovery, { type: 'WorkReported', stage: 'perform', by, reference: 'x', note: 'x' }, place),
      recoveryAfter(...WAITING),
    );
    expect(workAt(many, 'perform')?.earlier).toHaveLength(8);
  });

  it('takes no confirmation of what nobody reported', () => {
    const waiting = recoveryAfter(...WAITING);
    const event = { type: 'WorkConfirmed', stage: 'perform', by: NILS.person, report: 'x', note: 'x' } as const;
    expect(withWork(waiting, event, { at: at(0), seq: 2 })).toEqual(waiting);
  });
});
