import { describe, expect, it } from '@jest/globals';
import { evolve } from '../../../../lambdas/core/recovery/evolve/evolve.ts';
import { mayBeHeld, withGrantStarted, withLeft } from '../../../../lambdas/core/recovery/evolve/supersede.ts';
import type { Grant } from '../../../../lambdas/core/recovery/state/grant.ts';
import { INITIAL, type Recovery, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import type { Json } from '../../../../lambdas/core/values/hash.ts';
import { ACTORS, anOrigin, at, NOW } from '../../../support/fixtures.ts';

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

  it('of a secret takes the place of a token of the same secret: the end of either makes its next version', () => {
    const order = [recovery('a', 'reissue-token'), recovery('b', 'rotate-secret')];
    expect(grantsAfter(...order)).toEqual({ a: ['b', []], b: [null, ['reissue-token']] });
  });

  it('of a certificate that a connector replaces is one of the same secret, and by hand a thing of its own', () => {
    const secret = placed('secrets-manager', 'prod/crm', 'arn-1');
    const order = [recovery('a', 'replace-certificate', secret), recovery('b', 'rotate-secret', secret)];
    expect(grantsAfter(...order)).toEqual({ a: ['b', []], b: [null, ['replace-certificate']] });
    const hand = placed('by-hand', 'mainframe/batch', 'mainframe/batch');
    const apart = [recovery('a', 'replace-certificate', hand), recovery('b', 'rotate-secret', hand)];
    expect(grantsAfter(...apart)).toEqual({ a: [null, []], b: [null, []] });
    expect(grantsAfter(recovery('a', 'replace-certificate', hand), recovery('c', 'replace-certificate', hand))).toEqual(
      {
        ...{ a: ['c', []], c: [null, ['replace-certificate']] },
      },
    );
  });

  it('of a first credential takes the place of one that nobody used, and gives way to a reset', () => {
    const order = [recovery('a', 'issue-first-credential'), recovery('b', 'issue-first-credential')];
    expect(grantsAfter(...order, recovery('c', 'reset-password'))).toEqual({
      ...{ a: ['c', []], b: ['c', ['issue-first-credential']], c: [null, ['issue-first-credential']] },
    });
  });

  it('of the key of a disk takes the place of one that the device has not replaced yet', () => {
    const order = [recovery('a', 'release-disk-key'), recovery('b', 'release-disk-key')];
    expect(grantsAfter(...order)).toEqual({ a: ['b', []], b: [null, ['release-disk-key']] });
  });

  it.each(['revoking', 'revocation-overdue'] as const)('takes the place of one that is %s', (status) => {
    const state = start(INITIAL, recovery('a', 'release-disk-key'));
    const ending = { ...state.recoveries['a'], status } as Recovery;
    const after = start({ ...state, recoveries: { a: ending } }, recovery('b', 'release-disk-key'));
    expect([after.recoveries['a']?.grant?.supersededBy, after.recoveries['b']?.grant?.supersedes]).toEqual([
      ...['b', ['release-disk-key']],
    ]);
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

describe('the version of a password that was handed out', () => {
  const version = (state: StreamState, id: string) => state.recoveries[id]?.grant?.passwordVersion;
  const issued = (state: StreamState, id: string, evidence: Json): StreamState =>
    evolve(
      state,
      { type: 'GrantIssued', reference: 'ref', claimable: true, evidence },
      {
        ...{ seq: 9, recovery: id, at: NOW, origin: anOrigin() },
        command: { type: 'IssueGrant' },
        actor: ACTORS.jane,
      },
    );

  it('is what the evidence of the grant says, and null where it says none', () => {
    const state = start(INITIAL, recovery('a', 'reset-password'));
    expect(version(state, 'a')).toBeNull();
    expect(version(issued(state, 'a', { passwordVersion: 7 }), 'a')).toBe(7);
    for (const none of [null, {}, ['passwordVersion'], { passwordVersion: '7' }])
      expect(version(issued(state, 'a', none), 'a')).toBeNull();
  });

  it('may be held by somebody once it is issued, also when the grant is one that replaced it and issued nothing', () => {
    const held = (state: StreamState, id: string) => mayBeHeld(state.recoveries[id]?.grant as Grant);
    const first = start(INITIAL, recovery('a', 'reset-password'));
    expect([held(first, 'a'), held(issued(first, 'a', {}), 'a')]).toEqual([false, true]);
    expect(held(start(first, recovery('b', 'reset-mfa')), 'b')).toBe(true);
  });

  it('is handed on to the grant that replaces it, until that one has its own', () => {
    const first = issued(start(INITIAL, recovery('a', 'reset-password')), 'a', { passwordVersion: 7 });
    const second = start(start(first, recovery('b', 'reset-mfa')), recovery('c', 'reset-password'));
    expect([version(second, 'b'), version(second, 'c')]).toEqual([7, 7]);
    expect(version(issued(second, 'c', { passwordVersion: 9 }), 'c')).toBe(9);
    expect(version(issued(second, 'c', {}), 'c')).toBeNull();
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
