import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { parseNotice } from '../../lambdas/app/relay/messages.ts';
import { deliverNotice } from '../../lambdas/app/relay/notices.ts';
import { relayRecords } from '../../lambdas/app/relay/records.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { REF } from '../support/execution-world.ts';
import { anEnvelope, aPersonActor, aProfile, at } from '../support/fixtures.ts';
import { caughtLog } from '../support/http.ts';
import { CANARY_ADDRESSES, CONTACTS } from '../support/proving-world.ts';
import { commitsOf } from '../support/relay-world.ts';
import { type Delay, type MailBy, SimulatedHour } from '../support/simulated-hour.ts';
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

const OUT = CANARY_ADDRESSES[0];
const personOf = (name: string) => `person:${name}`;
const OTHERS = Array.from({ length: 10 }, (_, index) => `neighbour-${index + 1}`);

const profileOf = (name: string, address: string) =>
  aProfile({
    ...{ account: `cognito:${name}`, target: name, owner: personOf(name) },
    contacts: [{ id: 'work', kind: 'email', address, since: at(-30 * 86_400) }],
  });

/** The ten, and Jane again and again, recover their accounts through one hour; half of them are stopped after everything was given. */
async function anHour(mailBy: MailBy): Promise<SimulatedHour> {
  const hour = new SimulatedHour(OUT, mailBy);
  await hour.registers([profileOf('jane', OUT), ...OTHERS.map((name) => profileOf(name, `${name}@example.com`))]);
  const deeds = OTHERS.flatMap((name, index) => {
    const life = { from: index * 5, isGiven: index % 2 === 0 };
    const janes = { account: 'cognito:jane', recovery: `rec-jane-${index}`, owner: personOf('jane') };
    const theirs = { account: `cognito:${name}`, recovery: `rec-${name}`, owner: personOf(name) };
    return [...lifeOf(hour, janes, life), ...lifeOf(hour, theirs, life)];
  });
  for (let minute = 0; minute < 60; minute += 1) {
    for (const deed of deeds.filter((one) => one.minute === minute)) {
      const isTooEarly = mailBy === 'relay' && (await isBehind(deed.does));
      if (mailBy !== 'relay') await deed.does();
      // People come back a minute later while the relay is behind.
      if (isTooEarly) deed.minute += 1;
    }
    await hour.minute();
  }
  return hour;
}

/** Whether a deed comes before the stage that it belongs to. Throws for every other refusal. */
async function isBehind(does: () => Promise<void>): Promise<boolean> {
  try {
    await does();
    return false;
  } catch (error) {
    if (error instanceof Error && /wrong-status|plan-not-held|gone another way/.test(error.message)) return true;
    throw error;
  }
}

function lifeOf(
  hour: SimulatedHour,
  { owner, ...ref }: { readonly account: string; readonly recovery: string; readonly owner: string },
  { from, isGiven }: { readonly from: number; readonly isGiven: boolean },
) {
  const actor = aPersonActor(owner);
  const open = { minute: from, does: () => hour.opens(ref, actor) };
  if (!isGiven) return [open, { minute: from + 2, does: () => hour.stops(ref, actor, 'stop') }];
  return [
    open,
    { minute: from + 1, does: () => hour.proves(ref) },
    { minute: from + 2, does: () => hour.countersigns(ref) },
    { minute: from + 4, does: () => hour.stops(ref, actor, 'revocation') },
  ];
}

const counted = (delays: readonly Delay[]) =>
  Object.fromEntries(
    ['start', 'gate', 'stop', 'revocation'].map((effect) => [
      effect,
      delays.filter((one) => one.effect === effect).length,
    ]),
  );

describe('an hour of recoveries while the mail of one of the accounts is out', () => {
  it('delays no start, gate, stop or revocation by a second, of any account; each record is worked once', async () => {
    const hour = await anHour('notices');
    const [own, others] = [hour.delays.filter(isJanes), hour.delays.filter((one) => !isJanes(one))];
    const each = { start: 10, gate: 10, stop: 5, revocation: 5 };
    expect([counted(own), counted(others)]).toEqual([each, each]);
    expect(hour.pending).toEqual([]);
    expect(hour.delays.filter(({ seconds }) => seconds > 0)).toEqual([]);
    expect(hour.handed).toBe(hour.commits);
    expect([hour.world.again.waiting, hour.world.deadLetters.waiting]).toEqual([[], []]);
  });

  it('has all mail to the others sent at once and by one call each; what the silent mailbox owes waits in the queue', async () => {
    const { calls, world } = await anHour('notices');
    const owed = world.notices.waiting.length;
    expect(new Set(world.notices.waiting.map(({ stream }) => stream))).toEqual(new Set(['cognito:jane']));
    expect(world.delivery.sent.filter(({ to }) => to.address === OUT)).toEqual([]);
    for (const name of OTHERS) {
      const sent = world.delivery.sent.filter(({ to }) => to.address === `${name}@example.com`).length;
      expect(sent).toBeGreaterThan(1);
      expect(calls.get(`${name}@example.com`)).toBe(sent);
    }
    // Every six minutes, and no more often.
    expect(calls.get(OUT)).toBeLessThanOrEqual(owed * 10);
  });

  it('is an hour that a relay which sent the mail itself would not pass, neither for that account nor for the others', async () => {
    const hour = await anHour('relay');
    const late = hour.delays.filter(({ seconds }) => seconds > 0);
    expect(late.some((one) => !isJanes(one))).toBe(true);
    expect(late.some(isJanes) || hour.pending.length > 0).toBe(true);
    expect(hour.handed).toBeGreaterThan(hour.commits);
  });
});

const isJanes = ({ account }: Delay): boolean => account === 'cognito:jane';
