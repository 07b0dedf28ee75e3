import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SlackChat } from '../../lambdas/adapters/chat/slack.ts';
import { TeamsChat } from '../../lambdas/adapters/chat/teams.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { LocalSlack } from '../../local/chat/slack.ts';
import { LocalTeams } from '../../local/chat/teams.ts';
import { aPersonActor, aProfile, at } from '../support/fixtures.ts';
import { caughtLog } from '../support/http.ts';
import { SimulatedHour } from '../support/simulated-hour.ts';

beforeEach(() => {
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const TOKEN = 'xoxb-7f3d-token-of-at-least-thirty-two-signs';
const CHANNELS = { verifier: 'CVERIFY', 'approver:identity': 'CIDENT' };
const NAMES = Array.from({ length: 8 }, (_, index) => `neighbour-${index + 1}`);
const personOf = (name: string) => `person:${name}`;

/** Both chats over one virtual clock. */
function chatsOf(hour: SimulatedHour) {
  const { surroundings, chats } = hour.world;
  const now = () => Date.parse(surroundings.now());
  const slack = new LocalSlack(
    { team: 'T0', token: TOKEN, scopes: ['chat:write'], users: {}, channels: { CVERIFY: 'joined', CIDENT: 'joined' } },
    now,
  );
  const teams = new LocalTeams();
  const address = teams.add('w1', { channel: 'approvers', signature: 's'.repeat(43), isOn: true });
  const clock = { now, sleep: async (ms: number) => surroundings.advance(ms / 1_000) };
  const audiences = ['approver:identity'];
  const [token, webhooks] = [new Secret(TOKEN), new Secret(JSON.stringify({ 'approver:identity': address }))];
  chats.push(
    {
      ...{ name: 'slack', audiences: Object.keys(CHANNELS), direct: false },
      chat: new SlackChat({
        token: async () => token,
        workspace: 'T0',
        channels: CHANNELS,
        send: slack.handle,
        ...clock,
      }),
    },
    {
      ...{ name: 'teams', audiences, direct: false },
      chat: new TeamsChat({ webhooks: async () => webhooks, audiences, send: teams.handle, ...clock }),
    },
  );
  return { slack, teams };
}

/** What a vendor answers while it is out. */
const OUTAGES: readonly (readonly [string, () => Response])[] = [
  ['503', () => new Response('<html>', { status: 503 })],
  [
    'a connection that breaks',
    () => {
      throw new Error('socket hang up');
    },
  ],
  ['a throttle of ten minutes', () => new Response(null, { status: 429, headers: { 'retry-after': '600' } })],
  ['`ok: false` with status 200', () => Response.json({ ok: false, error: 'internal_error' })],
];

type Outage = () => Response;
interface Outages {
  readonly slack: Outage | null;
  readonly teams: Outage | null;
}
const BOTH_WORK: Outages = { slack: null, teams: null };

/** The ways of its own in which each of them is out, while the other one works. */
const ALONE: readonly (readonly [keyof Outages, string, Outage])[] = [
  ['slack', 'has revoked the token', () => Response.json({ ok: false, error: 'token_revoked' })],
  ['slack', 'is down and says so with status 200', () => Response.json({ ok: false, error: 'service_unavailable' })],
  ['slack', 'answers with a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  [
    'slack',
    'throttles the workspace',
    () => Response.json({ ok: false, error: 'ratelimited' }, { status: 429, headers: { 'retry-after': '900' } }),
  ],
  [
    'teams',
    'has its workflow turned off',
    () => Response.json({ error: { code: 'WorkflowTriggerIsNotEnabled', message: 'x' } }, { status: 404 }),
  ],
  [
    'teams',
    'refuses the signature in the address',
    () => Response.json({ error: { code: 'DirectApiAuthorizationRequired', message: 'x' } }, { status: 401 }),
  ],
  ['teams', 'is out behind its gateway', () => new Response('<html>', { status: 502 })],
  ['teams', 'throttles without saying for how long', () => new Response(null, { status: 429 })],
];

/** An hour of recoveries: of each account one is asked for, proved, and of every second one countersigned and given back. */
async function anHour(outages: Outages) {
  const hour = new SimulatedHour('nobody@example.com', 'notices');
  const { slack, teams } = chatsOf(hour);
  const contacts = (name: string) => [
    { id: 'work', kind: 'email' as const, address: `${name}@example.com`, since: at(-30 * 86_400) },
  ];
  await hour.registers(
    NAMES.map((name) =>
      aProfile({ account: `cognito:${name}`, target: name, owner: personOf(name), contacts: contacts(name) }),
    ),
  );
  [slack.outage, teams.outage] = [outages.slack, outages.teams];
  const deeds = NAMES.flatMap((name, index) => {
    const ref = { account: `cognito:${name}`, recovery: `rec-${name}` };
    const actor = aPersonActor(personOf(name));
    const from = index * 6;
    return [
      { minute: from, does: () => hour.opens(ref, actor) },
      { minute: from + 2, does: () => hour.proves(ref) },
      ...(index % 2 === 0 ? [{ minute: from + 5, does: () => hour.countersigns(ref) }] : []),
    ];
  });
  const minutes = async (from: number, to: number) => {
    for (let minute = from; minute < to; minute += 1) {
      for (const { does } of deeds.filter((one) => one.minute === minute)) await does();
      await hour.minute();
    }
  };
  await minutes(0, 60);
  const during = { slack: slack.messages.length, teams: teams.runs.length };
  const listed = [...hour.world.unsentNotices.noted.values()].map(({ audience, again }) => ({ audience, again }));
  [slack.outage, teams.outage] = [null, null];
  await minutes(60, 90);
  return { hour, slack, teams, during, listed };
}

/** The accounts that messages name, each as often as they do. */
const accountsIn = (shown: unknown): readonly string[] =>
  [...JSON.stringify(shown).matchAll(/cognito:[a-z0-9-]+/g)].map(([account]) => account).sort();

/** The chats of which people on duty see messages that did not arrive, and come again by themselves. */
const chatsIn = (listed: Awaited<ReturnType<typeof anHour>>['listed']): readonly string[] =>
  [
    ...new Set(listed.flatMap(({ audience, again }) => (again ? (/^chat:([a-z]+)/.exec(audience)?.[1] ?? []) : []))),
  ].sort();

describe('an hour in which one chat', () => {
  it.each(ALONE)(
    '(%s) %s delays no recovery, no mail and not the other chat, and loses nothing',
    async (chat, _, outage) => {
      const { hour, slack, teams, during, listed } = await anHour({ ...BOTH_WORK, [chat]: outage });
      const [verifiers, approvers] = [NAMES.length, NAMES.length];
      expect(during).toEqual(
        chat === 'slack' ? { slack: 0, teams: approvers } : { slack: verifiers + approvers, teams: 0 },
      );
      expect(hour.delays.filter(({ seconds }) => seconds > 0)).toEqual([]);
      expect([hour.pending, hour.handed - hour.commits]).toEqual([[], 0]);
      for (const one of NAMES) expect(hour.calls.get(`${one}@example.com`)).toBeGreaterThan(0);
      const waiting = NAMES.filter((_name, index) => index % 2 === 1).map((one) => `cognito:${one}`);
      const told = chat === 'slack' ? slack.messages.map(({ blocks }) => blocks) : teams.cardsIn('approvers');
      expect(accountsIn(told)).toEqual(waiting);
      expect([hour.world.notices.waiting, hour.world.deadLetters.waiting]).toEqual([[], []]);
      expect(chatsIn(listed)).toEqual([chat]);
      expect(hour.world.unsentNotices.noted.size).toBe(0);
    },
  );
});

describe('an hour in which neither chat takes a message', () => {
  it.each(OUTAGES)(
    '(%s) delays no start, gate or mail, and loses nothing that is still asked for',
    async (name, outage) => {
      // Of an answer with status 200, Teams knows no refusal.
      const isTeams = name !== OUTAGES[3]?.[0];
      const { hour, slack, teams, during, listed } = await anHour({ slack: outage, teams: outage });
      expect(isTeams ? during : { ...during, teams: 0 }).toEqual({ slack: 0, teams: 0 });
      expect(hour.delays.filter(({ seconds }) => seconds > 0)).toEqual([]);
      expect([hour.pending, hour.handed - hour.commits]).toEqual([[], 0]);
      for (const one of NAMES) expect(hour.calls.get(`${one}@example.com`)).toBeGreaterThan(0);
      const waiting = NAMES.filter((_, index) => index % 2 === 1).map((one) => `cognito:${one}`);
      // What waited together is told together. Whoever has been seen is not asked for any more.
      expect(accountsIn(slack.messages.map(({ blocks }) => blocks))).toEqual(waiting);
      if (isTeams) expect(accountsIn(teams.cardsIn('approvers'))).toEqual(waiting);
      expect([hour.world.notices.waiting, hour.world.deadLetters.waiting]).toEqual([[], []]);
      expect(chatsIn(listed)).toEqual(isTeams ? ['slack', 'teams'] : ['slack']);
      expect(hour.world.unsentNotices.noted.size).toBe(0);
    },
  );

  it('is an hour of messages at once where the chats take them', async () => {
    const { hour, slack, teams } = await anHour(BOTH_WORK);
    expect(slack.messages.filter(({ channel }) => channel === 'CVERIFY')).toHaveLength(NAMES.length);
    expect(slack.messages.filter(({ channel }) => channel === 'CIDENT')).toHaveLength(NAMES.length);
    expect(teams.cardsIn('approvers')).toHaveLength(NAMES.length);
    expect(hour.delays.filter(({ seconds }) => seconds > 0)).toEqual([]);
  });
});
