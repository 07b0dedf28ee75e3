import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { parseNotice } from '../../lambdas/app/relay/messages.ts';
import { deliverNotice } from '../../lambdas/app/relay/notices.ts';
import { relayRecords } from '../../lambdas/app/relay/records.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { REF } from '../support/execution-world.ts';
import { anEnvelope } from '../support/fixtures.ts';
import { caughtLog } from '../support/http.ts';
import { CANARY_ADDRESSES, CONTACTS } from '../support/proving-world.ts';
import { commitsOf } from '../support/relay-world.ts';
import { insertOf } from '../support/stream-records.ts';
import { openedWorld } from '../support/tasks.ts';

beforeEach(() => {
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('an hour in which the mailbox of an account takes nothing', () => {
  it('delays no start and no stop by a call of the relay, nor what goes to another contact; the mail follows once', async () => {
    const world = await openedWorld({ contacts: CONTACTS });
    const [mailbox, telephone] = CANARY_ADDRESSES;
    world.delivery.refusing.set(mailbox, new AdapterError('throttled', { retryable: true }));
    /** One pass of the stream and of the notice queue, whose messages come again after six minutes. */
    const pass = async (from: number) => {
      const Records = (await commitsOf(world.ledger, REF.account)).slice(from).map(insertOf);
      expect(await relayRecords(world.services, { Records }, () => 55_000)).toEqual({ batchItemFailures: [] });
      for (let some = await world.notices.receive(360); some.length > 0; some = await world.notices.receive(360)) {
        for (const letter of some) {
          const isSent = await deliverNotice(world.services, parseNotice(letter.body)).then(
            () => true,
            () => false,
          );
          if (isSent) await world.notices.remove([letter]);
        }
      }
      return from + Records.length;
    };
    let done = await pass(0);
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    await submit(world.submitting, anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }));
    done = await pass(done);
    expect(world.workflow.stopped.get(REF.recovery)).toBe('stopped');
    for (let minute = 0; minute < 60; minute += 1) {
      world.surroundings.advance(60);
      done = await pass(done);
    }
    const sentTo = (address: string) => world.delivery.sent.filter(({ to }) => to.address === address).length;
    expect(sentTo(mailbox)).toBe(0);
    const others = sentTo(telephone);
    expect(others).toBeGreaterThan(1);
    world.delivery.refusing.clear();
    world.surroundings.advance(360);
    await pass(done);
    expect([sentTo(mailbox), sentTo(telephone)]).toEqual([others, others]);
    expect(world.notices.waiting).toEqual([]);
    expect([world.again.waiting, world.deadLetters.waiting]).toEqual([[], []]);
  });
});
