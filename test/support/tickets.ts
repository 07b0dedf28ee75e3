import { NOW } from './fixtures.ts';

/**
 * Ticket-created payloads of the vendors in their real format. The canaries are a requester's contact, placed where attackers place theirs.
 */
export const CANARY = {
  phone: '+44 20 7946 0999',
  address: 'canary.mallory@evil.example',
  secret: 'canary-secret-8f3a',
} as const;

/** Traces of requests in all spellings: they must be found nowhere. */
export const CANARY_TRACES = ['2079460777', '7946-0777', '203.0.113'] as const;

const DESCRIPTION = `My new number is ${CANARY.phone}, write to ${CANARY.address}; the old password was ${CANARY.secret}`;

type Json = { readonly [name: string]: unknown };

/** Jira Service Management: the custodian asks through the portal to rotate a secret. */
export const jiraIssue = (fields: Json = {}, over: Json = {}): Json => ({
  timestamp: Date.parse(NOW),
  webhookEvent: 'jira:issue_created',
  issue_event_type_name: 'issue_created',
  user: {
    self: 'https://x.atlassian.net/rest/api/2/user?accountId=99:cora',
    accountId: '99:cora',
    accountType: 'customer',
    displayName: 'Cora',
    active: true,
  },
  issue: {
    id: '99291',
    self: 'https://x.atlassian.net/rest/api/2/issue/99291',
    key: 'HELP-20002',
    fields: {
      summary: 'Key may have leaked',
      description: DESCRIPTION,
      labels: ['access', 'account:secret:prod/payments/db', 'rotate-secret'],
      priority: { name: 'High' },
      reporter: { accountId: '99:cora', emailAddress: CANARY.address },
      ...fields,
    },
  },
  ...over,
});

/** Zendesk: an agent opens a ticket for somebody who called. */
export const zendeskTicket = (detail: Json = {}, over: Json = {}): Json => ({
  type: 'zen:event-type:ticket.created',
  account_id: 88888888,
  id: '01HNXXXX-CTEXAMPLE',
  time: NOW,
  zendesk_event_version: '2022-11-06',
  subject: 'zen:ticket:35436',
  detail: {
    actor_id: '7001',
    created_at: NOW,
    description: DESCRIPTION,
    id: '35436',
    requester_id: '6001',
    status: 'Open',
    subject: 'Lost my phone',
    submitter_id: '7001',
    tags: ['account:cognito:jane', 'reset-mfa', 'vip'],
    via: { channel: 'voice' },
    ...detail,
  },
  event: {},
  ...over,
});

/** ServiceNow: the body of the documented business rule. */
export const servicenowIncident = (over: Json = {}): Json => ({
  type: 'incident.created',
  sys_id: '9c573169c611228700193229fff72400',
  number: 'INC0010023',
  caller_id: 'caller-1',
  opened_by: 'caller-1',
  contact_type: 'self-service',
  assignment_group: 'd625dccec0a8016700a222a0f7900d06',
  short_description: 'Cannot sign in',
  account: 'cognito:jane',
  actions: 'reset-password',
  requested_seconds: 1800,
  ...over,
});
