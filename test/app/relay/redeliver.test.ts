import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { workAgain } from '../../../lambdas/app/relay/again.ts';
import { parseAgain } from '../../../lambdas/app/relay/messages.ts';
import { type RedeliveryServices, redeliver } from '../../../lambdas/app/relay/redeliver.ts';
import type { RedeliveryOf } from '../../../lambdas/core/recovery/state/events.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { REF } from '../../support/execution-world.ts';
import { ACTORS, anEnvelope, aPersonActor, PEOPLE } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { ModelQueue } from '../../support/models/queue.ts';
import { commitsOf } from '../../support/relay-world.ts';
import { assessed, openedWorld } from '../../support/tasks.ts';

const ON_DUTY = aPersonActor(PEOPLE.reviewer, { roles: ['on-duty'] });

beforeEach(() => {
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function aWorld() {
  const world = await openedWorld();
  const letters = { relay: new ModelQueue<object>(), notices: new ModelQueue<object>() };
  const { again, notices } = world;
  const services: RedeliveryServices = {
    ...world.submitting,
    ...{ again, notices, relayLetters: letters.relay, noticeLetters: letters.notices },
  };
  let orders = 0;
  const order = (of: RedeliveryOf, actor = ON_DUTY) => {
    orders += 1;
    return redeliver(services, { actor, id: `order-${orders}` }, of);
  };
  /** The relay's queue, until nothing is left on it. */
  const work = async () => {
    for (let some = await again.receive(); some.length > 0; some = await again.receive()) {
      for (const { body } of some) await workAgain(world.services, parseAgain(body));
      await again.remove(some);
    }
  };
  const recorded = async () => (await commitsOf(world.ledger, 'source:api')).flatMap(({ commit }) => commit.events);
  return { ...world, letters, order, work, recorded };
}

const NOTHING = { commits: 0, times: 0, notices: 0, unreadable: 0, more: false };

describe('ledger redeliver', () => {
  it('completes a recovery that is in no view and whose execution never began', async () => {
    const world = await aWorld();
    expect(await world.order({ stream: REF.account, seq: 3 })).toEqual({ ...NOTHING, commits: 1 });
    await world.work();
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    expect(world.views.recoveries.get(REF.recovery)).toMatchObject({ status: 'opened' });
    expect(world.notices.waiting).toContainEqual({ stream: REF.account, seq: 3, audience: 'everybody' });
  });

  it('completes each kind of commit of a time: execution, gate, stop, view, person, ticket, bus and notice', async () => {
    const world = await aWorld();
    const since = world.surroundings.now();
    await assessed(world);
    await world.gates.put(REF.recovery, 'proof', new Secret('canary-token'));
    await submit(world.submitting, anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }));
    const held = { type: 'HoldTicket', ticket: { source: 'jira', id: 'HELP-2' }, cause: 'x', facts: {} } as const;
    const from = { stream: 'source:jira', recovery: null, actor: { by: 'ticket-system', source: 'jira' } } as const;
    await submit(world.submitting, anEnvelope(held, { ...from, id: 'held' }));
    expect(await world.order({ since, until: world.surroundings.now() })).toEqual({ ...NOTHING, times: 1 });
    await world.work();
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    expect(world.workflow.failed).toEqual([{ token: 'canary-token', error: 'RecoveryEnded' }]);
    expect(world.workflow.stopped.get(REF.recovery)).toBe('stopped');
    expect(world.views.recoveries.get(REF.recovery)).toMatchObject({ ended: true });
    expect([...world.views.tickets.keys()]).toEqual(['jira/HELP-2']);
    expect(world.bus.published.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['PolicyAdopted', 'ProfileConfirmed', 'RecoveryOpened', 'RecoveryStopped', 'TicketHeld']),
    );
    const told = world.notices.waiting.map(({ stream, seq }) => `${stream} ${seq}`);
    expect(told).toEqual(expect.arrayContaining([`${REF.account} 3`]));
  });

  it('changes nothing when it is ordered twice', async () => {
    const world = await aWorld();
    for (const _ of [1, 2]) {
      await world.order({ stream: REF.account, seq: 3 });
      await world.work();
    }
    expect([...world.workflow.started]).toEqual([REF.recovery]);
    expect(world.views.recoveries.size).toBe(1);
    expect(world.campaigns.noted.size).toBe(2);
  });

  it('takes letters of the relay, of Lambda and of the notices, and takes away what it has sent', async () => {
    const world = await aWorld();
    const streamArn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/ledger/stream/1';
    const [first, last] = ['2026-11-20T09:00:00Z', '2026-11-20T09:30:00Z'];
    const batch = {
      ...{ shardId: 'shardId-1', startSequenceNumber: '1', endSequenceNumber: '2', batchSize: 2, streamArn },
      ...{ approximateArrivalOfFirstRecord: first, approximateArrivalOfLastRecord: last },
    };
    await world.letters.relay.send([
      { stream: REF.account, seq: 3 },
      { streamArn, sequenceNumber: '1', at: '2026-11-20T08:00:00.000Z' },
      { requestContext: { condition: 'RetryAttemptsExhausted' }, version: '1.0', DDBStreamBatchInfo: batch },
    ]);
    await world.letters.notices.send([{ stream: REF.account, seq: 3, audience: 'contact:work' }]);
    expect(await world.order('dead-letters')).toEqual({ ...NOTHING, commits: 1, times: 2, notices: 1 });
    const around = (from: string, to: string) => ({
      since: plusSeconds(from, -60),
      until: plusSeconds(to, 60),
      after: null,
    });
    expect(world.again.waiting).toHaveLength(3);
    expect(world.again.waiting).toEqual(
      expect.arrayContaining([
        { stream: REF.account, seq: 3 },
        around('2026-11-20T08:00:00.000Z', '2026-11-20T08:00:00.000Z'),
        around('2026-11-20T09:00:00.000Z', '2026-11-20T09:30:00.000Z'),
      ]),
    );
    expect(world.notices.waiting).toEqual([{ stream: REF.account, seq: 3, audience: 'contact:work' }]);
    expect([world.letters.relay.waiting, world.letters.notices.waiting]).toEqual([[], []]);
  });

  it('leaves what names neither a commit nor a time, and says so', async () => {
    const world = await aWorld();
    const unknown = [{ hello: 1 }, { DDBStreamBatchInfo: { approximateArrivalOfFirstRecord: 'then' } }];
    await world.letters.relay.send(unknown);
    expect(await world.order('dead-letters')).toEqual({ ...NOTHING, unreadable: 2 });
    expect(world.letters.relay.waiting).toHaveLength(2);
  });

  it('loses no letter where the queue is down, and is recorded before anything is sent', async () => {
    const world = await aWorld();
    await world.letters.relay.send([{ stream: REF.account, seq: 3 }]);
    world.again.isDown = true;
    await expect(world.order('dead-letters')).rejects.toMatchObject({ code: 'unavailable' });
    expect(world.letters.relay.waiting).toHaveLength(1);
    expect(await world.recorded()).toEqual([{ type: 'RedeliveryOrdered', of: 'dead-letters' }]);
  });

  it('takes at most 200 letters of a queue at once, and says that there are more', async () => {
    const world = await aWorld();
    await world.letters.relay.send(
      Array.from({ length: 205 }, (_, index) => ({ stream: 'source:jira', seq: index + 1 })),
    );
    expect(await world.order('dead-letters')).toMatchObject({ commits: 200, more: true });
    expect(world.letters.relay.waiting).toHaveLength(5);
  });

  it.each([
    ['an administrator', ACTORS.admin],
    ['a reviewer', ACTORS.reviewer],
  ] as const)('is refused to %s, and nothing is sent', async (_, actor) => {
    const world = await aWorld();
    await world.letters.relay.send([{ stream: REF.account, seq: 3 }]);
    await expect(world.order('dead-letters', actor as typeof ON_DUTY)).rejects.toMatchObject({ code: 'role-missing' });
    expect([world.again.waiting, world.letters.relay.waiting.length]).toEqual([[], 1]);
  });

  it('knows no commit that does not stand in the ledger', async () => {
    const world = await aWorld();
    await expect(world.order({ stream: REF.account, seq: 99 })).rejects.toMatchObject({ code: 'commit-unknown' });
    expect(world.again.waiting).toEqual([]);
  });
});
