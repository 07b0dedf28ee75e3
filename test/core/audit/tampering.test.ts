import { expect, it } from '@jest/globals';
import { tamperAlert } from '../../../lambdas/core/audit/tampering.ts';

it('a commit that was changed rings as critical, with its place', () => {
  expect(tamperAlert({ account: 'cognito:jane', seq: 7 }, 'removed', '2026-01-01T00:00:00.000Z')).toMatchObject({
    ...{ severity: 'critical', account: 'cognito:jane', seq: 7, recovery: null },
    what: ['tampering: the commit was removed'],
  });
});
