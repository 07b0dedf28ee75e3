import { randomUUID } from 'node:crypto';
import { jiraMac } from '../../lambdas/adapters/signatures/jira.ts';
import { zendeskMac } from '../../lambdas/adapters/signatures/zendesk.ts';

/** A delivery as a vendor sends it. */
export interface Delivery {
  readonly source: 'jira' | 'zendesk';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The contents of a demo ticket. */
export interface Ticket {
  readonly id: string;
  readonly account: string;
  readonly action: string;
  readonly summary: string;
  /** User of the ticket system who asks. */
  readonly requester: string;
  /** User of the ticket system who wrote the ticket: an agent, unless it is the requester. */
  readonly opener: string;
}

/** `jira:issue_created` of Jira Cloud, signed with the webhook's secret. Jira signs no time and does not sign the delivery's id. */
export function jiraTicket(ticket: Ticket, secret: string, now: Date): Delivery {
  const body = JSON.stringify({
    timestamp: now.getTime(),
    webhookEvent: 'jira:issue_created',
    issue_event_type_name: 'issue_created',
    user: jiraUser(ticket.opener),
    issue: {
      id: '99291',
      self: 'https://example.atlassian.net/rest/api/2/issue/99291',
      key: ticket.id,
      fields: {
        summary: ticket.summary,
        description: 'Opened from the service portal.',
        labels: [ticket.action, `account:${ticket.account}`],
        priority: { name: 'High' },
        reporter: jiraUser(ticket.requester),
        created: now.toISOString().replace('Z', '+0000'),
      },
    },
  });
  return { source: 'jira', body, headers: jiraHeaders(body, secret) };
}

/** The same bytes under another delivery id: a replay by somebody who has seen a delivery. */
export const sentAgain = (delivery: Delivery): Delivery => ({
  ...delivery,
  headers: { ...delivery.headers, 'x-atlassian-webhook-identifier': randomUUID() },
});

const jiraUser = (accountId: string) => ({
  self: `https://example.atlassian.net/rest/api/2/user?accountId=${accountId}`,
  accountId,
  accountType: 'atlassian',
  active: true,
  timeZone: 'Europe/London',
});

const jiraHeaders = (body: string, secret: string): Delivery['headers'] => ({
  'content-type': 'application/json; charset=UTF-8',
  'user-agent': 'Atlassian Webhook HTTP Client',
  'x-atlassian-webhook-identifier': randomUUID(),
  'x-atlassian-webhook-flow': 'Primary',
  'x-hub-signature': `sha256=${jiraMac(Buffer.from(secret), Buffer.from(body)).toString('hex')}`,
});

/** `zen:event-type:ticket.created` of Zendesk, signed with the webhook's secret over the time and the body. */
export function zendeskTicket(ticket: Ticket, secret: string, now: Date): Delivery {
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z');
  const body = JSON.stringify({
    type: 'zen:event-type:ticket.created',
    account_id: 88_888_888,
    id: randomUUID(),
    time,
    zendesk_event_version: '2022-11-06',
    subject: `zen:ticket:${ticket.id}`,
    detail: {
      id: ticket.id,
      actor_id: ticket.opener,
      submitter_id: ticket.opener,
      requester_id: ticket.requester,
      created_at: time,
      updated_at: time,
      description: 'Called the help desk.',
      is_public: true,
      priority: 'HIGH',
      status: 'NEW',
      subject: ticket.summary,
      tags: [ticket.action, `account:${ticket.account}`],
      type: 'INCIDENT',
      via: { channel: 'voice' },
    },
    event: { meta: { sequence: { id: '01HN000000000000000000000', position: 1 } } },
  });
  const code = zendeskMac(Buffer.from(secret), time, Buffer.from(body)).toString('base64');
  return {
    source: 'zendesk',
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Zendesk Webhook',
      'x-zendesk-webhook-id': '01HN000000000000000000001',
      'x-zendesk-webhook-signature': code,
      'x-zendesk-webhook-signature-timestamp': time,
    },
  };
}
