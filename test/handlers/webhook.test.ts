import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HmacPseudonyms } from '../../lambdas/adapters/keyed/pseudonyms.ts';
import { jiraMac } from '../../lambdas/adapters/signatures/jira.ts';
import { SIGNATURES } from '../../lambdas/adapters/signatures/schemes.ts';
import { standardWebhooksMac } from '../../lambdas/adapters/signatures/standard-webhooks.ts';
import { zendeskMac } from '../../lambdas/adapters/signatures/zendesk.ts';
import type { IntakeServices } from '../../lambdas/app/intake/intake.ts';
import { DEFAULT_SOURCES, type TicketSource } from '../../lambdas/app/intake/sources.ts';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { sha256 } from '../../lambdas/core/values/hash.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { ACTORS, anEnvelope, anNhiProfile, anOpenRecovery, PEOPLE } from '../support/fixtures.ts';
import { anEvent, bodyOf, caughtLog, registeredPerson } from '../support/http.ts';
import { MemoryKey, PSEUDONYM_KEY } from '../support/keys.ts';
import { CANARY, CANARY_TRACES, jiraIssue, servicenowIncident, zendeskTicket } from '../support/tickets.ts';

const KEYS = { jira: 'jira-signing-key-1', zendesk: 'zendesk-signing-key-1', servicenow: Buffer.alloc(24, 7) };

const world = new ApiWorld();
const keys = new Map<string, readonly Secret[]>();
const pseudonymKey = new MemoryKey(PSEUDONYM_KEY);
const pseudonyms = new HmacPseudonyms(pseudonymKey);
const { mapping, scheme } = DEFAULT_SOURCES['servicenow'] as TicketSource;
const services: IntakeServices = {
  ...world.services,
  pseudonyms,
  people: world.people,
  keys: { of: async (source) => keys.get(source) ?? [] },
  schemes: SIGNATURES,
  sources: { ...DEFAULT_SOURCES, servicenow: { scheme, mapping: { ...mapping, network: { from: ['/ip'] } } } },
};
composed('intake', { webhookServices: services });
const { handler } = await import('../../lambdas/handlers/webhook.ts');

let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  await world.register(anNhiProfile());
  keys.clear();
  pseudonymKey.isReadable = true;
  keys.set('jira', [new Secret(KEYS.jira)]);
  keys.set('zendesk', [new Secret(KEYS.zendesk)]);
  keys.set('servicenow', [new Secret(`whsec_${KEYS.servicenow.toString('base64')}`)]);
  world.known.set('ticket-user:jira:99:cora', registeredPerson(PEOPLE.custodian));
  world.known.set('ticket-user:zendesk:6001', registeredPerson(PEOPLE.jane));
  world.known.set('ticket-user:zendesk:7001', registeredPerson(PEOPLE.agent, { parts: ['agent', 'desk:north'] }));
  world.known.set('ticket-user:servicenow:caller-1', registeredPerson(PEOPLE.jane));
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const event = (source: string, body: string, headers: HttpEvent['headers']): HttpEvent =>
  anEvent('POST /webhooks/{source}', {
    ...{ body, pathParameters: { source } },
    headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
  });

const jira = (json: unknown, deliveryId = 'delivery-1'): HttpEvent => {
  const body = typeof json === 'string' ? json : JSON.stringify(json);
  return event('jira', body, {
    'x-atlassian-webhook-identifier': deliveryId,
    'x-hub-signature': `sha256=${jiraMac(Buffer.from(KEYS.jira), Buffer.from(body)).toString('hex')}`,
  });
};

const zendesk = (json: unknown, timestamp = world.now()): HttpEvent => {
  const body = JSON.stringify(json);
  return event('zendesk', body, {
    'x-zendesk-webhook-signature': zendeskMac(Buffer.from(KEYS.zendesk), timestamp, Buffer.from(body)).toString(
      'base64',
    ),
    'x-zendesk-webhook-signature-timestamp': timestamp,
  });
};

const servicenow = (json: unknown): HttpEvent => {
  const body = JSON.stringify(json);
  const signed = { id: 'msg-1', seconds: String(Date.parse(world.now()) / 1000), body: Buffer.from(body) };
  return event('servicenow', body, {
    'webhook-id': signed.id,
    'webhook-timestamp': signed.seconds,
    'webhook-signature': `v1,${standardWebhooksMac(KEYS.servicenow, signed).toString('base64')}`,
  });
};

const SECRET = 'secret:prod/payments/db';

describe('a ticket that is closed as a fraud', () => {
  const closed = (fields: object = {}, over: object = {}) =>
    jira(
      jiraIssue({ resolution: { name: 'Fraud' }, ...fields }, { webhookEvent: 'jira:issue_updated', ...over }),
      'delivery-2',
    );
  const stopsOf = (stream: string) => world.events(stream).filter(({ type }) => type === 'RecoveryStopped');

  it('of Jira stops the recovery that it opened, once, as a suspected impersonation that rings', async () => {
    const { recoveries } = bodyOf(await handler(jira(jiraIssue()))) as { recoveries: { recovery: string }[] };
    const result = await handler(closed());
    expect([result.statusCode, bodyOf(result)]).toEqual([202, { recoveries: [], stopped: [recoveries[0]?.recovery] }]);
    expect(world.commits(SECRET).at(-1)).toMatchObject({
      actor: { by: 'ticket-system', source: 'jira' },
      events: [{ type: 'RecoveryStopped', by: null, cause: 'suspected-impersonation' }],
    });
    expect(bodyOf(await handler(closed()))).toEqual({ recoveries: [], stopped: [] });
    expect(stopsOf(SECRET)).toHaveLength(1);
  });

  it('of Zendesk does so by its tag, and of ServiceNow by its close code', async () => {
    await handler(zendesk(zendeskTicket()));
    const tags = ['account:cognito:jane', 'fraud'];
    await handler(zendesk(zendeskTicket({ tags }, { type: 'zen:event-type:ticket.tags_changed' })));
    expect(stopsOf('cognito:jane')).toHaveLength(1);
    await handler(servicenow(servicenowIncident()));
    await handler(servicenow({ ...servicenowIncident(), type: 'incident.closed', close_code: 'Fraud' }));
    expect(stopsOf('cognito:jane')).toHaveLength(2);
  });

  it('stops nothing that another ticket has opened, however old it is', async () => {
    await handler(jira(jiraIssue()));
    const other = closed(
      {},
      {
        issue: {
          ...(jiraIssue()['issue'] as object),
          ...{ id: '99292', key: 'HELP-1' },
          fields: { labels: [`account:${SECRET}`, 'fraud'] },
        },
      },
    );
    const held = { ticket: { source: 'jira', id: 'HELP-1' }, cause: 'fraud-nothing-stopped' };
    expect(bodyOf(await handler(other))).toEqual({ recoveries: [], stopped: [], held });
    expect(bodyOf(await handler(closed({}, { timestamp: 1 })))).toMatchObject({ stopped: [expect.any(String)] });
  });

  /** The same issue in another project: Jira keeps its id and gives it a new key. */
  const moved = (over: object = {}) => closed({}, { issue: { ...(closedIssue() as object), key: 'IT-7', ...over } });
  const closedIssue = () => jiraIssue({ resolution: { name: 'Fraud' } })['issue'];

  it('stops what it had opened before people moved it, and opens nothing more under either key', async () => {
    const { recoveries } = bodyOf(await handler(jira(jiraIssue()))) as { recoveries: { recovery: string }[] };
    expect(world.events(SECRET).find(({ type }) => type === 'RecoveryOpened')).toMatchObject({
      ticket: { source: 'jira', id: 'HELP-20002', lastingId: '99291' },
    });
    expect(bodyOf(await handler(moved()))).toEqual({ recoveries: [], stopped: [recoveries[0]?.recovery] });
    const marks = world.events('source:jira').filter(({ type }) => type === 'TicketClosedAsFraud');
    const stops = [recoveries[0]?.recovery];
    expect(marks).toEqual(
      ['IT-7', 'HELP-20002'].map((id) => ({
        ...{ type: 'TicketClosedAsFraud', account: SECRET, stops },
        ticket: { source: 'jira', id },
      })),
    );
    expect(bodyOf(await handler(moved()))).toEqual({ recoveries: [], stopped: [] });
    const again = { summary: 'once more' };
    for (const [index, key] of ['HELP-20002', 'IT-7'].entries()) {
      const issue = { ...(jiraIssue(again)['issue'] as object), key };
      expect(bodyOf(await handler(jira(jiraIssue(again, { issue }), `delivery-${index + 7}`)))).toEqual({
        recoveries: [{ account: SECRET, action: 'rotate-secret', refused: 'ticket-closed-as-fraud' }],
      });
    }
    expect(world.commits(SECRET).at(-1)).toMatchObject({
      events: [{ code: 'ticket-closed-as-fraud', facts: { source: 'jira', id: 'IT-7' } }],
    });
  });

  it('stops what a person had opened by hand with its key, which was asked for its id when the plan was made', async () => {
    const ref = { account: SECRET, recovery: 'rec-hand' };
    const ticket = { source: 'jira', id: 'HELP-20002' };
    const open = anOpenRecovery({ action: 'rotate-secret', requester: PEOPLE.custodian, ticket });
    const about = { stream: SECRET, recovery: ref.recovery, actor: ACTORS.custodian };
    await submit(world.services, anEnvelope(open, about));
    await step(world.services, ref, { type: 'AssessRecovery', directoryTier: null, lastingId: '99291' });
    expect(bodyOf(await handler(moved()))).toEqual({ recoveries: [], stopped: [ref.recovery] });
    expect(stopsOf(SECRET)).toHaveLength(1);
  });

  it('is another one where it has the key alone of one that was moved away, or an id that cannot be read', async () => {
    await handler(jira(jiraIssue()));
    for (const id of ['99292', '', null, ['99291', '99292'], 'x'.repeat(200)])
      expect(bodyOf(await handler(moved({ id })))).toMatchObject({ stopped: [], held: { ticket: { id: 'IT-7' } } });
    expect(stopsOf(SECRET)).toEqual([]);
  });

  it('waits for an agent where its labels name another account, and stops what it opened once they are right', async () => {
    await handler(jira(jiraIssue()));
    const wrong = bodyOf(await handler(closed({ labels: ['account:cognito:jane'] })));
    expect(wrong).toMatchObject({ stopped: [], held: { cause: 'fraud-nothing-stopped' } });
    expect(world.events('source:jira').at(-1)).toMatchObject({
      ...{ type: 'TicketClosedAsFraud', account: 'cognito:jane', stops: [] },
    });
    expect(bodyOf(await handler(closed()))).toMatchObject({ stopped: [expect.any(String)] });
  });

  it('opens nothing any more, however it is delivered again; what was decided before keeps its answer', async () => {
    const first = bodyOf(await handler(jira(jiraIssue())));
    await handler(closed());
    expect(bodyOf(await handler(jira(jiraIssue())))).toMatchObject({
      recoveries: [{ recovery: (first['recoveries'] as { recovery: string }[])[0]?.recovery, status: 'stopped' }],
    });
    expect(bodyOf(await handler(jira(jiraIssue({ summary: 'once more' }), 'delivery-3')))).toEqual({
      recoveries: [{ account: SECRET, action: 'rotate-secret', refused: 'ticket-closed-as-fraud' }],
    });
    expect(world.commits(SECRET).at(-1)).toMatchObject({
      ...{ events: [{ type: 'CommandRefused', code: 'ticket-closed-as-fraud' }] },
    });
  });

  it('says what could not be stopped, as somebody else was faster', async () => {
    const { recoveries } = bodyOf(await handler(jira(jiraIssue()))) as { recoveries: { recovery: string }[] };
    const open = await world.ledger.head(SECRET);
    const stop = { type: 'StopRecovery', reason: 'mine', cause: 'withdrawn' } as const;
    await submit(world.services, anEnvelope(stop, { stream: SECRET, recovery: recoveries[0]?.recovery ?? null }));
    jest.spyOn(world.ledger, 'head').mockResolvedValueOnce(open);
    expect(bodyOf(await handler(closed()))).toEqual({
      recoveries: [{ account: SECRET, action: 'rotate-secret', refused: 'recovery-ended' }],
      stopped: [],
    });
  });

  it('waits for an agent where it names no account any more, and is nothing where it is closed as anything else', async () => {
    await handler(jira(jiraIssue()));
    expect(bodyOf(await handler(closed({ labels: [] })))).toMatchObject({ held: { cause: 'fraud-without-account' } });
    expect(bodyOf(await handler(closed({ resolution: { name: 'Done' } })))).toEqual({ recoveries: [] });
    expect(stopsOf(SECRET)).toEqual([]);
  });

  it('is believed from its own system only', async () => {
    await handler(jira(jiraIssue()));
    const { body = '', ...forged } = closed();
    expect((await handler({ ...forged, body: body.replace('Fraud', 'fraud') })).statusCode).toBe(401);
    expect(stopsOf(SECRET)).toEqual([]);
  });
});

describe('a genuine ticket', () => {
  it('of Jira opens the recovery that its labels ask for', async () => {
    const result = await handler(jira(jiraIssue()));
    expect([result.statusCode, bodyOf(result)]).toEqual([
      202,
      { recoveries: [{ recovery: expect.any(String), account: SECRET, action: 'rotate-secret', status: 'opened' }] },
    ]);
    const ticket = { source: 'jira', id: 'HELP-20002' };
    expect(world.commits(SECRET).at(-1)).toMatchObject({
      actor: { by: 'ticket-system', source: 'jira' },
      origin: { via: 'webhook', channel: 'portal', ticket },
      events: [
        { type: 'RecoveryOpened', requester: PEOPLE.custodian, agent: null, reason: 'Key may have leaked', ticket },
      ],
    });
  });

  it('of Zendesk names the agent who opened it for somebody else', async () => {
    expect((await handler(zendesk(zendeskTicket()))).statusCode).toBe(202);
    expect(world.events('cognito:jane').at(-1)).toMatchObject({
      ...{ action: 'reset-mfa', requester: PEOPLE.jane, agent: PEOPLE.agent, channel: 'phone' },
    });
  });

  it('counts for the desk of the agent who opened it, whatever else their record or the ticket say', async () => {
    await handler(zendesk(zendeskTicket()));
    expect(world.commits('cognito:jane').at(-1)).toMatchObject({ origin: { desk: 'north' } });
  });

  it('of ServiceNow comes signed as Standard Webhooks, and may be encoded by the gateway', async () => {
    const plain = servicenow(servicenowIncident());
    const encoded = { ...plain, body: Buffer.from(plain.body ?? '').toString('base64'), isBase64Encoded: true };
    expect((await handler(encoded)).statusCode).toBe(202);
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ action: 'reset-password', requestedSeconds: 1800 });
  });

  it('that asks for several things opens several recoveries, each by itself', async () => {
    const labels = ['account:secret:prod/payments/db', 'rotate-secret', 'revoke-sessions'];
    const { recoveries } = bodyOf(await handler(jira(jiraIssue({ labels })))) as { recoveries: { recovery: string }[] };
    expect(recoveries).toMatchObject([{ action: 'rotate-secret' }, { action: 'revoke-sessions' }]);
    expect(new Set(recoveries.map(({ recovery }) => recovery)).size).toBe(2);
  });

  it('tells which of its actions were refused, and the refusal stands under the account', async () => {
    world.known.set('ticket-user:zendesk:6001', registeredPerson(PEOPLE.manager));
    expect(bodyOf(await handler(zendesk(zendeskTicket())))).toEqual({
      recoveries: [{ account: 'cognito:jane', action: 'reset-mfa', refused: 'requester-not-entitled' }],
    });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'CommandRefused' });
  });

  it('is not an agent’s where the same person asks under two identities', async () => {
    world.known.set('ticket-user:zendesk:7001', registeredPerson(PEOPLE.jane));
    await handler(zendesk(zendeskTicket()));
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ requester: PEOPLE.jane, agent: null });
  });

  it('about something else changes nothing', async () => {
    const before = world.heights();
    const result = await handler(jira(jiraIssue({}, { webhookEvent: 'comment_created' })));
    expect([result.statusCode, bodyOf(result)]).toEqual([202, { recoveries: [] }]);
    expect(world.heights()).toEqual(before);
  });

  it('gives away nothing of its text, in the log, the answer or as a contact', async () => {
    const results = [await handler(jira(jiraIssue())), await handler(zendesk(zendeskTicket()))];
    for (const canary of Object.values(CANARY))
      expect(world.text() + JSON.stringify(results) + lines.join()).not.toContain(canary);
  });
});

describe('a ticket that says where it came from', () => {
  const TRACES = { caller_number: '+44 (0)20 7946-0777', ip: '203.0.113.77' };
  const nowhere = (result: HttpResult) => {
    const seen = world.text() + JSON.stringify(result) + lines.join();
    for (const canary of CANARY_TRACES) expect(seen).not.toContain(canary);
  };

  it('leaves pseudonyms of it in every recovery that it opens, and nothing else', async () => {
    const result = await handler(servicenow(servicenowIncident({ ...TRACES, actions: ['reset-password', 'unlock'] })));
    expect(result.statusCode).toBe(202);
    const caller = await pseudonyms.of('caller', new Secret('+442079460777'));
    const network = await pseudonyms.of('network', new Secret('203.0.113.0/24'));
    const opened = { type: 'RecoveryOpened', caller, network };
    expect(world.events('cognito:jane').slice(-2)).toMatchObject([opened, opened]);
    nowhere(result);
  });

  it('leaves nothing of it where it waits for an agent', async () => {
    const result = await handler(servicenow(servicenowIncident({ ...TRACES, actions: 'make-admin' })));
    expect(bodyOf(result)).toMatchObject({ held: { cause: 'action-unknown' } });
    nowhere(result);
  });

  it('opens a recovery without it where it cannot be read, and then needs no key', async () => {
    pseudonymKey.isReadable = false;
    const unread = servicenowIncident({ caller_number: 'anonymous', ip: 'unknown' });
    expect((await handler(servicenow(unread))).statusCode).toBe(202);
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ caller: null, network: null });
  });

  it('is completed by the vendor’s retry where the key could not be read, and not opened uncounted', async () => {
    pseudonymKey.isReadable = false;
    const heights = world.heights();
    const result = await handler(servicenow(servicenowIncident(TRACES)));
    expect(bodyOf(result)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(world.heights()).toEqual(heights);
    nowhere(result);
    pseudonymKey.isReadable = true;
    expect((await handler(servicenow(servicenowIncident(TRACES)))).statusCode).toBe(202);
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ caller: expect.stringMatching(/^pseudonym:/) });
  });
});

describe('a ticket that comes again', () => {
  it('finds the first answer, also under another delivery id', async () => {
    const first = bodyOf(await handler(jira(jiraIssue(), 'delivery-1')));
    const heights = world.heights();
    expect(bodyOf(await handler(jira(jiraIssue(), 'delivery-1')))).toEqual(first);
    expect(bodyOf(await handler(jira(jiraIssue(), 'made-up')))).toEqual(first);
    expect(world.heights()).toEqual(heights);
  });

  it('ten times at once opens one recovery', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) => handler(jira(jiraIssue(), `delivery-${n}`))),
    );
    expect(new Set(results.map(({ body }) => body)).size).toBe(1);
    expect(world.events(SECRET).filter(({ type }) => type === 'RecoveryOpened')).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)(
    'is completed by the vendor’s retry wherever a call to the ledger failed: %s it was applied',
    async (when) => {
      const ticket = () => jira(jiraIssue({ labels: ['account:secret:prod/payments/db', 'rotate-secret', 'unlock'] }));
      for (let failing = 1; failing <= 12; failing += 1) {
        await world.reset();
        await world.register(anNhiProfile());
        world.known.set('ticket-user:jira:99:cora', registeredPerson(PEOPLE.custodian));
        let calls = 0;
        world.faults = () => {
          calls += 1;
          return calls === failing ? when : 'none';
        };
        const first = await handler(ticket());
        world.faults = undefined;
        const second = await handler(ticket());
        expect([first.statusCode === 202 || first.statusCode === 503, second.statusCode]).toEqual([true, 202]);
        expect(world.events(SECRET).filter(({ type }) => type === 'RecoveryOpened')).toHaveLength(2);
      }
    },
  );

  it('after the time that its body is good for opens nothing, and waits for an agent once', async () => {
    const captured = jira(jiraIssue());
    world.advance(48 * 3600 + 1);
    for (let time = 0; time < 2; time += 1)
      expect(bodyOf(await handler(captured))).toMatchObject({ recoveries: [], held: { cause: 'timestamp-stale' } });
    expect(world.commits('source:jira')).toHaveLength(1);
  });
});

describe('a ticket that cannot become a recovery waits for an agent', () => {
  const held = async (one: HttpEvent, cause: string, id: string): Promise<void> => {
    const before = world.heights();
    const source = one.pathParameters?.['source'] ?? '';
    const result = await handler(one);
    const ticket = { source, id };
    expect([result.statusCode, bodyOf(result)]).toEqual([202, { recoveries: [], held: { ticket, cause } }]);
    expect(world.heights()).toEqual({ ...before, [`source:${source}`]: 1 });
    expect(world.commits(`source:${source}`)).toMatchObject([
      { actor: { by: 'ticket-system', source }, events: [{ type: 'TicketHeld', ticket, cause }] },
    ]);
    await handler(one);
    expect(world.commits(`source:${source}`)).toHaveLength(1);
    for (const canary of Object.values(CANARY))
      expect(world.text() + JSON.stringify(result) + lines.join()).not.toContain(canary);
  };

  it('without an account', () => held(jira(jiraIssue({ labels: ['unlock'] })), 'account-missing', 'HELP-20002'));

  it('with an account that nobody has registered', () =>
    held(jira(jiraIssue({ labels: ['unlock', 'account:cognito:nobody'] })), 'account-unknown', 'HELP-20002'));

  it('with an account that is not ASCII', () =>
    held(jira(jiraIssue({ labels: ['unlock', 'account:cognito:jänе'] })), 'account-malformed', 'HELP-20002'));

  it('with an action that nobody knows', () =>
    held(servicenow(servicenowIncident({ actions: ['unlock', 'make-admin'] })), 'action-unknown', 'INC0010023'));

  it('from a requester whom nobody has registered', () =>
    held(zendesk(zendeskTicket({ requester_id: '9' })), 'requester-unknown', '35436'));

  it('from an agent whom nobody has registered', () =>
    held(zendesk(zendeskTicket({ submitter_id: '9' })), 'agent-unknown', '35436'));

  it('from an agent whose record names no desk', () => {
    world.known.set('ticket-user:zendesk:7001', registeredPerson(PEOPLE.agent, { parts: ['agent'] }));
    return held(zendesk(zendeskTicket()), 'agent-without-desk', '35436');
  });

  it('without an id, under the hash of its body', () => {
    const one = jira({ webhookEvent: 'jira:issue_created', timestamp: Date.parse(world.now()) });
    return held(one, 'ticket-missing', `body:${sha256(one.body ?? '').slice(0, 16)}`);
  });

  it('and becomes one when it comes again after what was missing is there', async () => {
    const ticket = zendesk(zendeskTicket({ submitter_id: '9' }));
    await handler(ticket);
    world.known.set('ticket-user:zendesk:9', registeredPerson(PEOPLE.agent, { parts: ['agent', 'desk:north'] }));
    expect(bodyOf(await handler(ticket))).toMatchObject({ recoveries: [{ status: 'opened' }] });
  });
});

describe('bad input gets a code, and the ledger gets the refusal and nothing else', () => {
  const refused = async (one: HttpEvent, expected: readonly [status: number, code: string], stream: string) => {
    const before = world.heights();
    const [status, code] = expected;
    const result = await handler(one);
    expect([result.statusCode, bodyOf(result)['code']]).toEqual([status, code]);
    expect(world.heights()).toEqual({ ...before, [stream]: 1 });
    expect(world.commits(stream)).toMatchObject([
      { recovery: null, events: [{ type: 'IntakeRefused', code, facts: {} }] },
    ]);
    for (const canary of Object.values(CANARY))
      expect(world.text() + JSON.stringify(result) + lines.join()).not.toContain(canary);
  };
  const with_ = (one: HttpEvent, headers: HttpEvent['headers']): HttpEvent => ({
    ...one,
    headers: { ...one.headers, ...headers },
  });

  it.each<readonly [string, () => HttpEvent, number, string]>([
    [
      'a forged signature',
      () => with_(jira(jiraIssue()), { 'x-hub-signature': `sha256=${'0'.repeat(64)}` }),
      401,
      'signature-invalid',
    ],
    [
      'a changed body',
      () => ({ ...jira(jiraIssue()), body: JSON.stringify(jiraIssue({ labels: [] })) }),
      401,
      'signature-invalid',
    ],
    ['no signature', () => with_(jira(jiraIssue()), { 'x-hub-signature': undefined }), 401, 'signature-missing'],
    [
      'another algorithm',
      () => with_(jira(jiraIssue()), { 'x-hub-signature': `sha1=${'0'.repeat(40)}` }),
      401,
      'scheme-malformed',
    ],
    ['two signatures', () => with_(jira(jiraIssue()), { 'X-Hub-Signature': 'sha256=00' }), 401, 'duplicate-header'],
    ['an oversized body', () => jira(jiraIssue({ text: 'x'.repeat(1024 * 1024) })), 413, 'body-too-large'],
    ['no body', () => jira(''), 400, 'body-missing'],
  ])('%s', async (_, one, status, code) => {
    await refused(one(), [status, code], 'source:jira');
  });

  it.each([
    ['stale', -301, 'timestamp-stale'],
    ['future', 301, 'timestamp-future'],
  ])('a delivery that was signed too far from now: %s', async (_, seconds, code) => {
    const signedAt = new Date(Date.parse(world.now()) + seconds * 1000).toISOString();
    await refused(zendesk(zendeskTicket(), signedAt), [401, code], 'source:zendesk');
  });

  it('a forged delivery, before anything in it is read', async () => {
    const forged = { ...jira('{"a":1,"a":2}'), headers: jira('{}').headers };
    await refused(forged, [401, 'signature-invalid'], 'source:jira');
  });

  it.each(['github', 'constructor', '__proto__', '', CANARY.address])(
    'an unknown source, unnamed: %j',
    async (source) => {
      const one = { ...jira(jiraIssue()), pathParameters: { source } };
      await refused(one, [404, 'source-unknown'], 'source:unknown');
      expect(world.commits('source:unknown')[0]?.actor).toEqual({ by: 'ticket-system', source: 'unknown' });
    },
  );

  it.each([[[]], [[new Secret('short')]]])(
    'a source without usable keys, which the vendor should try again',
    async (none) => {
      keys.set('jira', none);
      await refused(jira(jiraIssue()), [503, 'keys-unusable'], 'source:jira');
    },
  );

  it('a flood, which makes one commit a minute for each code', async () => {
    const forged = with_(jira(jiraIssue()), { 'x-hub-signature': `sha256=${'0'.repeat(64)}` });
    const results: HttpResult[] = await Promise.all(Array.from({ length: 20 }, () => handler(forged)));
    expect(new Set(results.map(({ statusCode }) => statusCode))).toEqual(new Set([401]));
    expect(world.commits('source:jira')).toHaveLength(1);
    await handler(with_(jira(jiraIssue()), { 'x-hub-signature': undefined }));
    expect(world.commits('source:jira')).toHaveLength(2);
    world.advance(60);
    await handler(forged);
    expect(world.commits('source:jira')).toHaveLength(3);
  });

  it('either key while one is being rotated, and not the one before that', async () => {
    keys.set('jira', [new Secret('jira-signing-key-2'), new Secret(KEYS.jira)]);
    expect((await handler(jira(jiraIssue()))).statusCode).toBe(202);
    keys.set('jira', [new Secret('jira-signing-key-3'), new Secret('jira-signing-key-2')]);
    await refused(jira(jiraIssue()), [401, 'signature-invalid'], 'source:jira');
  });
});
