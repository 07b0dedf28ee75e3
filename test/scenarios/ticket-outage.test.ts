import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { JiraTickets } from '../../lambdas/adapters/tickets/jira.ts';
import type { TicketLineOptions } from '../../lambdas/adapters/tickets/line.ts';
import { ServiceNowTickets } from '../../lambdas/adapters/tickets/servicenow.ts';
import { ZendeskTickets } from '../../lambdas/adapters/tickets/zendesk.ts';
import { TICKET_TEXTS } from '../../lambdas/app/messages/ticket-texts.ts';
import { ticketNewsIn } from '../../lambdas/core/recovery/views/ticket-news.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { TICKET_VENDORS, type TicketVendor } from '../../lambdas/ports/tickets.ts';
import { DESK_ACCOUNT, type DeskAnswer } from '../../local/tickets/desk.ts';
import { LocalJira } from '../../local/tickets/jira.ts';
import { LocalServiceNow } from '../../local/tickets/servicenow.ts';
import { LocalZendesk } from '../../local/tickets/zendesk.ts';
import { aPerson, aPersonActor, aProfile, at } from '../support/fixtures.ts';
import { caughtLog } from '../support/http.ts';
import { register } from '../support/register.ts';
import { commitsOf } from '../support/relay-world.ts';
import { SimulatedHour } from '../support/simulated-hour.ts';

let lines: readonly string[] = [];
beforeEach(() => {
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const WORD = 'canary-2b7e-password-of-a-ticket-system';
const NAMES = ['ann', 'bob', 'carl', 'dora'];
const USERS = { jira: '5b10ac8d82e05b22cc7d4ef', zendesk: '2097839', servicenow: '6816f79cc0a8016401c5a33be04be44' };
const IDS = { jira: 'HELP-', zendesk: '3543', servicenow: 'INC001000' };
const HOSTS = { jira: 'acme.atlassian.net', zendesk: 'acme.zendesk.com', servicenow: 'acme.service-now.com' };

function systemOf(vendor: TicketVendor, clock: Pick<TicketLineOptions, 'now' | 'sleep'>) {
  const host = HOSTS[vendor];
  const options = (username: string, field: string, send: TicketLineOptions['send']): TicketLineOptions => ({
    ...{ host, field, ...(send && { send }), random: () => 0.5, ...clock },
    account: async () => ({ username, password: new Secret(WORD) }),
  });
  const { username } = DESK_ACCOUNT;
  if (vendor === 'jira') {
    const desk = new LocalJira(host, WORD);
    return { desk, tickets: new JiraTickets(options(username, LocalJira.field, desk.handle)) };
  }
  if (vendor === 'zendesk') {
    const desk = new LocalZendesk(host, WORD);
    return { desk, tickets: new ZendeskTickets(options(`${username}/token`, LocalZendesk.field, desk.handle)) };
  }
  const desk = new LocalServiceNow(host, WORD);
  return { desk, tickets: new ServiceNowTickets(options(username, LocalServiceNow.field, desk.handle)) };
}

/** More and more of a body, for as long as somebody reads it. */
const endless = (): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x20)),
  });

/** What a ticket system answers while it is out. */
const OUTAGES: readonly (readonly [string, () => DeskAnswer])[] = [
  ['503', () => new Response('<html>maintenance', { status: 503 })],
  [
    'silence',
    () => {
      throw new DOMException('signal timed out', 'TimeoutError');
    },
  ],
  ['an answer about nothing', () => Response.json({ key: 'HELP-999', ticket: { id: 1 }, result: [{}, {}] })],
  [
    'a redirect into a private network',
    () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } }),
  ],
];

/** What else one of them answers. */
const OWN: Readonly<Record<TicketVendor, readonly [string, () => DeskAnswer]>> = {
  jira: [
    'a token that has ended',
    () => Response.json({ errorMessages: ['Client must be authenticated.'], errors: {} }, { status: 401 }),
  ],
  zendesk: [
    'a body without an end',
    () => new Response(endless(), { headers: { 'content-type': 'application/json' } }),
  ],
  servicenow: [
    'the page of an instance that hibernates',
    () => new Response('<html>Instance Hibernating</html>', { headers: { 'content-type': 'text/html' } }),
  ],
};

/** Four people with a ticket each, in a system that does not answer as it should. */
async function aDesk(
  vendor: TicketVendor,
  { unread, outage }: { unread: 'risk' | 'wait'; outage: (() => DeskAnswer) | null },
) {
  const hour = new SimulatedHour('nobody@example.com', 'notices');
  const { surroundings, tickets: written, submitting } = hour.world;
  const now = () => Date.parse(surroundings.now());
  const { desk, tickets } = systemOf(vendor, { now, sleep: async (ms) => surroundings.advance(ms / 1_000) });
  written.set(vendor, tickets);
  hour.ticketing = { of: (source) => (source === vendor ? tickets : undefined), unread };
  await hour.registers(NAMES.map(profileOf));
  const lives = NAMES.map((name, index) => {
    const [user, id] = [`${USERS[vendor]}${index}`, `${IDS[vendor]}${index + 1}`];
    const ref = { account: `cognito:${name}`, recovery: `rec-${name}` };
    const opens = () => hour.opens(ref, aPersonActor(`person:${name}`), { source: vendor, id });
    return { name, id, user, opens, proves: () => hour.proves(ref), countersigns: () => hour.countersigns(ref) };
  });
  for (const { name, user, id } of lives) {
    await register(submitting, { person: personOf(name, `${vendor}:${user}`) });
    desk.add(id, { requester: user });
  }
  desk.outage = outage;
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) await hour.minute();
  };
  return { hour, desk, lives, pass };
}

/** An hour of recoveries: each is asked for, proved, countersigned and carried out. */
async function anHour(vendor: TicketVendor, outage: (() => DeskAnswer) | null) {
  const world = await aDesk(vendor, { unread: 'risk', outage });
  for (const { opens, proves, countersigns } of world.lives)
    for (const [does, minutes] of [
      [opens, 2],
      [proves, 3],
      [countersigns, 10],
    ] as const) {
      await does();
      await world.pass(minutes);
    }
  return world;
}

const profileOf = (name: string) =>
  aProfile({
    ...{ account: `cognito:${name}`, target: name, owner: `person:${name}` },
    contacts: [{ id: 'work', kind: 'email', address: `${name}@example.com`, since: at(-30 * 86_400) }],
  });

const personOf = (name: string, ticketUser: string) =>
  aPerson({
    ...{ person: `person:${name}`, name, parts: [], subjects: [`https://issuer.example|${name}`] },
    ...{ addresses: [`${name}@work.example`], ticketUsers: [ticketUser] },
  });

/** The commits of an account that its ticket is told of, with the moment of each. */
async function newsOf(hour: SimulatedHour, name: string) {
  const commits = await commitsOf(hour.world.ledger, `cognito:${name}`);
  return commits.flatMap(({ commit: { at: moment, events } }) => {
    const news = ticketNewsIn(events);
    return news === undefined ? [] : [{ news, at: moment }];
  });
}

/** What each ticket was told: every step once, with its time, in the order in which they happened, and in the field the newest. */
async function expectTold({ hour, desk, lives }: Awaited<ReturnType<typeof aDesk>>): Promise<void> {
  for (const { name, id } of lives) {
    const { comments = [], field } = desk.tickets.get(id) ?? {};
    const happened = await newsOf(hour, name);
    expect(happened.map(({ news }) => news)).toEqual(['opened', 'planned', 'approved', 'granted']);
    const told = happened.map(
      ({ news, at: moment }) => `${moment.slice(0, 16).replace('T', ' ')} UTC: ${TICKET_TEXTS.en.news[news]}`,
    );
    expect(comments.map(({ text }) => text.split('\n')[0])).toEqual(told);
    expect(field?.split(' ')[1]).toBe(happened.at(-1)?.at);
  }
  expect([hour.world.notices.waiting, hour.world.deadLetters.waiting]).toEqual([[], []]);
}

/** People on duty see which tickets were not told; whoever approves sees that the ticket was not read. */
async function expectSeen({ hour, lives }: Awaited<ReturnType<typeof aDesk>>): Promise<void> {
  const unsent = [...hour.world.unsentNotices.noted.values()].filter(({ audience }) => audience === 'ticket');
  expect([...new Set(unsent.map(({ stream }) => stream))].sort()).toEqual(lives.map(({ name }) => `cognito:${name}`));
  expect(unsent.every(({ again }) => again)).toBe(true);
  for (const { name } of lives) {
    const events = (await commitsOf(hour.world.ledger, `cognito:${name}`)).flatMap(({ commit }) => commit.events);
    const plans = events.flatMap((event) => (event.type === 'RecoveryAssessed' ? [event.plan] : []));
    expect(plans.at(0)?.risk.signals.map(({ name: signal }) => signal)).toContain('ticket-unread');
  }
  expect(lines.filter((line) => line.includes('ticket not read')).length).toBeGreaterThan(0);
}

describe.each(TICKET_VENDORS)('an hour in which %s does not answer as it should', (vendor) => {
  it.each([...OUTAGES, OWN[vendor]])(
    '(%s) delays no recovery, and every note comes afterwards, once, with its time and in order',
    async (_, outage) => {
      const world = await anHour(vendor, outage);
      const { hour, desk, lives, pass } = world;
      expect([hour.delays.filter(({ seconds }) => seconds > 0), hour.pending]).toEqual([[], []]);
      for (const { name } of lives) expect((await newsOf(hour, name)).at(-1)?.news).toBe('granted');
      expect([...desk.tickets.values()].flatMap(({ comments }) => comments)).toEqual([]);
      await expectSeen(world);
      desk.outage = null;
      await pass(30);
      await expectTold(world);
      expect(hour.world.unsentNotices.noted.size).toBe(0);
    },
  );

  it('makes no plan meanwhile where the policy of the deployment is to wait, and goes on afterwards', async () => {
    const world = await aDesk(vendor, { unread: 'wait', outage: OUTAGES[1]?.[1] ?? null });
    const { hour, desk, lives, pass } = world;
    for (const { opens } of lives) await opens();
    await pass(60);
    const eventsNow = async () =>
      (await Promise.all(lives.map(({ name }) => commitsOf(hour.world.ledger, `cognito:${name}`))))
        .flat()
        .flatMap(({ commit }) => commit.events.map(({ type }) => type))
        .filter((type) => type.startsWith('Recovery'));
    expect(await eventsNow()).toEqual(lives.map(() => 'RecoveryOpened'));
    desk.outage = null;
    await pass(10);
    for (const { proves } of lives) await proves();
    await pass(1);
    for (const { countersigns } of lives) await countersigns();
    await pass(20);
    await expectTold(world);
  });

  it('is an hour of notes at once where it does', async () => {
    await expectTold(await anHour(vendor, null));
  });
});
