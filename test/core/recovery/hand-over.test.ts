import { describe, expect, it } from '@jest/globals';
import { mayHandOver } from '../../../lambdas/core/recovery/hand-over.ts';
import type { Grant, Recovery } from '../../../lambdas/core/recovery/state.ts';
import { at, NOW, PEOPLE } from '../../support/fixtures.ts';

const grant: Grant = {
  ...{ id: 'grant-1', startedAt: NOW, expiresAt: at(3600), reference: 'ref', claimable: true },
  claim: { command: 'cmd-1', at: at(60) },
};

const recovery: Recovery = {
  ...{ id: 'rec-1', action: 'reset-password', status: 'granted', openedAt: NOW, stageAt: NOW },
  ...{
    requester: PEOPLE.jane,
    subject: PEOPLE.jane,
    agent: null,
    channel: 'api',
    desk: null,
    reason: 'lost it',
    ticket: null,
    requestedSeconds: null,
    caller: null,
    network: null,
  },
  ...{
    plan: null,
    proofs: [],
    challenges: [],
    countersignatures: [],
    executeNotBefore: null,
    stopped: false,
    reviewer: null,
  },
  grant,
};

describe('a credential is handed over', () => {
  it.each([60, 61, 360])('to the claim that has it, up to 300 s after it: %d', (seconds) => {
    expect(mayHandOver(recovery, 'cmd-1', at(seconds))).toBe(true);
  });

  it.each<readonly [string, Partial<Recovery>, string, number]>([
    ['to another claim', {}, 'cmd-2', 61],
    ['later', {}, 'cmd-1', 361],
    ['before it is claimed', { grant: { ...grant, claim: null } }, 'cmd-1', 61],
    ['without a grant', { grant: null }, 'cmd-1', 61],
    ['once it is stopped', { stopped: true }, 'cmd-1', 61],
    ['while it is revoked', { status: 'revoking' }, 'cmd-1', 61],
    ['at its end', { grant: { ...grant, expiresAt: at(61) } }, 'cmd-1', 61],
  ])('not %s', (_, over, command, seconds) => {
    expect(mayHandOver({ ...recovery, ...over }, command, at(seconds))).toBe(false);
  });
});
