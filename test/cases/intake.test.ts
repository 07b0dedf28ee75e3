import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HmacPseudonyms } from '../../lambdas/adapters/keyed/pseudonyms.ts';
import { jiraMac } from '../../lambdas/adapters/signatures/jira.ts';
import { SIGNATURES } from '../../lambdas/adapters/signatures/schemes.ts';
import { standardWebhooksMac } from '../../lambdas/adapters/signatures/standard-webhooks.ts';
import { zendeskMac } from '../../lambdas/adapters/signatures/zendesk.ts';
import type { IntakeServices } from '../../lambdas/app/intake/intake.ts';
import { DEFAULT_SOURCES } from '../../lambdas/app/intake/sources.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { PEOPLE } from '../support/fixtures.ts';
import { anEvent, bodyOf, caughtLog, registeredPerson } from '../support/http.ts';
import { MemoryKey, PSEUDONYM_KEY } from '../support/keys.ts';

const KEYS = { jira: 'jira-signing-key-1', zendesk: 'zendesk-signing-key-1', servicenow: Buffer.alloc(24, 7) };
const world = new ApiWorld();
const services: IntakeServices = {
  ...world.services,
  pseudonyms: new HmacPseudonyms(new MemoryKey(PSEUDONYM_KEY)),
  people: world.people,
  keys: {
    of: async (source) => [
      new Secret(source === 'servicenow' ? `whsec_${KEYS.servicenow.toString('base64')}` : KEYS[source as 'jira']),
    ],
  },
  schemes: SIGNATURES,
  sources: DEFAULT_SOURCES,
};
composed('intake', { webhookServices: services });
const { handler } = await import('../../lambdas/handlers/webhook.ts');

/** What became of a delivery, signed as its sender signs. */
async function sent(source: keyof typeof KEYS, body: string | Buffer): Promise<Record<string, unknown>> {
  const bytes = Buffer.from(body as string);
  const now = world.now();
  const seconds = String(Math.floor(Date.parse(now) / 1000));
  const headers = {
    jira: { 'x-hub-signature': `sha256=${jiraMac(Buffer.from(KEYS.jira), bytes).toString('hex')}` },
    zendesk: {
      'x-zendesk-webhook-signature': zendeskMac(Buffer.from(KEYS.zendesk), now, bytes).toString('base64'),
      'x-zendesk-webhook-signature-timestamp': now,
    },
    servicenow: {
      'webhook-id': 'msg-1',
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${standardWebhooksMac(KEYS.servicenow, { id: 'msg-1', seconds, body: bytes }).toString('base64')}`,
    },
  }[source];
  const event = anEvent('POST /webhooks/{source}', {
    ...{ body: bytes.toString('base64'), isBase64Encoded: true, pathParameters: { source } },
    headers: { 'content-type': 'application/json', ...headers },
  });
  const result = await handler(event);
  return { status: result.statusCode, ...bodyOf(result) };
}

const opened = { status: 202, recoveries: [{ account: 'cognito:jane', status: 'opened' }] };
const held = (id: string, cause: string) => ({ status: 202, recoveries: [], held: { ticket: { id }, cause } });

beforeEach(async () => {
  caughtLog();
  await world.reset();
  world.known.set('ticket-user:jira:REQUESTER', registeredPerson(PEOPLE.jane));
  world.known.set('ticket-user:jira:AGENT', registeredPerson(PEOPLE.agent));
  world.known.set('ticket-user:servicenow:6816f79cc0a8016401c5a33be04be441', registeredPerson(PEOPLE.jane));
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** A Jira delivery as text, with these members put into the fields, the issue and the body as they are written. */
const jira = ({
  fields = '',
  issue = '',
  over = '',
  event = 'jira:issue_created',
  labels = '["reset-mfa","account:cognito:jane"]',
} = {}) =>
  `{"timestamp":${Date.parse(world.now())},"webhookEvent":"${event}","user":{"accountId":"REQUESTER"},"issue":{"key":"LOST-1",` +
  `"fields":{"summary":"s","labels":${labels},"reporter":{"accountId":"REQUESTER"}${fields}}${issue}}${over}}`;

describe('a genuine ticket is taken whatever stands where the mapping does not read', () => {
  it.each([
    ['half a character in the description', { fields: ',"description":"cut in the middle of an emoji \\ud83d"' }],
    ['half a character in a name', { issue: ',"\\udc00":1' }],
    ['a number that JavaScript would round', { fields: ',"customfield_10020":12345678901234567890' }],
    ['a number without end', { fields: ',"customfield_10020":[1e400]' }],
    ['a member given twice', { fields: ',"watchers":1,"watchers":2' }],
    ['a depth that we would not follow', { over: `,"more":${'['.repeat(100)}${']'.repeat(100)}` }],
    ['the name of a prototype', { over: ',"__proto__":{"webhookEvent":"x"},"constructor":{}' }],
    ['a description at its limit', { fields: `,"description":"${'\u25b2'.repeat(32_767)}"` }],
    ['close to 1 MiB', { fields: `,"description":"${'x'.repeat(1_000_000)}"` }],
  ])('%s', async (_, parts) => {
    expect(await sent('jira', jira(parts))).toMatchObject(opened);
  });

  it('bytes that are no text', async () => {
    const [before, after] = jira({ fields: ',"description":"@"' }).split('@');
    const body = Buffer.concat([Buffer.from(before ?? ''), Buffer.from([0xff]), Buffer.from(after ?? '')]);
    expect(await sent('jira', body)).toMatchObject(opened);
  });
});

describe('a verified delivery that cannot be taken is held under its own number, with the flaw as cause', () => {
  it.each([
    ['half a character in the reason', 'body-malformed', jira().replace('"summary":"s"', '"summary":"s\\ud83d"')],
    ['labels given twice', 'json-duplicate-key', jira({ fields: ',"labels":["unlock"]' })],
    ['fields given twice', 'json-duplicate-key', jira({ issue: ',"fields":{}' })],
    [
      'a reporter that is a rounded number',
      'json-unsafe-number',
      jira().replace('{"accountId":"REQUESTER"}}', '{"accountId":12345678901234567890}}'),
    ],
    ['labels that never end', 'json-too-deep', jira({ labels: `${'['.repeat(40)}${']'.repeat(40)}` })],
    ['no event', 'event-missing', jira().replace('"webhookEvent":"jira:issue_created",', '')],
    ['an event that is no text', 'event-missing', jira().replace('"jira:issue_created"', '7')],
    ['an old event', 'timestamp-stale', jira().replace(/"timestamp":\d+/, '"timestamp":0')],
    ['no time', 'event-time-missing', jira().replace(/"timestamp":\d+,/, '')],
  ])('%s (%s)', async (_, cause, body) => {
    expect(await sent('jira', body)).toMatchObject(held('LOST-1', cause));
    expect(world.commits('source:jira')).toHaveLength(1);
  });

  it('under a name made of its bytes where it is no JSON or has two numbers', async () => {
    const named = { id: expect.stringMatching(/^body:/) };
    expect(await sent('jira', 'not json')).toMatchObject({ held: { ticket: named, cause: 'json-malformed' } });
    expect(await sent('jira', jira({ issue: ',"key":"LOST-2"' }))).toMatchObject({ held: { ticket: named } });
  });

  it('each on its own: three within a minute are three commits with three numbers', async () => {
    for (const key of ['LOST-1', 'LOST-2', 'LOST-3']) await sent('jira', jira({ labels: '[]' }).replace('LOST-1', key));
    const events = world.events('source:jira');
    expect(events.map((event) => (event as { ticket?: { id: string } }).ticket?.id)).toEqual([
      'LOST-1',
      'LOST-2',
      'LOST-3',
    ]);
  });

  it('also a trigger of Zendesk, whose body its author writes', async () => {
    const trigger =
      '{"ticket":{"id":"35436","title":"Locked out","requester":{"email":"ken@example.com"},"tags":"revoke-sessions account:cognito:ken"}}';
    expect(await sent('zendesk', trigger)).toMatchObject(held('35436', 'event-missing'));
    expect(await sent('zendesk', trigger.replace('"35436"', '35437'))).toMatchObject(held('35437', 'event-missing'));
    expect(await sent('zendesk', '{"type":"","detail":{"id":"35438"}}')).toMatchObject(held('35438', 'event-missing'));
    expect(await sent('zendesk', '{"type":["zen:event-type:ticket.created"],"detail":{"id":"35439"}}')).toMatchObject(
      held('35439', 'event-missing'),
    );
  });
});

describe('a change of a Jira ticket is read by its changelog', () => {
  const change = (from: string, to: string, now = to, more = '') =>
    jira({
      event: 'jira:issue_updated',
      labels: JSON.stringify(now.split(' ')),
      over: `,"changelog":{"items":[{"field":"labels","fromString":"${from}","toString":"${to}"}${more}]}`,
    });
  const BOTH = 'reset-mfa account:cognito:jane';

  it('a label added later opens once, also when it comes again or another label is added afterwards', async () => {
    expect(await sent('jira', change('', BOTH))).toMatchObject(opened);
    expect(await sent('jira', change('', BOTH))).toMatchObject({ recoveries: [{ account: 'cognito:jane' }] });
    expect(await sent('jira', change(BOTH, `${BOTH} vip`))).toEqual({ status: 202, recoveries: [] });
    expect(world.events('cognito:jane').filter(({ type }) => type === 'RecoveryOpened')).toHaveLength(1);
  });

  it('an action added to others opens that action alone', async () => {
    const more = await sent('jira', change(BOTH, `${BOTH} revoke-sessions`));
    expect(more).toMatchObject({ recoveries: [{ action: 'revoke-sessions' }] });
    expect(more['recoveries']).toHaveLength(1);
  });

  it('what the ticket has meanwhile does not count, only what the change added', async () => {
    expect(await sent('jira', change('account:cognito:jane', BOTH, `${BOTH} unlock`))).toMatchObject({
      recoveries: [{ action: 'reset-mfa' }],
    });
  });

  it('half of what is needed is held, and the other half opens', async () => {
    expect(await sent('jira', change('', 'reset-mfa'))).toMatchObject(held('LOST-1', 'account-missing'));
    expect(await sent('jira', change('reset-mfa', BOTH))).toMatchObject(opened);
  });

  it.each([
    ['labels taken away', change(`${BOTH} vip`, BOTH)],
    ['labels in another order', change(BOTH, 'account:cognito:jane reset-mfa')],
    ['labels that mean nothing here', change('', 'vip urgent')],
    ['another field', change('', BOTH).replace('"field":"labels"', '"field":"status"')],
    ['no changelog', jira({ event: 'jira:issue_updated' })],
    ['a comment', jira({ event: 'comment_created' })],
  ])('%s: nothing is asked for', async (_, body) => {
    expect(await sent('jira', body)).toEqual({ status: 202, recoveries: [] });
  });
});

describe('a ServiceNow incident is read with display values', () => {
  const ID = '6816f79cc0a8016401c5a33be04be441';
  const body = (write: (name: string, value: string, shown: string) => unknown, person: unknown) =>
    JSON.stringify({
      type: 'incident.created',
      number: write('number', 'INC0010001', 'INC0010001'),
      account: write('account', 'cognito:jane', 'cognito:jane'),
      actions: write('actions', 'unlock', 'Unlock'),
      ...{ caller_id: person, opened_by: person },
      contact_type: write('contact_type', 'self-service', 'Self-service'),
      short_description: write('short_description', 'locked out', 'locked out'),
    });
  const link = `https://example.service-now.com/api/now/table/sys_user/${ID}`;

  it.each([
    ['false', body((_, value) => value, { link, value: ID })],
    ['false, without links', body((_, value) => value, ID)],
    ['true', body((_, __, shown) => shown, { link, display_value: 'Ken W.' })],
    ['all', body((_, value, display_value) => ({ display_value, value }), { display_value: 'Ken W.', value: ID })],
    [
      'all, with links',
      body((_, value, display_value) => ({ display_value, value }), { display_value: 'Ken W.', value: ID, link }),
    ],
  ])('%s', async (_, text) => {
    expect(await sent('servicenow', text)).toMatchObject({ ...opened, recoveries: [{ action: 'unlock' }] });
  });

  it('a display name alone names nobody: held under its number', async () => {
    const shown = body((_, __, value) => value, { display_value: 'Ken W.' });
    expect(await sent('servicenow', shown)).toMatchObject(held('INC0010001', 'requester-missing'));
  });
});
