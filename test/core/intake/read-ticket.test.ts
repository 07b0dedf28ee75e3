import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SourceMapping } from '../../../lambdas/core/intake/mapping.ts';
import { type ReadingRules, readTicket } from '../../../lambdas/core/intake/read-ticket.ts';
import { SOURCES } from '../../../lambdas/core/intake/sources.ts';
import { NOW } from '../../support/fixtures.ts';
import { properties } from '../../support/properties.ts';
import { CANARY, jiraIssue, servicenowIncident, zendeskTicket } from '../../support/tickets.ts';

const rules = (source: string): ReadingRules => ({ source, fallbackId: 'body:1', mostActions: 6, textLength: 2000 });
const jira = (document: unknown, over: Partial<SourceMapping> = {}) =>
  readTicket({ ...SOURCES.jira.mapping, ...over }, document, rules('jira'));
const zendesk = (document: unknown) => readTicket(SOURCES.zendesk.mapping, document, rules('zendesk'));
const servicenow = (document: unknown) => readTicket(SOURCES.servicenow.mapping, document, rules('servicenow'));

describe('the vendors’ ticket-created payloads, by the built-in mappings', () => {
  it('reads a Jira issue', () => {
    expect(jira(jiraIssue())).toEqual({
      ticket: { source: 'jira', id: 'HELP-20002' },
      lastingId: '99291',
      eventAt: NOW,
      outcome: {
        is: 'request',
        request: {
          account: 'secret:prod/payments/db',
          actions: ['rotate-secret'],
          requester: 'ticket-user:jira:99:cora',
          agent: null,
          channel: 'portal',
          desk: null,
          reason: 'Key may have leaked',
          requestedSeconds: null,
          caller: null,
          network: null,
        },
      },
    });
  });

  it('reads a Zendesk ticket that an agent opened for somebody else', () => {
    expect(zendesk(zendeskTicket())).toEqual({
      ticket: { source: 'zendesk', id: '35436' },
      eventAt: NOW,
      outcome: {
        is: 'request',
        request: {
          account: 'cognito:jane',
          actions: ['reset-mfa'],
          requester: 'ticket-user:zendesk:6001',
          agent: 'ticket-user:zendesk:7001',
          channel: 'phone',
          desk: null,
          reason: 'Lost my phone',
          requestedSeconds: null,
          caller: null,
          network: null,
        },
      },
    });
  });

  it('reads a ServiceNow incident, with references as texts or as links', () => {
    const request = {
      account: 'cognito:jane',
      actions: ['reset-password'],
      requester: 'ticket-user:servicenow:caller-1',
      agent: null,
      channel: 'portal',
      desk: 'd625dccec0a8016700a222a0f7900d06',
      reason: 'Cannot sign in',
      requestedSeconds: 1800,
      caller: null,
      network: null,
    };
    const linked = {
      caller_id: { link: 'https://x', value: 'caller-1' },
      opened_by: { link: 'https://x', value: 'me' },
    };
    expect(servicenow(servicenowIncident()).outcome).toEqual({ is: 'request', request });
    expect(servicenow(servicenowIncident(linked)).outcome).toEqual({
      is: 'request',
      request: { ...request, agent: 'ticket-user:servicenow:me' },
    });
  });

  it.each([
    ['jira', jira(jiraIssue({}, { webhookEvent: 'jira:issue_updated' }))],
    ['zendesk', zendesk(zendeskTicket({}, { type: 'zen:event-type:ticket.comment_added' }))],
    ['servicenow', servicenow(servicenowIncident({ type: 'incident.updated' }))],
  ])('finds a delivery of %s about something else irrelevant', (_, { outcome }) => {
    expect(outcome).toEqual({ is: 'irrelevant' });
  });
});

describe('what a ticket asks for', () => {
  it('makes one request of several actions', () => {
    const { outcome } = jira(jiraIssue({ labels: ['unlock', 'account:cognito:jane', 'mfa-reset', 'RESET-PASSWORD'] }));
    expect(outcome).toMatchObject({ request: { actions: ['reset-password', 'reset-mfa', 'unlock'] } });
  });

  it('is the key of a disk by its everyday name', () => {
    const labels = ['disk-key', 'account:entra:device/LAPTOP-42'];
    const { outcome } = jira(jiraIssue({ labels }));
    expect(outcome).toMatchObject({ request: { account: 'entra:device/LAPTOP-42', actions: ['release-disk-key'] } });
  });

  it('reads the account from a custom field, with the directory that the deployment names', () => {
    const { outcome } = jira(jiraIssue({ customfield_10077: { value: 'jane' } }), {
      account: { from: ['/issue/fields/customfield_10077/value'], directory: 'cognito' },
    });
    expect(outcome).toMatchObject({ request: { account: 'cognito:jane' } });
  });

  it('reads people by address where the deployment says so, in one spelling', () => {
    const { outcome } = jira(jiraIssue({ reporter: { emailAddress: ' Cora+Jira@Example.COM ' } }), {
      requester: { from: ['/issue/fields/reporter/emailAddress'], as: 'address' },
    });
    expect(outcome).toMatchObject({
      request: { requester: 'address:cora@example.com', agent: 'ticket-user:jira:99:cora' },
    });
  });

  it('takes nothing from the text of the ticket but the reason', () => {
    for (const reading of [jira(jiraIssue()), zendesk(zendeskTicket())]) {
      for (const canary of Object.values(CANARY)) expect(JSON.stringify(reading)).not.toContain(canary);
    }
  });

  describe('of where it came from', () => {
    const traces = (over: Partial<SourceMapping>, document: unknown) => {
      const { outcome } = readTicket({ ...SOURCES.servicenow.mapping, ...over }, document, rules('servicenow'));
      return outcome.is === 'request' ? [outcome.request.caller, outcome.request.network] : outcome;
    };
    const NETWORK = { network: { from: ['/ip'] } };

    it.each([
      [{ caller_number: '+44 (0)20 7946-0123', ip: '203.0.113.7' }, '+442079460123', '203.0.113.0/24'],
      [{ caller_number: '+442079460123', ip: '2001:db8:1:2::7' }, '+442079460123', '2001:db8:1::/48'],
      [{ ip: '203.0.113.7' }, null, '203.0.113.0/24'],
      [{ caller_number: '020 7946 0123', ip: 'unknown' }, null, null],
      [{ caller_number: 442_079_460_123, ip: { v4: '203.0.113.7' } }, null, null],
      [{ caller_number: ['+442079460123', '+442079460124'], ip: ['203.0.113.7', '198.51.100.7'] }, null, null],
      [{ caller_number: 'anonymous', ip: '127.0.0.1' }, null, null],
    ])('reads the number and the network, and holds no ticket for what it cannot read: %j', (over, caller, network) => {
      expect(traces(NETWORK, servicenowIncident(over))).toEqual([caller, network]);
    });

    it('reads nothing that the deployment does not name', () => {
      const { caller: _none, ...without } = SOURCES.servicenow.mapping;
      const document = servicenowIncident({
        caller_number: '+442079460123',
        ip: '203.0.113.7',
        network: '203.0.113.7',
      });
      const { outcome } = readTicket(without, document, rules('servicenow'));
      expect(outcome).toMatchObject({ request: { caller: null, network: null } });
    });
  });

  it('makes one line of at most the allowed length of the reason', () => {
    const { outcome } = jira(jiraIssue({ summary: `\u202Eurgent\n${'x'.repeat(3000)}` }));
    expect(outcome).toMatchObject({ request: { reason: `urgent ${'x'.repeat(1993)}` } });
  });
});

describe('a ticket that cannot be mapped is held, with the cause', () => {
  const labels = (...names: readonly string[]) => jiraIssue({ labels: names });
  const account = 'account:cognito:jane';

  it.each([
    ['account-missing', jira(labels('unlock'))],
    ['account-ambiguous', jira(labels('unlock', account, 'account:cognito:joe'))],
    ['account-malformed', jira(labels('unlock', 'account:jane'))],
    ['account-malformed', jira(labels('unlock', 'account:cognito:größe'))],
    ['account-malformed', jira(labels('unlock', `account:cognito:${'x'.repeat(129)}`))],
    ['account-malformed', jira(labels('unlock', 'account:source:jira'))],
    ['account-malformed', jira(labels('unlock', 'account:person:jane'))],
    ['action-missing', jira(labels(account, 'access'))],
    ['action-missing', jira(labels(account, 'constructor'))],
    ['action-missing', servicenow(servicenowIncident({ actions: null }))],
    ['action-unknown', servicenow(servicenowIncident({ actions: 'make-admin' }))],
    ['action-unknown', servicenow(servicenowIncident({ actions: ['unlock', 'make-admin'] }))],
    [
      'actions-too-many',
      readTicket(SOURCES.jira.mapping, labels(account, 'unlock', 'reset-mfa'), { ...rules('jira'), mostActions: 1 }),
    ],
    ['requester-missing', zendesk(zendeskTicket({ requester_id: null }))],
    ['requester-missing', zendesk(zendeskTicket({ requester_id: 'x'.repeat(255) }))],
    ['requester-ambiguous', zendesk(zendeskTicket({ requester_id: ['6001', '6002'] }))],
    ['opener-missing', zendesk(zendeskTicket({ submitter_id: null, actor_id: null }))],
    [
      'channel-missing',
      readTicket({ ...SOURCES.zendesk.mapping, channel: { from: ['/nowhere'] } }, zendeskTicket(), rules('zendesk')),
    ],
    ['opener-ambiguous', zendesk(zendeskTicket({ submitter_id: ['7001', '7002'] }))],
    ['requested-seconds-malformed', servicenow(servicenowIncident({ requested_seconds: '1e9' }))],
    ['requested-seconds-malformed', servicenow(servicenowIncident({ requested_seconds: -5 }))],
  ])('%s', (cause, reading) => {
    expect(reading.outcome).toEqual({ is: 'unmapped', cause });
  });

  it.each([undefined, '', 'größe', 'x'.repeat(129), { key: 1 }])(
    'calls a ticket with the id %j by the fallback',
    (key) => {
      const reading = jira(jiraIssue({}, { issue: { key, fields: {} } }));
      expect(reading).toMatchObject({
        ticket: { source: 'jira', id: 'body:1' },
        outcome: { is: 'unmapped', cause: 'ticket-missing' },
      });
    },
  );

  it.each([
    [1_763_632_800_000, 'milliseconds', '2025-11-20T10:00:00.000Z'],
    [1_763_632_800, 'seconds', '2025-11-20T10:00:00.000Z'],
    ['2025-11-20T12:00:00+02:00', 'iso-8601', '2025-11-20T10:00:00.000Z'],
    ['2025-11-20T10:00:00.000+0000', 'iso-8601', '2025-11-20T10:00:00.000Z'],
    ['2025-11-20', 'iso-8601', null],
    ['1763632800000', 'milliseconds', null],
    [1e300, 'milliseconds', null],
    [253_402_300_800_000, 'milliseconds', null],
    [1_763_632_800, 'iso-8601', null],
    [undefined, 'seconds', null],
  ] as const)('reads the event time %j in %s', (timestamp, unit, eventAt) => {
    expect(jira({ timestamp }, { eventTime: { from: '/timestamp', unit } }).eventAt).toBe(eventAt);
  });

  it('has an answer for any document', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({ webhookEvent: fc.constant('jira:issue_created'), issue: fc.jsonValue(), user: fc.jsonValue() }),
      fc.jsonValue().map((labels) => jiraIssue({ labels })),
    );
    properties(fc.property(anything, (document) => expect(jira(document).ticket.source).toBe('jira')));
  });
});
