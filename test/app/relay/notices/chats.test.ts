import { beforeEach, describe, expect, it } from '@jest/globals';
import { SlackChat } from '../../../../lambdas/adapters/chat/slack.ts';
import { TeamsChat } from '../../../../lambdas/adapters/chat/teams.ts';
import { load } from '../../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../../lambdas/app/ledger/submit.ts';
import { ASKING_TEXTS } from '../../../../lambdas/app/messages/asking-texts.ts';
import { parseNotice } from '../../../../lambdas/app/relay/messages.ts';
import { deliverNotice } from '../../../../lambdas/app/relay/notices.ts';
import { relay } from '../../../../lambdas/app/relay/relay.ts';
import { step } from '../../../../lambdas/app/workflow/workflow-step.ts';
import type { Command, PersonActor } from '../../../../lambdas/core/recovery/state/commands.ts';
import { planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import { partsListed } from '../../../../lambdas/core/registry/person.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalSlack } from '../../../../local/chat/slack.ts';
import { LocalTeams } from '../../../../local/chat/teams.ts';
import { adoptPolicy } from '../../../support/adopt.ts';
import { present, REF } from '../../../support/execution-world.ts';
import { ACTORS, anEnvelope, anOpenRecovery, aPerson, aProfile, PEOPLE, subjectOf } from '../../../support/fixtures.ts';
import { caughtLog } from '../../../support/http.ts';
import { policyThat } from '../../../support/policies.ts';
import { CANARY_ADDRESSES, CONTACTS } from '../../../support/proving-world.ts';
import { register } from '../../../support/register.ts';
import { commitsOf, relayWorld } from '../../../support/relay-world.ts';

const TOKEN = 'xoxb-canary-7f3d-token-of-at-least-thirty-two-signs';
const mailOf = (person: string) => `${person.slice('person:'.length)}@example.com`;

let lines: readonly string[] = [];
beforeEach(() => {
  lines = caughtLog();
});

const DEMANDS = {
  both: { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] },
  /** Two demands of which each asks the channel of the first group. */
  twice: { all: [{ leaf: { group: 'identity' } }, { leaf: { groups: 1 } }] },
  manager: { leaf: { relation: 'manager' } },
};

type World = Awaited<ReturnType<typeof chatWorld>>;

/** Jane's account, a policy of two groups, people in both chats, and her recovery open. */
async function chatWorld(demanded: keyof typeof DEMANDS = 'both') {
  const world = relayWorld();
  const policy = policyThat({ approvals: DEMANDS[demanded] });
  const submitting = { ...world.submitting, policy: { current: async () => policy } };
  const now = () => Date.parse(world.surroundings.now());
  const slack = new LocalSlack(
    {
      ...{ team: 'T0', token: TOKEN, scopes: ['chat:write', 'users:read.email'] },
      channels: { CVERIFY: 'joined', CIDENT: 'joined', CSECUR: 'joined', CREVIEW: 'joined' },
      users: { UMGR: mailOf(PEOPLE.manager) },
    },
    now,
  );
  const teams = new LocalTeams();
  const webhook = teams.add('w1', { channel: 'identity', signature: 'canary-7f3d-signature', isOn: true });
  const clock = { now, sleep: async (ms: number) => world.surroundings.advance(ms / 1_000) };
  const channels = { verifier: 'CVERIFY', 'approver:identity': 'CIDENT', 'approver:security': 'CSECUR' };
  world.chats.push(
    {
      ...{ name: 'slack', audiences: Object.keys(channels), direct: true },
      chat: new SlackChat({
        token: async () => new Secret(TOKEN),
        workspace: 'T0',
        channels,
        send: slack.handle,
        ...clock,
      }),
    },
    {
      ...{ name: 'teams', audiences: ['approver:identity'], direct: false },
      chat: new TeamsChat({
        webhooks: async () => new Secret(JSON.stringify({ 'approver:identity': webhook })),
        ...{ audiences: ['approver:identity'], send: teams.handle, ...clock },
      }),
    },
  );
  await adoptPolicy(submitting);
  await register(submitting, { profile: aProfile({ contacts: CONTACTS, manager: PEOPLE.manager }) });
  for (const person of [PEOPLE.manager]) {
    const record = aPerson({ person, subjects: [subjectOf(`sub-${person}`)], addresses: [mailOf(person)] });
    await register(submitting, { person: record });
    await world.members.show(person, partsListed(record), 1);
  }
  await submit(submitting, anEnvelope(anOpenRecovery({ reason: 'canary-7f3d-reason' })));
  return { ...world, submitting, slack, teams };
}

const gives = async ({ submitting, surroundings }: World, actor: PersonActor, command: Command) => {
  surroundings.advance(60);
  const { refusal } = await submit(submitting, anEnvelope(command, { actor }));
  if (refusal !== null) throw new Error(refusal.code);
};
const assesses = async ({ submitting }: World) =>
  step(submitting, REF, { type: 'AssessRecovery', directoryTier: null });
const proves = (world: World) =>
  gives(world, ACTORS.verifier, {
    ...{ type: 'RecordProof', method: 'in-person', outcome: 'verified', reference: 'canary-7f3d-log' },
    seen: ['passport', 'employee-badge'],
  });
async function countersigns(world: World, actor: PersonActor) {
  const { recoveries } = await load(world.ledger, REF.account);
  const { id, plan, proofs } = present(recoveries[REF.recovery]);
  await gives(world, actor, { type: 'CountersignPlan', digest: planDigest(id, present(plan), proofs) });
}
const stops = (world: World) =>
  gives(world, ACTORS.jane, { type: 'StopRecovery', reason: 'canary-7f3d-stop', cause: 'withdrawn' });

/** Relays every commit of the account from this one on, and works the queue of notices until it is empty. */
async function relays(world: World, from = 1): Promise<void> {
  for (const commit of (await commitsOf(world.ledger, REF.account)).slice(from - 1))
    await relay(world.services, commit);
  await works(world);
}

async function works({ notices, services }: World): Promise<void> {
  for (let some = await notices.receive(360); some.length > 0; some = await notices.receive(360))
    for (const letter of some) {
      const isSent = await deliverNotice(services, parseNotice(letter.body)).then(
        () => true,
        () => false,
      );
      if (isSent) await notices.remove([letter]);
    }
}

const texts = ASKING_TEXTS.en;
const shown = ({ slack }: World) =>
  slack.messages.map(({ channel, text, thread }) => `${channel}${thread === null ? '' : ' answer'}: ${text}`);

describe('whoever a recovery waits for, in a chat', () => {
  it('reads in the channel of each audience what is asked: account, risk, time, link', async () => {
    const world = await chatWorld();
    await assesses(world);
    await proves(world);
    await relays(world);
    expect(shown(world).sort()).toEqual([
      `CIDENT: ${texts.subjects.countersignature}`,
      `CSECUR: ${texts.subjects.countersignature}`,
    ]);
    const [message] = world.slack.messages;
    const words = message?.blocks.map(({ text }) => text.text) ?? [];
    expect(words[1]).toBe('Account cognito:jane. Somebody asked to reset the password.');
    expect(words[2]).toMatch(/^Risk: \d+\. [A-Z]/);
    expect(words.join('\n')).toMatch(/There is time until 2026-11-\d\d \d\d:\d\d UTC\./);
    expect(words.at(-1)).toBe(`<https://recover.example.com/console#/recoveries/rec-1|${texts.console}>`);
    expect(world.teams.cardsIn('identity')).toHaveLength(1);
  });

  it('reads no secret, no contact, no name of a person and nothing that somebody has typed; nor does the log', async () => {
    const world = await chatWorld();
    await assesses(world);
    await relays(world);
    await proves(world);
    await stops(world);
    await relays(world, 2);
    const said = JSON.stringify([world.slack.messages, world.teams.runs, lines]);
    expect(world.slack.messages.length).toBeGreaterThan(0);
    expect(said).not.toMatch(/canary-7f3d|person:(?!manager)|#stop|stop-rec-1|https:\S*\/r\//);
    for (const address of [...CANARY_ADDRESSES, mailOf(PEOPLE.manager)]) expect(said).not.toContain(address);
  });

  it('reads one message, however often the commit comes', async () => {
    const world = await chatWorld();
    await assesses(world);
    for (const _ of [1, 2, 3]) await relays(world);
    expect(shown(world)).toEqual([`CVERIFY: ${texts.subjects.sighting}`]);
    world.sentNotices.marked.clear();
    await relays(world);
    expect(shown(world)).toHaveLength(1);
  });

  it('reads in the same message that somebody has done it, group by group', async () => {
    const world = await chatWorld();
    await assesses(world);
    await relays(world);
    await proves(world);
    await relays(world);
    expect(shown(world)).toContain(`CVERIFY: ${texts.doneSubject}`);
    await countersigns(world, ACTORS.identityApprover);
    await relays(world);
    expect(shown(world).sort()).toEqual([
      `CIDENT: ${texts.doneSubject}`,
      `CSECUR: ${texts.subjects.countersignature}`,
      `CVERIFY: ${texts.doneSubject}`,
    ]);
    await countersigns(world, ACTORS.securityApprover);
    await relays(world);
    expect(shown(world).filter((one) => !one.endsWith(texts.doneSubject))).toEqual([]);
    const links = world.slack.messages.flatMap(({ blocks }) => blocks.filter(({ text }) => text.type === 'mrkdwn'));
    expect(links).toEqual([]);
  });

  it('reads one message of two demands that ask the same channel, and that it is done when both are met', async () => {
    const world = await chatWorld('twice');
    await assesses(world);
    await proves(world);
    const asked = ['CIDENT', 'CSECUR'].map((channel) => `${channel}: ${texts.subjects.countersignature}`);
    for (const _ of [1, 2]) {
      await relays(world);
      expect(shown(world).sort()).toEqual(asked);
    }
    expect(world.teams.cardsIn('identity')).toHaveLength(1);
    await countersigns(world, ACTORS.identityApprover);
    await relays(world);
    expect(shown(world).sort()).toEqual(asked);
    await countersigns(world, ACTORS.securityApprover);
    await relays(world);
    expect(shown(world).sort()).toEqual(['CIDENT', 'CSECUR'].map((channel) => `${channel}: ${texts.doneSubject}`));
  });

  it('reads in the same message that it is not needed any more; in Teams in a second one, once', async () => {
    const world = await chatWorld();
    await assesses(world);
    await proves(world);
    await relays(world);
    await stops(world);
    for (const _ of [1, 2]) await relays(world);
    world.sentNotices.marked.clear();
    await relays(world);
    expect(shown(world).sort()).toEqual([`CIDENT: ${texts.withdrawnSubject}`, `CSECUR: ${texts.withdrawnSubject}`]);
    expect(world.teams.cardsIn('identity').map(({ body }) => body[0]?.inlines[0]?.text)).toEqual([
      texts.subjects.countersignature,
      texts.withdrawnSubject,
    ]);
  });

  it('is not asked for what was stopped before the message could be posted', async () => {
    const world = await chatWorld();
    await assesses(world);
    await proves(world);
    world.slack.outage = () => new Response(null, { status: 503 });
    world.teams.outage = world.slack.outage;
    await relays(world);
    await stops(world);
    await relays(world, 2);
    world.slack.outage = null;
    world.teams.outage = null;
    world.surroundings.advance(400);
    await works(world);
    expect([shown(world), world.teams.runs, world.notices.waiting]).toEqual([[], [], []]);
  });

  it('reads of a new plan in an answer that the channel sees, and the first message is true again', async () => {
    const world = await chatWorld();
    await assesses(world);
    await proves(world);
    await countersigns(world, ACTORS.identityApprover);
    await relays(world);
    await gives(world, ACTORS.jane, { type: 'ReviseRequest', requestedSeconds: 600, reason: 'less will do' });
    await assesses(world);
    await relays(world);
    const subject = texts.subjects.countersignature;
    expect(shown(world).filter((one) => one.startsWith('CIDENT'))).toEqual([
      `CIDENT: ${subject}`,
      `CIDENT answer: ${subject}`,
    ]);
    const leads = world.slack.messages
      .filter(({ channel }) => channel === 'CIDENT')
      .map(({ blocks }) => JSON.stringify(blocks));
    for (const one of leads) expect(one).toContain(texts.leads['asked-anew']);
  });

  it('is written to in person where an audience has no channel', async () => {
    const world = await chatWorld('manager');
    await assesses(world);
    await proves(world);
    await relays(world);
    expect(shown(world)).toContain(`DUMGR: ${texts.subjects.countersignature}`);
  });

  it('has the mail alone when the chat does not know them, and that wakes nobody', async () => {
    const world = await chatWorld('manager');
    world.slack.workspace = { ...world.slack.workspace, users: {} };
    await assesses(world);
    await proves(world);
    await relays(world);
    expect(shown(world).filter((one) => one.startsWith('D'))).toEqual([]);
    expect(world.delivery.sent.some(({ to }) => to.address === mailOf(PEOPLE.manager))).toBe(true);
    expect([world.notices.waiting, lines.filter((line) => line.includes('notice not sent'))]).toEqual([[], []]);
    expect(lines.some((line) => line.includes('not in the chat'))).toBe(true);
  });

  it('is told that a message was overtaken while it was posted', async () => {
    const world = await chatWorld();
    await assesses(world);
    await proves(world);
    let stopped: Promise<void> | undefined;
    const way = present(world.chats[0]);
    const chat = {
      post: async (...given: Parameters<typeof way.chat.post>) => {
        const place = await way.chat.post(...given);
        stopped ??= stops(world);
        await stopped;
        return place;
      },
      replace: (...given: Parameters<typeof way.chat.replace>) => way.chat.replace(...given),
    };
    world.chats.splice(0, 1, { ...way, chat });
    await relays(world);
    expect(shown(world).filter((one) => one.endsWith(texts.subjects.countersignature))).toEqual([]);
  });

  it('wakes people on duty when a channel is refused, and the others are told', async () => {
    const world = await chatWorld();
    world.slack.workspace = { ...world.slack.workspace, channels: { CSECUR: 'joined', CIDENT: 'archived' } };
    await assesses(world);
    await proves(world);
    await relays(world);
    expect(shown(world)).toEqual([`CSECUR: ${texts.subjects.countersignature}`]);
    expect(lines.some((line) => line.includes('notice not sent'))).toBe(true);
  });
});
