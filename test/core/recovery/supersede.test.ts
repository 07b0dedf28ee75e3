import { describe, expect, it } from '@jest/globals';
import { INITIAL, type Recovery, type StreamState } from '../../../lambdas/core/recovery/state.ts';
import { withGrantStarted, withLeft } from '../../../lambdas/core/recovery/supersede.ts';
import type { Action } from '../../../lambdas/core/registry/account.ts';
import { at, NOW } from '../../support/fixtures.ts';

const recovery = (id: string, action: Action, over: object = {}): Recovery =>
  ({
    id,
    action,
    status: 'approved',
    plan: { connector: 'cognito', target: 'jane' },
    grant: null,
    ...over,
  }) as Recovery;

const start = (state: StreamState, one: Recovery): StreamState =>
  withGrantStarted(
    state,
    one,
    { type: 'ExecutionStarted', digest: 'd', grant: `grant-${one.id}`, expiresAt: at(60), sample: null },
    NOW,
  );

/** The grants after recoveries began to execute, in this order. */
function grantsAfter(...started: readonly Recovery[]): Record<string, unknown> {
  const { recoveries } = started.reduce(start, INITIAL);
  return Object.fromEntries(
    Object.entries(recoveries).map(([id, { grant }]) => [id, [grant?.supersededBy, grant?.supersedes]]),
  );
}

describe('a newer grant (rule 14)', () => {
  it('takes the place of each older one of the same credential, and inherits what they were for', () => {
    const order = [recovery('a', 'reset-mfa'), recovery('b', 'reset-password'), recovery('c', 'reset-password')];
    expect(grantsAfter(...order)).toEqual({
      a: ['c', []],
      b: ['c', ['reset-mfa']],
      c: [null, ['reset-mfa', 'reset-password']],
    });
  });

  it.each([
    ['another credential', 'reset-password', 'reissue-token', {}],
    ['nothing, as unlocking does', 'reset-password', 'unlock', {}],
    ['another target', 'reset-password', 'reset-password', { plan: { connector: 'cognito', target: 'ken' } }],
    ['another connector', 'reset-password', 'reset-password', { plan: { connector: 'okta', target: 'jane' } }],
  ] as const)('leaves the older one alone where it gives %s', (_, older, newer, over) => {
    expect(grantsAfter(recovery('a', older), recovery('b', newer, over))).toEqual({ a: [null, []], b: [null, []] });
  });

  it.each(['revoked', 'reviewing'] as const)('takes nothing of one that is %s', (status) => {
    const state = start(INITIAL, recovery('a', 'reset-password'));
    const ended = { ...state.recoveries['a'], status } as Recovery;
    const after = start({ ...state, recoveries: { a: ended } }, recovery('b', 'reset-mfa'));
    expect([after.recoveries['a']?.grant?.supersededBy, after.recoveries['b']?.grant?.supersedes]).toEqual([null, []]);
  });
});

describe('what a confirmed end left in the directory', () => {
  const started = (action: Action) => start(INITIAL, recovery('a', action));

  it('is remembered with its place', () => {
    const state = started('reset-password');
    expect(withLeft(state, state.recoveries['a'] as Recovery, { enabled: false }).left).toEqual({
      connector: 'cognito',
      target: 'jane',
      evidence: { enabled: false },
    });
  });

  it('is nothing of one that was superseded, or of an action that gave nothing', () => {
    const superseded = start(started('reset-password'), recovery('b', 'reset-mfa'));
    expect(withLeft(superseded, superseded.recoveries['a'] as Recovery, { supersededBy: 'b' }).left).toBeNull();
    const unlocked = started('unlock');
    expect(withLeft(unlocked, unlocked.recoveries['a'] as Recovery, { enabled: true }).left).toBeNull();
  });
});
