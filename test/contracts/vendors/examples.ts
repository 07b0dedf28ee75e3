import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { JiraTickets } from '../../../lambdas/adapters/tickets/jira.ts';
import { ServiceNowTickets } from '../../../lambdas/adapters/tickets/servicenow.ts';
import { ZendeskTickets } from '../../../lambdas/adapters/tickets/zendesk.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { JIRA } from './jira.ts';
import type { PublishedApi } from './published.ts';
import { SERVICENOW } from './servicenow.ts';
import { ZENDESK } from './zendesk.ts';

/** Answers with all the members that the vendors' references show, of which we read a few; the values are ours. */
interface Example {
  readonly api: PublishedApi;
  /** By path. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly reads: (send: Send) => Promise<unknown>;
  readonly expected: unknown;
}

const account = async () => ({ username: 'countersign@example.com', password: new Secret('a-word') });

const person = {
  self: 'https://acme.atlassian.net/rest/api/3/user?accountId=5b10ac8d82e05b22cc7d4ef5',
  ...{ accountId: '5b10ac8d82e05b22cc7d4ef5', accountType: 'customer', displayName: 'Jane', active: false },
  ...{ timeZone: 'Europe/Berlin', avatarUrls: { '48x48': 'https://acme.atlassian.net/avatar?s=48' } },
};

const issue = {
  expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
  ...{ id: '10002', self: 'https://acme.atlassian.net/rest/api/3/issue/10002', key: 'HELP-1' },
  fields: {
    status: {
      self: 'https://acme.atlassian.net/rest/api/3/status/10000',
      ...{ description: 'The issue is being worked on.', iconUrl: 'https://acme.atlassian.net/i.gif' },
      ...{ name: 'In Progress', id: '10000' },
      statusCategory: {
        self: 'https://acme.atlassian.net/rest/api/3/statuscategory/4',
        ...{ id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
      },
    },
    ...{ resolution: null, reporter: person, labels: ['access', 'vip'] },
  },
};

const ticket = {
  ...{ id: 35_436, url: 'https://acme.zendesk.com/api/v2/tickets/35436.json', external_id: null, type: 'incident' },
  ...{ subject: 'Locked out', raw_subject: 'Locked out', description: 'No phone any more', priority: 'high' },
  ...{ status: 'hold', requester_id: 20_978_392, submitter_id: 76_872, assignee_id: 235_323, organization_id: null },
  ...{ group_id: 98_738, brand_id: 123, is_public: true, tags: ['enterprise', 'fraud'], via: { channel: 'web' } },
  custom_fields: [
    { id: 27_642, value: '745' },
    { id: 27_648, value: ['a', 'b'] },
    { id: 27_650, value: null },
  ],
  ...{ created_at: '2026-11-20T09:55:29Z', updated_at: '2026-11-20T10:05:18Z' },
};

const both = (value: string, display = value) => ({ display_value: display, value });
const incident = {
  sys_id: both('a9e30c7dc61122760116894de7bcc7bd'),
  ...{ number: both('INC0000046'), active: both('true'), state: both('1', 'New') },
  caller_id: {
    ...both('46c6f9efa9fe198101ddf5eed9adf6e7', 'Jane Doe'),
    link: 'https://acme.service-now.com/api/now/table/sys_user/46c6f9efa9fe198101ddf5eed9adf6e7',
  },
  ...{ close_code: { display_value: null, value: '' }, work_notes: both('') },
};

export const EXAMPLES: readonly (readonly [string, Example])[] = [
  [
    'an issue of Jira',
    {
      api: JIRA,
      answers: { '/rest/api/3/issue/HELP-1': issue },
      reads: (send) => new JiraTickets({ host: 'acme.atlassian.net', account, send }).read('HELP-1'),
      expected: {
        ...{ isOpen: true, marks: ['access', 'vip'], requester: person.accountId, lastingId: '10002' },
        url: 'https://acme.atlassian.net/browse/HELP-1',
      },
    },
  ],
  [
    'a ticket of Zendesk',
    {
      api: ZENDESK,
      answers: { '/api/v2/tickets/35436.json': { ticket } },
      reads: (send) => new ZendeskTickets({ host: 'acme.zendesk.com', account, send }).read('35436'),
      expected: {
        ...{ isOpen: true, marks: ['enterprise', 'fraud'], requester: '20978392' },
        url: 'https://acme.zendesk.com/agent/tickets/35436',
      },
    },
  ],
  [
    'an incident of ServiceNow',
    {
      api: SERVICENOW,
      answers: { '/api/now/table/incident': { result: [incident] } },
      reads: (send) => new ServiceNowTickets({ host: 'acme.service-now.com', account, send }).read('INC0000046'),
      expected: {
        ...{ isOpen: true, marks: [], requester: '46c6f9efa9fe198101ddf5eed9adf6e7' },
        url: 'https://acme.service-now.com/nav_to.do?uri=incident.do?sys_id=a9e30c7dc61122760116894de7bcc7bd',
      },
    },
  ],
];
