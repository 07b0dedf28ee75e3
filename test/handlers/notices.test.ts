import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import type { Notice } from '../../lambdas/ports/queue.ts';
import { composed } from '../support/compose.ts';
import { caughtLog } from '../support/http.ts';
import { CANARY_ADDRESSES, CONTACTS } from '../support/proving-world.ts';
import { openedWorld } from '../support/tasks.ts';

const world = await openedWorld({ contacts: CONTACTS });
composed('relay', { noticeServices: world.services });
const { handler } = await import('../../lambdas/handlers/notices.ts');

const record = (message: object | string, messageId: string): SQSRecord =>
  ({
    messageId,
    body: typeof message === 'string' ? message : JSON.stringify(message),
    attributes: { ApproximateReceiveCount: '1' },
  }) as SQSRecord;
const opened: Notice = { stream: 'cognito:jane', seq: 3, audience: 'everybody' };

describe('the notices function', () => {
  let lines: readonly string[] = [];
  beforeEach(() => {
    lines = caughtLog();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('tells everybody at once, and makes of a mailbox that takes nothing a notice of its own, by a name that holds no address', async () => {
    world.delivery.refusing.set(CANARY_ADDRESSES[0], new AdapterError('throttled', { retryable: true }));
    expect(await handler({ Records: [record(opened, 'm1')] })).toEqual({ batchItemFailures: [] });
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([CANARY_ADDRESSES[1]]);
    expect(world.notices.waiting.map(({ audience }) => audience)).toEqual(['contact:work']);
    expect(lines.join('')).toContain('throttled');
    for (const address of CANARY_ADDRESSES)
      for (const text of [JSON.stringify(world.notices.waiting), lines.join('')]) expect(text).not.toContain(address);
  });

  it('lets a mailbox that takes nothing wait alone', async () => {
    const records = world.notices.waiting.map((notice) => record(notice, notice.audience));
    expect(await handler({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'contact:work' }] });
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([CANARY_ADDRESSES[1]]);
  });

  it('sends it when the outage is over, and to nobody twice', async () => {
    world.delivery.refusing.clear();
    const records = world.notices.waiting.map((notice) => record(notice, notice.audience));
    for (const again of [records, records, [record(opened, 'm1')]])
      expect(await handler({ Records: again })).toEqual({ batchItemFailures: [] });
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([...CANARY_ADDRESSES].reverse());
  });

  it.each([
    ['is no JSON', 'x'],
    ['names no place', { stream: 'cognito:jane', audience: 'everybody' }],
    ['is for no audience', { stream: 'cognito:jane', seq: 3, audience: 'jane@example.com' }],
    ['names a commit that is not there', { stream: 'cognito:jane', seq: 99, audience: 'everybody' }],
  ])('leaves to the dead letters a message that %s', async (_, message) => {
    expect(await handler({ Records: [record(message, 'm1')] })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }],
    });
  });

  it('has nothing to send to somebody who is not told of this commit', async () => {
    const nobody = record({ ...opened, audience: 'contact:stranger' }, 'm1');
    const before = world.delivery.sent.length;
    expect(await handler({ Records: [nobody] })).toEqual({ batchItemFailures: [] });
    expect(world.delivery.sent).toHaveLength(before);
  });
});
