import { describe, expect, it } from '@jest/globals';
import { whyTooWide } from '../../../lambdas/app/workflow/scope.ts';
import type { Plan } from '../../../lambdas/core/recovery/state/plan.ts';
import { type Scope, scopeOf } from '../../../lambdas/core/registry/scope.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';

const planOf = (scope: Scope | undefined, action: Plan['action'] = 'reset-password') => ({
  plan: { action, connector: 'cognito', target: 'jane', ...(scope !== undefined && { scope }) } as Plan,
});
const saying = (groups: readonly string[] | undefined) => ({
  connectorOf: () => ({ scopeOf: async () => (groups === undefined ? undefined : scopeOf({ groups })) }),
});
const failing = (retryable: boolean) => ({
  connectorOf: () => ({ scopeOf: () => Promise.reject(new AdapterError('access-denied', { retryable })) }),
});

describe('what an account opens after an action (rule 15)', () => {
  const plan = planOf(scopeOf({ groups: ['staff'] }));

  it('may be what was countersigned, or less', async () => {
    for (const groups of [['staff'], []]) expect(await whyTooWide(saying(groups), plan)).toBeUndefined();
  });

  it('is named when it is more, and when nobody can tell', async () => {
    expect(await whyTooWide(saying(['staff', 'admins']), plan)).toBe('scope-wider');
    expect(await whyTooWide(saying(undefined), plan)).toBe('scope-unreadable');
    expect(await whyTooWide(failing(false), plan)).toBe('scope-unreadable');
  });

  it('is read again later where that may help', async () => {
    await expect(whyTooWide(failing(true), plan)).rejects.toMatchObject({ code: 'access-denied' });
  });

  it('is not asked where there was nothing to countersign, nor where access is only taken away', async () => {
    expect(await whyTooWide(failing(true), planOf(undefined))).toBeUndefined();
    const ends = planOf(scopeOf({ groups: [] }), 'revoke-sessions');
    expect(await whyTooWide(saying(['admins']), ends)).toBeUndefined();
  });
});
