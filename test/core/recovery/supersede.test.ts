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
    plan: { connector: 'cognito', target: 'jane', directoryId: 'id-1' },
    grant: null,
    ...over,
  }) as Recovery;

const placed = (connector: string, target: string, directoryId: string) => ({
  plan: { connector, target, directoryId },
});

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
    ['another target', 'reset-password', 'reset-password', placed('cognito', 'ken', 'id-2')],
    ['another connector', 'reset-password', 'reset-password', placed('okta', 'jane', 'id-1')],
    ['whoever has the name now', 'reset-password', 'reset-password', placed('cognito', 'jane', 'id-2')],
  ] as const)('leaves the older one alone where it gives %s', (_, older, newer, over) => {
    expect(grantsAfter(recovery('a', older), recovery('b', newer, over))).toEqual({ a: [null, []], b: [null, []] });
  });

  it('takes the place of an older one of whoever has another name now', () => {
    const renamed = recovery('b', 'temporary-access', placed('cognito', 'jane.smith', 'id-1'));
    expect(grantsAfter(recovery('a', 'reset-mfa'), renamed)).toEqual({ a: ['b', []], b: [null, ['reset-mfa']] });
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
      identity: 'directory:cognito|id-1',
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
