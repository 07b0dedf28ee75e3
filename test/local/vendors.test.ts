import { describe, expect, it } from '@jest/globals';
import { SlackChat } from '../../lambdas/adapters/chat/slack.ts';
import { TeamsChat } from '../../lambdas/adapters/chat/teams.ts';
import type { Send } from '../../lambdas/adapters/https/vendor-http.ts';
import { JiraTickets } from '../../lambdas/adapters/tickets/jira.ts';
import { ServiceNowTickets } from '../../lambdas/adapters/tickets/servicenow.ts';
import { ZendeskTickets } from '../../lambdas/adapters/tickets/zendesk.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import type { TicketHealth, Tickets } from '../../lambdas/ports/tickets.ts';
import { LocalSlack } from '../../local/chat/slack.ts';
import { LocalTeams } from '../../local/chat/teams.ts';
import { DESK_ACCOUNT, type LocalDesk } from '../../local/tickets/desk.ts';
import { LocalJira } from '../../local/tickets/jira.ts';
import { LocalServiceNow } from '../../local/tickets/servicenow.ts';
import { LocalZendesk } from '../../local/tickets/zendesk.ts';
import { A_MESSAGE } from '../contracts/chat.ts';
import { A_NOTE } from '../contracts/tickets.ts';
import { EXAMPLES } from '../contracts/vendors/examples.ts';
import { JIRA } from '../contracts/vendors/jira.ts';
import { flawsOfAnswer, flawsOfRequest, type PublishedApi, Watch } from '../contracts/vendors/published.ts';
import { SERVICENOW } from '../contracts/vendors/servicenow.ts';
import { SLACK } from '../contracts/vendors/slack.ts';
import { TEAMS } from '../contracts/vendors/teams.ts';
import { ZENDESK } from '../contracts/vendors/zendesk.ts';

/** The stand-ins of the vendors hold the vendors' published shapes, and so do the adapters. */

const WORD = 'xoxb-7f3d-a-word-of-at-least-thirty-two-signs';

function slack() {
  const [channels, clock] = [
    { CIN: 'joined', COUT: 'not-joined', COLD: 'archived' } as const,
    { ms: 1_795_000_000_000 },
  ];
  const scopes = ['chat:write', 'users:read.email'];
  const workspace = { team: 'T0', token: WORD, scopes, channels, users: { U0MARIA: 'maria@example.com' } };
  return { slack: new LocalSlack(workspace, () => clock.ms), clock };
}

const desks = {
  jira: () => new LocalJira('acme.atlassian.net', WORD),
  zendesk: () => new LocalZendesk('acme.zendesk.com', WORD),
  servicenow: () => new LocalServiceNow('acme.service-now.com', WORD),
};

/** A request as somebody else could send it. */
interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly word?: string | null;
}

/** Sends it, and holds the answer against the published shapes. */
async function answered(api: PublishedApi, vendor: Send, url: URL, request: RequestInit) {
  const answer = await vendor(url, { redirect: 'manual', ...request });
  const flaws = await flawsOfAnswer(api, url, request, answer.clone());
  const text = await answer.text();
  return { flaws, status: answer.status, text, answer };
}

describe('what Slack refuses, its stand-in refuses in the published shape', () => {
  const calls = (name: string, { method = 'POST', body = {}, type = 'application/json', word = WORD }: Sent) => {
    const headers = { 'content-type': type, ...(word === null ? {} : { authorization: `Bearer ${word}` }) };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return answered(SLACK, slack().slack.handle, new URL(`https://slack.com/api/${name}`), {
      ...{ method, headers, body: text },
    });
  };
  const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } });
  it.each<[string, string, Sent]>([
    ['not_authed', 'chat.postMessage', { word: null, body: { channel: 'CIN', text: 'x' } }],
    ['invalid_auth', 'chat.postMessage', { word: 'xoxb-another', body: { channel: 'CIN', text: 'x' } }],
    ['invalid_json', 'chat.postMessage', { body: '{' }],
    ['no_text', 'chat.postMessage', { body: { channel: 'CIN' } }],
    ['msg_too_long', 'chat.postMessage', { body: { channel: 'CIN', text: 'x'.repeat(40_001) } }],
    ['channel_not_found', 'chat.postMessage', { body: { channel: 'CNO', text: 'x' } }],
    ['not_in_channel', 'chat.postMessage', { body: { channel: 'COUT', text: 'x' } }],
    ['is_archived', 'chat.postMessage', { body: { channel: 'COLD', text: 'x' } }],
    ['invalid_blocks', 'chat.postMessage', { body: { channel: 'CIN', blocks: [header('x'.repeat(151))] } }],
    ['invalid_blocks', 'chat.postMessage', { body: { channel: 'CIN', blocks: [{ type: 'actions', elements: [] }] } }],
    ['message_not_found', 'chat.update', { body: { channel: 'CIN', ts: '1795000000.000009', text: 'x' } }],
    [
      'users_not_found',
      'users.lookupByEmail',
      { type: 'application/x-www-form-urlencoded', body: 'email=nobody%40example.com' },
    ],
  ])('%s of `%s`', async (error, name, sent) => {
    const { flaws, status, text } = await calls(name, sent);
    expect({ flaws, status, said: JSON.parse(text) }).toEqual({ flaws: [], status: 200, said: { ok: false, error } });
  });

  it('more than one message a second in a channel, with `Retry-After`; not in another one, and not a second later', async () => {
    const { slack: local, clock } = slack();
    const posts = (channel: string) =>
      answered(SLACK, local.handle, new URL('https://slack.com/api/chat.postMessage'), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${WORD}` },
        body: JSON.stringify({ channel, text: 'x' }),
      });
    const all = [await posts('CIN'), await posts('CIN'), await posts('U0MARIA')];
    clock.ms += 1_000;
    all.push(await posts('CIN'));
    expect(all.map(({ status }) => status)).toEqual([200, 429, 200, 200]);
    expect(all[1]?.answer.headers.get('retry-after')).toBe('1');
    expect(all.flatMap(({ flaws }) => flaws)).toEqual([]);
  });
});

describe('what Power Automate refuses, its stand-in refuses in the published shape', () => {
  const world = () => {
    const [local, workflow] = [new LocalTeams(), { channel: 'c', signature: 'right', isOn: true }];
    return { local, workflow, url: new URL(local.add('w1', workflow)) };
  };
  it.each<[number, string, (made: ReturnType<typeof world>) => void, string]>([
    [401, 'another signature', ({ url }) => url.searchParams.set('sig', 'wrong'), '{}'],
    [404, 'a workflow that is turned off', ({ workflow }) => Object.assign(workflow, { isOn: false }), '{}'],
    [
      404,
      'a workflow that is gone',
      ({ url }) => Object.assign(url, { pathname: url.pathname.replace('w1', 'w2') }),
      '{}',
    ],
    [400, 'a body that is no JSON', () => undefined, '{'],
  ])('%d: %s', async (status, _, changes, body) => {
    const made = world();
    changes(made);
    const headers = { 'content-type': 'application/json' };
    const found = await answered(TEAMS, made.local.handle, made.url, { method: 'POST', headers, body });
    expect({ flaws: found.flaws, status: found.status }).toEqual({ flaws: [], status });
    expect(made.local.runs).toEqual([]);
  });

  it('accepts a card that is too large, as nothing tells it yet, and fails afterwards', async () => {
    const { local, url } = world();
    const inlines = [{ type: 'TextRun', text: 'x'.repeat(28_000) }];
    const content = {
      ...{ $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4' },
      body: [{ type: 'RichTextBlock', inlines }],
    };
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const body = JSON.stringify({ type: 'message', attachments: [{ contentType, contentUrl: null, content }] });
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const request = { method: 'POST', headers, body, redirect: 'manual' } as const;
    expect(flawsOfRequest(TEAMS, url, request)).toEqual(['invoke a workflow/: above 28 KB']);
    expect(await answered(TEAMS, local.handle, url, request)).toMatchObject({ flaws: [], status: 202, text: '' });
    expect(local.runs).toMatchObject([{ card: null, failed: 'RequestEntityTooLarge' }]);
  });
});

describe('what a ticket system refuses, its stand-in refuses in the published shape', () => {
  const adf = (content: unknown) => ({ body: { type: 'doc', version: 1, content } });
  const paragraph = (node: unknown) => adf([{ type: 'paragraph', content: [node] }]);
  const onField = (value: string, field: string = LocalJira.field) => ({ fields: { [field]: value } });
  const comment = (over: object) => ({ ticket: { comment: { body: 'x', public: false, ...over } } });
  const [issue, ticket] = ['/rest/api/3/issue/HELP-1', '/api/v2/tickets/35436.json'];
  const incident = '/api/now/table/incident/0123456789abcdef0123456789abcdef';
  type Row = readonly [PublishedApi, () => LocalDesk, string, number, string, Sent];
  const ROWS: readonly Row[] = [
    [JIRA, desks.jira, 'another word', 401, issue, { word: 'another' }],
    [JIRA, desks.jira, 'a word for nobody', 401, issue, { word: null }],
    [JIRA, desks.jira, 'an issue that is not there', 404, '/rest/api/3/issue/HELP-2', {}],
    [JIRA, desks.jira, 'a comment on it', 404, '/rest/api/3/issue/HELP-2/comment', { method: 'POST', body: {} }],
    [JIRA, desks.jira, 'a comment of plain text', 400, `${issue}/comment`, { method: 'POST', body: { body: 'x' } }],
    [
      JIRA,
      desks.jira,
      'an empty text',
      400,
      `${issue}/comment`,
      { method: 'POST', body: paragraph({ type: 'text', text: '' }) },
    ],
    [
      JIRA,
      desks.jira,
      'a node of no name',
      400,
      `${issue}/comment`,
      { method: 'POST', body: paragraph({ type: 'script' }) },
    ],
    [JIRA, desks.jira, 'an empty document', 400, `${issue}/comment`, { method: 'POST', body: adf([]) }],
    [JIRA, desks.jira, 'a field on no screen', 400, issue, { method: 'PUT', body: onField('x', 'customfield_1') }],
    [JIRA, desks.jira, 'a text of 256 signs', 400, issue, { method: 'PUT', body: onField('x'.repeat(256)) }],
    [JIRA, desks.jira, 'a form', 415, issue, { method: 'PUT', type: 'text/plain', body: {} }],
    [ZENDESK, desks.zendesk, 'another word', 401, ticket, { word: 'another' }],
    [ZENDESK, desks.zendesk, 'a ticket that is not there', 404, '/api/v2/tickets/1.json', {}],
    [ZENDESK, desks.zendesk, 'an update of it', 404, '/api/v2/tickets/1.json', { method: 'PUT', body: comment({}) }],
    [ZENDESK, desks.zendesk, 'an empty comment', 422, ticket, { method: 'PUT', body: comment({ body: '' }) }],
    [ZENDESK, desks.zendesk, 'a body in capitals', 422, ticket, { method: 'PUT', body: comment({ Body: 'x' }) }],
    [ZENDESK, desks.zendesk, 'a form', 415, ticket, { method: 'PUT', type: 'text/plain', body: {} }],
    [SERVICENOW, desks.servicenow, 'another word', 401, '/api/now/table/incident?sysparm_limit=1', { word: 'another' }],
    [SERVICENOW, desks.servicenow, 'a record that is not there', 404, incident, { method: 'PATCH', body: {} }],
    [SERVICENOW, desks.servicenow, 'a form', 415, incident, { method: 'PATCH', type: 'text/plain', body: {} }],
  ];
  const named = ROWS.map((row) => [`${row[0].vendor} ${row[3]}: ${row[2]}`, row] as const);
  it.each(named)('%s', async (_, [api, make, , status, path, sentAs]) => {
    const { method = 'GET', body, type = 'application/json', word = WORD } = sentAs;
    const desk = make();
    for (const id of ['HELP-1', '35436']) desk.add(id);
    const username = api === ZENDESK ? `${DESK_ACCOUNT.username}/token` : DESK_ACCOUNT.username;
    const basic = `Basic ${Buffer.from(`${username}:${word}`).toString('base64')}`;
    const host = { Jira: 'acme.atlassian.net', Zendesk: 'acme.zendesk.com' }[api.vendor] ?? 'acme.service-now.com';
    const headers = {
      ...(word === null ? {} : { authorization: basic }),
      ...(body === undefined ? {} : { 'content-type': type }),
    };
    const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const found = await answered(api, desk.handle, new URL(`https://${host}${path}`), sent);
    expect({ flaws: found.flaws, status: found.status }).toEqual({ flaws: [], status });
    expect(desk.changes).toEqual([]);
  });

  it('Zendesk 422: an update of a closed ticket', async () => {
    const desk = desks.zendesk();
    desk.add('35436', { status: 'closed' });
    const word = Buffer.from(`${DESK_ACCOUNT.username}/token:${WORD}`).toString('base64');
    const headers = { authorization: `Basic ${word}`, 'content-type': 'application/json' };
    const request = { method: 'PUT', headers, body: JSON.stringify(comment({})) };
    const found = await answered(ZENDESK, desk.handle, new URL(`https://acme.zendesk.com${ticket}`), request);
    expect(found).toMatchObject({ flaws: [], status: 422 });
  });
});

const namesIn = (watch: Watch): readonly string[] =>
  [...new Set([...watch.seen].map((one) => one.replace(/ \d+$/, '')))].sort();

describe('an adapter makes every published call, and none besides', () => {
  it('of Slack', async () => {
    const { slack: local, clock } = slack();
    const watch = new Watch(SLACK, local.handle);
    const chat = new SlackChat({
      ...{ token: async () => new Secret(WORD), workspace: 'T0', channels: { verifier: 'CIN' }, send: watch.send },
      now: () => clock.ms,
      sleep: async (milliseconds) => {
        clock.ms += milliseconds;
      },
    });
    const place = await chat.post({ audience: 'verifier' }, A_MESSAGE);
    await chat.post({ audience: 'verifier' }, A_MESSAGE, place);
    await chat.replace(place, { ...A_MESSAGE, link: null });
    await chat.post({ mailbox: 'maria@example.com' }, A_MESSAGE);
    expect(await chat.flaw()).toBeNull();
    expect([watch.flaws, namesIn(watch)]).toEqual([[], Object.keys(SLACK.calls).sort()]);
    expect(watch.seen).toContain('chat.postMessage 429');
  });

  it('of Teams', async () => {
    const local = new LocalTeams();
    const watch = new Watch(TEAMS, local.handle);
    const address = local.add('w1', { channel: 'c', signature: 'right', isOn: true });
    const webhooks = async () => new Secret(JSON.stringify({ verifier: address }));
    await new TeamsChat({ webhooks, audiences: ['verifier'], send: watch.send }).post(
      { audience: 'verifier' },
      A_MESSAGE,
    );
    expect([watch.flaws, [...watch.seen]]).toEqual([[], ['invoke a workflow 202']]);
  });

  const account = (username: string) => async () => ({ username, password: new Secret(WORD) });
  const { username } = DESK_ACCOUNT;
  type Made = (send: Send) => Tickets & TicketHealth;
  it.each<[string, PublishedApi, LocalDesk, Made, string]>([
    [
      ...(['of Jira', JIRA, desks.jira()] as const),
      (send) =>
        new JiraTickets({ host: 'acme.atlassian.net', field: LocalJira.field, send, account: account(username) }),
      'HELP-1',
    ],
    [
      ...(['of Zendesk', ZENDESK, desks.zendesk()] as const),
      (send) =>
        new ZendeskTickets({
          host: 'acme.zendesk.com',
          field: LocalZendesk.field,
          send,
          account: account(`${username}/token`),
        }),
      '35436',
    ],
    [
      ...(['of ServiceNow', SERVICENOW, desks.servicenow()] as const),
      (send) =>
        new ServiceNowTickets({
          host: 'acme.service-now.com',
          field: LocalServiceNow.field,
          send,
          account: account(username),
        }),
      'INC0010001',
    ],
  ])('%s', async (_, api, desk, make, id) => {
    const watch = new Watch(api, desk.handle);
    desk.add(id, { marks: ['vip'] });
    if (desk instanceof LocalJira) desk.move(id, 'IT-7');
    const tickets = make(watch.send);
    expect(await tickets.read(id)).toMatchObject({ isOpen: true });
    for (let times = 0; times < 2; times += 1) expect(await tickets.write(id, A_NOTE)).toBe('written');
    expect(await tickets.flaw()).toBeNull();
    expect([watch.flaws, namesIn(watch)]).toEqual([[], Object.keys(api.calls).sort()]);
  });

  it.each(EXAMPLES)('reads what the vendor’s own reference shows: %s', async (_, { api, answers, reads, expected }) => {
    const flaws: string[] = [];
    const send: Send = async (url, request) => {
      const found = answers[url.pathname];
      const answer = found === undefined ? new Response(null, { status: 404 }) : Response.json(found);
      flaws.push(...flawsOfRequest(api, url, request), ...(await flawsOfAnswer(api, url, request, answer.clone())));
      return answer;
    };
    expect(await reads(send)).toEqual(expected);
    expect(flaws).toEqual([]);
  });
});

describe('a watch finds what is not published', () => {
  const url = new URL('https://slack.com/api/chat.update');
  const headers = { accept: 'application/json', authorization: 'Bearer xoxb-1', 'content-type': 'application/json' };
  const good = { channel: 'CIN', ts: '1795000000.000001', text: 'x' };
  const request = { method: 'POST', redirect: 'manual', headers, body: JSON.stringify(good) } as const;
  it('in a request', () => {
    expect(flawsOfRequest(SLACK, url, request)).toEqual([]);
    const bad: readonly (readonly [URL, RequestInit])[] = [
      [new URL('https://slack.com.evil.example/api/chat.update'), request],
      [new URL('https://slack.com/api/chat.delete'), request],
      [new URL(`${url.href}?token=xoxb-1`), request],
      [url, { ...request, method: 'GET' }],
      [url, { ...request, redirect: 'follow' }],
      [url, { ...request, headers: { ...headers, authorization: 'Basic x' } }],
      [url, { ...request, headers: { ...headers, 'content-type': 'text/plain' } }],
      [url, { ...request, body: JSON.stringify({ ...good, mrkdwn: false }) }],
      [url, { ...request, body: JSON.stringify({ ...good, ts: '1' }) }],
    ];
    for (const [place, sent] of bad) expect(flawsOfRequest(SLACK, place, sent).length).toBeGreaterThan(0);
  });

  it('in an answer', async () => {
    const bad: readonly Response[] = [
      Response.json({ ok: true }),
      Response.json({ ok: false, error: 'none_of_theirs' }),
      Response.json({ ok: false, error: 'ratelimited' }, { status: 429 }),
      new Response('{"ok":false,"error":"no_text"}', { headers: { 'content-type': 'text/html' } }),
      new Response(null, { status: 418 }),
    ];
    for (const answer of bad) expect((await flawsOfAnswer(SLACK, url, request, answer)).length).toBeGreaterThan(0);
  });
});
