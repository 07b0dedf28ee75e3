import { describe, expect, it } from '@jest/globals';
import { JiraTickets } from '../../lambdas/adapters/tickets/jira.ts';
import { isSiteOf, type TicketLineOptions } from '../../lambdas/adapters/tickets/line.ts';
import { ServiceNowTickets } from '../../lambdas/adapters/tickets/servicenow.ts';
import { ZendeskTickets } from '../../lambdas/adapters/tickets/zendesk.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { DESK_ACCOUNT, type LocalDesk } from '../../local/tickets/desk.ts';
import { LocalJira } from '../../local/tickets/jira.ts';
import { LocalServiceNow } from '../../local/tickets/servicenow.ts';
import { LocalZendesk } from '../../local/tickets/zendesk.ts';
import { A_NOTE, DESK_CANARY, ticketsContract } from '../contracts/tickets.ts';
import { JIRA } from '../contracts/vendors/jira.ts';
import { Watch } from '../contracts/vendors/published.ts';
import { SERVICENOW } from '../contracts/vendors/servicenow.ts';
import { ZENDESK } from '../contracts/vendors/zendesk.ts';

const HOSTS = { jira: 'acme.atlassian.net', zendesk: 'acme.zendesk.com', servicenow: 'acme.service-now.com' };

const APIS = { [HOSTS.jira]: JIRA, [HOSTS.zendesk]: ZENDESK, [HOSTS.servicenow]: SERVICENOW };

function world(host: string, field: string | null, desk: LocalDesk, username: string = DESK_ACCOUNT.username) {
  const clock = { ms: Date.parse('2026-11-20T08:00:00Z') };
  const watch = new Watch(APIS[host] ?? JIRA, desk.handle, () => desk.outage === null && !desk.losesAnswer);
  const options: TicketLineOptions = {
    ...{ host, field: field ?? undefined, send: watch.send, now: () => clock.ms, random: () => 0.5 },
    account: async () => ({ username, password: new Secret(DESK_CANARY) }),
    sleep: async (milliseconds) => {
      clock.ms += milliseconds;
    },
  };
  const advance = (seconds: number) => {
    clock.ms += seconds * 1_000;
  };
  return { options, advance, desk, watch };
}

const jira = (field: string | null = LocalJira.field) => {
  const desk = new LocalJira(HOSTS.jira, DESK_CANARY);
  const { options, advance, watch } = world(HOSTS.jira, field, desk);
  return { tickets: new JiraTickets(options), desk, advance, watch };
};
const zendesk = (field: string | null = LocalZendesk.field) => {
  const desk = new LocalZendesk(HOSTS.zendesk, DESK_CANARY);
  const { options, advance, watch } = world(HOSTS.zendesk, field, desk, `${DESK_ACCOUNT.username}/token`);
  return { tickets: new ZendeskTickets(options), desk, advance, watch };
};
const servicenow = (field: string | null = LocalServiceNow.field) => {
  const desk = new LocalServiceNow(HOSTS.servicenow, DESK_CANARY);
  const { options, advance, watch } = world(HOSTS.servicenow, field, desk);
  return { tickets: new ServiceNowTickets(options), desk, advance, watch };
};

ticketsContract('Jira', () => ({
  ...jira(),
  ...{ id: 'HELP-20002', unknown: 'HELP-1', requester: '5b10ac8d82e05b22cc7d4ef5' },
  another: () => Response.json({ id: '1', key: 'HELP-2', fields: { status: { statusCategory: { key: 'new' } } } }),
}));

ticketsContract('Zendesk', () => ({
  ...zendesk(),
  ...{ id: '35436', unknown: '1', requester: '20978392' },
  another: () => Response.json({ ticket: { id: 35_437, status: 'open', requester_id: 20_978_392, tags: [] } }),
}));

ticketsContract('ServiceNow', () => ({
  ...servicenow(),
  ...{ id: 'INC0010001', unknown: 'INC0000001', requester: '6816f79cc0a8016401c5a33be04be441' },
  another: () =>
    Response.json({
      result: [{ sys_id: { value: '0'.repeat(32) }, number: { value: 'INC0010002' }, active: { value: 'true' } }],
    }),
}));

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('ticket systems', () => {
  it.each([jira, zendesk, servicenow])('write the comment alone where no field is named', async (make) => {
    const { tickets, desk } = make(null);
    const ids = { [HOSTS.jira]: 'HELP-1', [HOSTS.zendesk]: '35436', [HOSTS.servicenow]: 'INC0010001' };
    for (const id of Object.values(ids)) desk.add(id);
    const results = await Promise.all(Object.values(ids).map((id) => tickets.write(id, A_NOTE)));
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
    expect([...desk.tickets.values()].map(({ field }) => field)).toEqual([null, null, null]);
  });

  const ELSEWHERE = [
    ...['169.254.169.254', 'localhost', 'atlassian.net', 'acme.atlassian.net.evil.example', 'acme.atlassian.net:8443'],
    ...['acme.atlassian.net.127.0.0.1.nip.io', '10.0.0.1', '169.254.169.254.nip.io', 'metadata.google.internal'],
    ...['user@acme.atlassian.net', 'evil.example/acme.atlassian.net', 'a.b.atlassian.net', '', '[::1]'],
  ];
  it.each(ELSEWHERE)('have no host outside the vendor’s domain: %j', (host) => {
    const { options } = world(host, null, new LocalJira(HOSTS.jira, DESK_CANARY));
    expect(isSiteOf(host, 'atlassian.net')).toBe(false);
    expect(() => new JiraTickets(options)).toThrow('is no host of');
    expect(() => new ZendeskTickets(options)).toThrow('is no host of');
    expect(() => new ServiceNowTickets(options)).toThrow('is no host of');
  });

  it.each([
    ['Zendesk', zendesk, '35436'],
    ['ServiceNow', servicenow, 'INC0010001'],
  ] as const)('leave a ticket that %s has locked', async (_, make, id) => {
    const { tickets, desk } = make();
    desk.add(id, { status: 'closed' });
    expect(await tickets.write(id, A_NOTE)).toBe('locked');
    expect(desk.changes).toEqual([]);
  });

  it('say so when a field is not taken, and do not repeat the comment', async () => {
    const { tickets, desk } = servicenow();
    desk.passesFieldOver = true;
    const ticket = desk.add('INC0010001');
    for (let times = 0; times < 2; times += 1)
      expect(await failure(tickets.write('INC0010001', A_NOTE))).toMatchObject({
        code: 'field-refused',
        retryable: false,
      });
    expect(ticket.comments).toHaveLength(1);
    const other = jira('customfield_99999');
    const issue = other.desk.add('HELP-1');
    for (let times = 0; times < 2; times += 1)
      expect(await failure(other.tickets.write('HELP-1', A_NOTE))).toMatchObject({ code: 'field-refused' });
    expect(issue.comments).toHaveLength(1);
  });

  it('do not take an issue for missing that Jira hides because our token has ended', async () => {
    const { tickets, desk } = jira();
    desk.add('HELP-1');
    const ended = new JiraTickets({
      ...world(HOSTS.jira, null, desk).options,
      send: async (url) =>
        Response.json({ errorMessages: [] }, { status: url.pathname.endsWith('/myself') ? 401 : 404 }),
    });
    for (const work of [ended.read('HELP-1'), ended.write('HELP-1', A_NOTE)])
      expect(await failure(work)).toMatchObject({ code: 'credentials', retryable: true });
    expect(await tickets.read('HELP-2')).toBeNull();
    expect(await tickets.write('HELP-2', A_NOTE)).toBe('gone');
  });

  it('follow an issue that was moved to another project, however often, and write there', async () => {
    const { tickets, desk } = jira();
    desk.add('HELP-1', { requester: '5b10ac8d82e05b22cc7d4ef5' });
    const before = await tickets.read('HELP-1');
    desk.move('HELP-1', 'IT-7');
    desk.move('IT-7', 'OPS_2-31');
    expect(await tickets.read('HELP-1')).toEqual({
      ...{ isOpen: true, marks: [], requester: '5b10ac8d82e05b22cc7d4ef5', lastingId: before?.lastingId },
      url: 'https://acme.atlassian.net/browse/OPS_2-31',
    });
    expect(before?.lastingId).toMatch(/^\d+$/);
    for (let times = 0; times < 2; times += 1) expect(await tickets.write('HELP-1', A_NOTE)).toBe('written');
    const moved = desk.tickets.get('OPS_2-31');
    expect([moved?.comments.length, moved?.field]).toEqual([1, 'approved 2026-11-20T08:00:00.000Z']);
  });

  it.each([
    [
      'never had the key that was asked for',
      { values: [{ items: [{ field: 'Key', fromString: 'HELP-3' }] }], isLast: true },
    ],
    ['shows no changes', { errorMessages: [] }],
    ['has changes without an end', { values: [{ items: [{ field: 'labels' }] }], isLast: false }],
  ])('do not follow to an issue that %s', async (_, changes) => {
    const { desk } = jira();
    const astray = new JiraTickets({
      ...world(HOSTS.jira, null, desk).options,
      send: async (url) =>
        Response.json(
          url.pathname.endsWith('/changelog')
            ? changes
            : { id: '1', key: 'HELP-2', fields: { status: { statusCategory: { key: 'new' } } } },
        ),
    });
    for (const work of [astray.read('HELP-1'), astray.write('HELP-1', A_NOTE)])
      expect(await failure(work)).toMatchObject({ code: 'unexpected' });
  });

  it.each([undefined, null, '', '0', '10002/../1', 10_002])('take nothing for an issue whose id is %j', async (id) => {
    const { desk } = jira();
    const odd = new JiraTickets({
      ...world(HOSTS.jira, null, desk).options,
      send: async () => Response.json({ id, key: 'HELP-1', fields: { status: { statusCategory: { key: 'new' } } } }),
    });
    expect(await failure(odd.read('HELP-1'))).toMatchObject({ code: 'unexpected' });
  });

  it('try an update again that met another one', async () => {
    const { tickets, desk } = zendesk();
    desk.add('35436');
    const { handle } = desk;
    const conflicting = new ZendeskTickets({
      ...world(HOSTS.zendesk, null, desk, `${DESK_ACCOUNT.username}/token`).options,
      send: (url, request) =>
        request.method === 'PUT' ? Promise.resolve(new Response(null, { status: 409 })) : handle(url, request),
    });
    expect(await failure(conflicting.write('35436', A_NOTE))).toMatchObject({ code: 'unavailable', retryable: true });
    expect(await tickets.write('35436', A_NOTE)).toBe('written');
  });
});
