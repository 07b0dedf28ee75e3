import { beforeEach, describe, expect, it } from '@jest/globals';
import { SlackChat } from '../../../../lambdas/adapters/chat/slack.ts';
import { submit } from '../../../../lambdas/app/ledger/submit.ts';
import { ASKING_TEXTS } from '../../../../lambdas/app/messages/asking-texts.ts';
import { parseNotice } from '../../../../lambdas/app/relay/messages.ts';
import { deliverNotice } from '../../../../lambdas/app/relay/notices.ts';
import { relay } from '../../../../lambdas/app/relay/relay.ts';
import { step } from '../../../../lambdas/app/workflow/workflow-step.ts';
import type { Hours } from '../../../../lambdas/core/policy/hours.ts';
import { partsListed } from '../../../../lambdas/core/registry/person.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalSlack } from '../../../../local/chat/slack.ts';
import { adoptPolicy } from '../../../support/adopt.ts';
import {
  ACTORS,
  anEnvelope,
  anOpenRecovery,
  aPerson,
  aPersonActor,
  aProfile,
  PEOPLE,
  subjectOf,
} from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { policyThat } from '../../../support/policies.ts';
import { register } from '../../../support/register.ts';
import { commitsOf, relayWorld } from '../../../support/relay-world.ts';

beforeEach(() => {
  caughtLog();
});

const TOKEN = 'xoxb-7f3d-token-of-at-least-thirty-two-signs';
const MAIL = 'ida-identity@example.com';
const texts = ASKING_TEXTS.en;

/** An approver with a mailbox, a channel of approvers, and as many accounts. Their clock begins at 10:00 UTC of a Friday. */
async function stormWorld(
  count: number,
  { quietHours, approvalWindow = 28_800 }: { readonly quietHours?: Hours; readonly approvalWindow?: number } = {},
) {
  const world = relayWorld();
  const policy = policyThat({ approvalWindow });
  const submitting = { ...world.submitting, policy: { current: async () => policy } };
  const now = () => Date.parse(world.surroundings.now());
  const slack = new LocalSlack(
    { team: 'T0', token: TOKEN, scopes: ['chat:write'], users: {}, channels: { CIDENT: 'joined' } },
    now,
  );
  const sleep = async (ms: number) => world.surroundings.advance(ms / 1_000);
  const channels = { 'approver:identity': 'CIDENT' };
  world.chats.push({
    ...{ name: 'slack', audiences: Object.keys(channels), direct: false },
    chat: new SlackChat({
      token: async () => new Secret(TOKEN),
      workspace: 'T0',
      channels,
      send: slack.handle,
      now,
      sleep,
    }),
  });
  await adoptPolicy(submitting);
  const person = PEOPLE.identityApprover;
  const record = aPerson({ person, parts: ['approver:identity'], subjects: [subjectOf('sub-ida')], addresses: [MAIL] });
  await register(submitting, { person: record });
  await world.members.show(person, partsListed(record), 1);
  const refs = Array.from({ length: count }, (_, index) => ({
    account: `cognito:user-${index}`,
    recovery: `rec-${index}`,
  }));
  for (const { account } of refs) {
    const name = account.slice('cognito:'.length);
    await register(submitting, {
      profile: aProfile({ account, target: name, owner: `person:${name}`, contacts: [] }),
    });
  }
  return { ...world, submitting, services: { ...world.services, quietHours }, slack, refs };
}
type World = Awaited<ReturnType<typeof stormWorld>>;
type Ref = World['refs'][number];

/** Brings a recovery to where it waits for the approver, and puts the place of the commit onto the queue. */
async function asks({ submitting, services, ledger }: World, { account, recovery }: Ref): Promise<void> {
  const actor = aPersonActor(`person:${account.slice('cognito:'.length)}`);
  const about = { stream: account, recovery };
  const opened = await submit(submitting, anEnvelope(anOpenRecovery({ requester: actor.person }), { ...about, actor }));
  expect(opened.refusal).toBeNull();
  await step(submitting, { account, recovery }, { type: 'AssessRecovery', directoryTier: null });
  const proof = {
    ...({ type: 'RecordProof', method: 'in-person', outcome: 'verified', reference: 'log/1' } as const),
    seen: ['passport', 'employee-badge'],
  } as const;
  expect((await submit(submitting, anEnvelope(proof, { ...about, actor: ACTORS.verifier }))).refusal).toBeNull();
  for (const commit of await commitsOf(ledger, account)) await relay(services, commit);
}

async function stops({ submitting, services, ledger }: World, { account, recovery }: Ref): Promise<void> {
  const actor = aPersonActor(`person:${account.slice('cognito:'.length)}`);
  const stop = { type: 'StopRecovery', reason: 'not me', cause: 'withdrawn' } as const;
  const about = { stream: account, recovery, actor };
  expect((await submit(submitting, anEnvelope(stop, about))).refusal).toBeNull();
  const last = (await commitsOf(ledger, account)).at(-1);
  if (last !== undefined) await relay(services, last);
}

/** Minutes of the queue of notices. */
async function minutes({ notices, services, surroundings }: World, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    for (let some = await notices.receive(360); some.length > 0; some = await notices.receive(360))
      for (const letter of some) {
        const isSent = await deliverNotice(services, parseNotice(letter.body)).then(
          () => true,
          () => false,
        );
        if (isSent) await notices.remove([letter]);
      }
    surroundings.advance(60);
  }
}

const mails = ({ delivery }: World) =>
  delivery.sent.filter(({ to }) => to.address === MAIL).map(({ message }) => message);
const subjectsIn = (world: World) => mails(world).map(({ subject }) => subject);
const subject = texts.subjects.countersignature;
const many = (count: number) => texts.manySubject.replace('{count}', String(count));

describe('a storm of recoveries for one reader', () => {
  it('is three messages and then one that names the others, in the mail and in the channel', async () => {
    const world = await stormWorld(12);
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 1);
    expect(subjectsIn(world)).toEqual([subject, subject, subject]);
    await minutes(world, 8);
    expect(subjectsIn(world)).toEqual([subject, subject, subject, many(9)]);
    expect(world.slack.messages.map(({ text }) => text)).toEqual([subject, subject, subject, many(9)]);
    expect(world.notices.waiting).toEqual([]);
    const told = mails(world)
      .map(({ text }) => text.reveal())
      .join('\n');
    for (const { account, recovery } of world.refs)
      expect([told.includes(account), told.includes(recovery)]).toEqual([true, true]);
    expect(mails(world)[3]?.text.reveal()).toContain('https://recover.example.com/console');
  });

  it('names in it only what still waits', async () => {
    const world = await stormWorld(6);
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 1);
    const told = mails(world)
      .map(({ text }) => text.reveal())
      .join('\n');
    const [first, second] = world.refs.filter(({ account }) => !told.includes(account));
    if (first === undefined || second === undefined) throw new Error('nothing is held');
    await stops(world, first);
    await minutes(world, 8);
    const digest = mails(world)
      .find((one) => one.subject === many(2))
      ?.text.reveal();
    expect([digest?.includes(second.account), digest?.includes(first.account)]).toEqual([true, false]);
  });

  it('is one by one again for recoveries that come slowly', async () => {
    const world = await stormWorld(6);
    for (const ref of world.refs) {
      await asks(world, ref);
      await minutes(world, 4);
    }
    expect(subjectsIn(world)).toEqual(Array.from({ length: 6 }, () => subject));
  });

  it('loses nobody when the message for all cannot be sent at first', async () => {
    const world = await stormWorld(8);
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 1);
    world.slack.outage = () => new Response(null, { status: 503 });
    await minutes(world, 20);
    world.slack.outage = null;
    await minutes(world, 20);
    expect(world.slack.messages.map(({ text }) => text)).toEqual([subject, subject, subject, many(5)]);
    expect(world.notices.waiting).toEqual([]);
  });

  it('holds back none whose time ends within half an hour', async () => {
    const world = await stormWorld(6, { approvalWindow: 1_700 });
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 1);
    expect(subjectsIn(world)).toEqual(Array.from({ length: 6 }, () => subject));
  });
});

/** So many seconds later, half of the window of countersignatures is over. */
async function halfPasses(
  { submitting, services, ledger, surroundings }: World,
  ref: Ref,
  seconds = 14_400,
): Promise<void> {
  surroundings.advance(seconds);
  await step(submitting, ref, { type: 'ExpireStage' });
  const last = (await commitsOf(ledger, ref.account)).at(-1);
  expect(last?.commit.events).toEqual([{ type: 'StageHalfPassed', stage: 'approval' }]);
  if (last !== undefined) await relay(services, last);
}

const reminder = texts.reminderSubject.replace('{subject}', subject);

describe('a reminder', () => {
  it('comes once, when half of the time is over, in the mail and as an answer in the channel', async () => {
    const world = await stormWorld(1);
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 2);
    for (const ref of world.refs) await halfPasses(world, ref);
    await minutes(world, 10);
    expect(subjectsIn(world)).toEqual([subject, reminder]);
    expect(mails(world)[1]?.text.reveal()).toContain(texts.leads.reminder);
    expect(world.slack.messages.map(({ text }) => text)).toEqual([reminder, reminder]);
    expect(world.notices.waiting).toEqual([]);
  });

  it('is sent to nobody when the recovery has ended before it could be delivered', async () => {
    const world = await stormWorld(1);
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 2);
    for (const ref of world.refs) {
      await halfPasses(world, ref);
      await stops(world, ref);
    }
    await minutes(world, 10);
    expect(subjectsIn(world)).toEqual([subject, texts.withdrawnSubject]);
  });
});

describe('quiet hours', () => {
  /** 10:00 to 12:00 UTC: the fixed clock is in them. */
  const QUIET: Hours = { zone: 'UTC', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '12:00' }] };

  it('keep what can wait until they end, by no failed attempt', async () => {
    const world = await stormWorld(1, { quietHours: QUIET });
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 30);
    const soon = subjectsIn(world);
    await minutes(world, 240);
    expect([soon, subjectsIn(world)]).toEqual([[], [subject]]);
    expect(world.slack.messages.map(({ text }) => text)).toEqual([subject]);
  });

  it('remind nobody of what they have not heard of: they hear of it once', async () => {
    const allDay: Hours = { zone: 'UTC', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '22:00' }] };
    const world = await stormWorld(1, { quietHours: allDay, approvalWindow: 72_000 });
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 10);
    for (const ref of world.refs) await halfPasses(world, ref, 36_000);
    expect(subjectsIn(world)).toEqual([]);
    await minutes(world, 150);
    expect(subjectsIn(world)).toEqual([subject]);
    expect(world.notices.waiting).toEqual([]);
  });

  it('take nothing back of which nobody has heard', async () => {
    const world = await stormWorld(1, { quietHours: QUIET });
    for (const ref of world.refs) await asks(world, ref);
    await minutes(world, 10);
    for (const ref of world.refs) await stops(world, ref);
    await minutes(world, 300);
    expect([subjectsIn(world), world.slack.messages, world.notices.waiting]).toEqual([[], [], []]);
  });
});
