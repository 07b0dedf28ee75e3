import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Again, Notice } from '../../lambdas/ports/queue.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { anEvent, answerOf, bodyOf, caughtLog, signedIn } from '../support/http.ts';
import { ModelQueue } from '../support/models/queue.ts';

const world = new ApiWorld();
let again = new ModelQueue<Again>();
const letters = new ModelQueue<object>();
composed('ledger', { submitServices: world.services });
composed('people', { callerServices: world.callers });
composed('redeliver', {
  redeliveryServices: {
    ...world.services,
    again: { send: (messages: readonly Again[]) => again.send(messages) },
    ...{ notices: new ModelQueue<Notice>(), relayLetters: letters, noticeLetters: letters },
  },
});
const { handler } = await import('../../lambdas/handlers/redeliver.ts');

beforeEach(async () => {
  await world.reset();
  await world.open();
  again = new ModelQueue();
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const onDuty = signedIn('sub-reviewer', ['on-duty']);
const post = (body: object, who = onDuty) => handler(anEvent('POST /ledger/redeliver', who, body));

describe('POST /ledger/redeliver', () => {
  it('has a commit worked again', async () => {
    const body = answerOf('POST /ledger/redeliver', await post({ stream: 'cognito:jane', seq: 1 }));
    expect(body).toEqual({ commits: 1, times: 0, notices: 0, unreadable: 0, more: false });
    expect(again.waiting).toEqual([{ stream: 'cognito:jane', seq: 1 }]);
  });

  it('has a time worked again', async () => {
    const time = { since: '2026-11-28T09:00:00.000Z', until: '2026-11-28T10:00:00.000Z' };
    answerOf('POST /ledger/redeliver', await post(time));
    expect(again.waiting).toEqual([{ ...time, after: null }]);
  });

  it.each([
    [{}],
    [{ stream: 'cognito:jane' }],
    [{ seq: 1 }],
    [{ stream: 'cognito:jane', seq: 1, deadLetters: true }],
    [{ since: '2026-11-28T09:00:00.000Z' }],
    [{ since: '2026-11-28T10:00:00.000Z', until: '2026-11-28T09:00:00.000Z' }],
    [{ since: 'yesterday', until: 'today' }],
  ])('refuses %j, and sends nothing', async (body) => {
    const result = await post(body);
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([422, 'fields-invalid']);
    expect(again.waiting).toEqual([]);
  });

  it('knows no commit that is not there', async () => {
    const result = await post({ stream: 'cognito:jane', seq: 999 });
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([404, 'commit-unknown']);
  });

  it.each([
    ['agent', 'sub-agent'],
    ['admin', 'sub-admin'],
    ['verifier', 'sub-verifier'],
    ['approver:security', 'sub-securityApprover'],
  ])('refuses it to %s', async (group, sub) => {
    const result = await post({ stream: 'cognito:jane', seq: 1 }, signedIn(sub, [group]));
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([403, 'role-missing']);
    expect(again.waiting).toEqual([]);
  });
});
