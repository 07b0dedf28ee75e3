import { expect, it } from '@jest/globals';
import { accept, refuse } from '../../../../lambdas/core/recovery/state/decision.ts';

it('takes its events in order, and none where everything is done already', () => {
  const event = { type: 'RecoveryStopped', by: null, reason: 'r', cause: 'withdrawn' } as const;
  expect(accept(event)).toEqual({ accepted: true, events: [event] });
  expect(accept()).toEqual({ accepted: true, events: [] });
});

it('says no by a code, with its facts and never without', () => {
  expect(refuse('not-due', { at: 'x' })).toEqual({ accepted: false, refusal: { code: 'not-due', facts: { at: 'x' } } });
  expect(refuse('not-due')).toEqual({ accepted: false, refusal: { code: 'not-due', facts: {} } });
});
