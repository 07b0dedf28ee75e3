import { expect, it } from '@jest/globals';
import { fraudCloseOf } from '../../../lambdas/core/recovery/fraud.ts';

it('a close of a ticket has one name, on the stream of its system, which no other ticket has', () => {
  const close = fraudCloseOf({ source: 'jira', id: 'HELP-1' });
  expect(close).toEqual({ stream: 'source:jira', id: expect.any(String) });
  expect(fraudCloseOf({ source: 'jira', id: 'HELP-1' })).toEqual(close);
  const others = [
    { source: 'jira', id: 'HELP-2' },
    { source: 'zendesk', id: 'HELP-1' },
    { source: 'jira:HELP', id: '1' },
  ];
  for (const other of others) expect(fraudCloseOf(other).id).not.toBe(close.id);
});
