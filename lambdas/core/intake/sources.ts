import { ACTIONS } from '../registry/account.ts';
import type { SourceMapping } from './mapping.ts';

/**
 * The ways in which ticket systems sign what they send, and whether the signature covers a time. Where it does not, the mapping must name
 * one: a captured delivery could be sent again for ever.
 */
export const SCHEMES = {
  'standard-webhooks': { signsTime: true },
  jira: { signsTime: false },
  zendesk: { signsTime: true },
} as const satisfies Record<string, { readonly signsTime: boolean }>;
export type SchemeName = keyof typeof SCHEMES;

/** One row: how a ticket system signs, how its tickets are read, and how it hears what became of them. */
interface Source {
  readonly scheme: SchemeName;
  readonly mapping: SourceMapping;
  /** `none`: nothing is written back; the ticket's people look into Countersign. */
  readonly writeBack: 'none';
}

/** Labels, tags and field values that name an action: the actions themselves, and how people say them. */
const ACTION_WORDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ACTIONS.map((action) => [action, action])),
  'password-reset': 'reset-password',
  'mfa-reset': 'reset-mfa',
  'account-unlock': 'unlock',
  'secret-rotation': 'rotate-secret',
};

/**
 * Jira Cloud and Jira Service Management, `jira:issue_created`, and `jira:issue_updated` where its changelog adds a label. Labels say what is asked for (`reset-mfa`) and for which account
 * (`account:cognito:jane`): a custom field has another number in every Jira.
 */
const JIRA: SourceMapping = {
  event: { from: '/webhookEvent', is: ['jira:issue_created'] },
  changes: {
    is: ['jira:issue_updated'],
    items: '/changelog/items',
    field: 'labels',
    labels: '/issue/fields/labels',
  },
  ticket: { from: ['/issue/key'] },
  eventTime: { from: '/timestamp', unit: 'milliseconds' },
  account: { from: ['/issue/fields/labels'], prefix: 'account:' },
  actions: { from: ['/issue/fields/labels'], table: ACTION_WORDS, others: 'ignore' },
  requester: { from: ['/issue/fields/reporter/accountId', '/user/accountId'], as: 'ticket-user' },
  opener: { from: ['/user/accountId'], as: 'ticket-user' },
  channel: { from: ['/user/accountType'], table: { customer: 'portal' }, otherwise: 'ticket' },
  reason: { from: ['/issue/fields/summary'] },
};

/**
 * Zendesk, `zen:event-type:ticket.created`. Tags say what is asked for and for which account, as labels do in Jira. Of a call the event has
 * `via.channel` and not the number (developer.zendesk.com, ticket events): a deployment whose trigger sends the number maps `caller`.
 */
const ZENDESK: SourceMapping = {
  event: { from: '/type', is: ['zen:event-type:ticket.created'] },
  // The body of a trigger is its author's: without `type` it is held, under the number that the placeholders give.
  ticket: { from: ['/detail/id', '/ticket/id'] },
  eventTime: { from: '/time', unit: 'iso-8601' },
  account: { from: ['/detail/tags'], prefix: 'account:' },
  actions: { from: ['/detail/tags'], table: ACTION_WORDS, others: 'ignore' },
  requester: { from: ['/detail/requester_id'], as: 'ticket-user' },
  opener: { from: ['/detail/submitter_id', '/detail/actor_id'], as: 'ticket-user' },
  channel: {
    from: ['/detail/via/channel'],
    table: { web: 'portal', email: 'email', voice: 'phone', phone: 'phone', chat: 'chat', native_messaging: 'chat' },
    otherwise: 'ticket',
  },
  reason: { from: ['/detail/subject'] },
};

/**
 * ServiceNow incidents, sent by a business rule that signs as Standard Webhooks demands. Its author writes the body: Table API names, and
 * (as `sysparm_display_value` false, true or all writes them), and `account`, `actions` (a text or a list), `requested_seconds` and `caller_number` (E.164) for what ServiceNow has no name for.
 */
const SERVICENOW: SourceMapping = {
  event: { from: '/type', is: ['incident.created'] },
  ticket: { from: ['/number/value', '/number/display_value', '/number'] },
  account: { from: ['/account/value', '/account/display_value', '/account'] },
  actions: { from: ['/actions/value', '/actions/display_value', '/actions'], table: ACTION_WORDS, others: 'hold' },
  requester: { from: ['/caller_id/value', '/caller_id'], links: ['/caller_id/link'], as: 'ticket-user' },
  opener: { from: ['/opened_by/value', '/opened_by'], links: ['/opened_by/link'], as: 'ticket-user' },
  channel: {
    from: ['/contact_type/value', '/contact_type/display_value', '/contact_type'],
    table: {
      phone: 'phone',
      email: 'email',
      'self-service': 'portal',
      chat: 'chat',
      virtual_agent: 'chat',
      'virtual agent': 'chat',
      'walk-in': 'desk',
    },
    otherwise: 'ticket',
  },
  desk: { from: ['/assignment_group/value', '/assignment_group'], links: ['/assignment_group/link'] },
  reason: { from: ['/short_description/value', '/short_description/display_value', '/short_description'] },
  requestedSeconds: { from: ['/requested_seconds/value', '/requested_seconds'] },
  caller: { from: ['/caller_number/value', '/caller_number'] },
};

/** The ticket systems that are known as they come; a deployment may say otherwise, and name others. */
export const SOURCES = {
  jira: { scheme: 'jira', mapping: JIRA, writeBack: 'none' },
  zendesk: { scheme: 'zendesk', mapping: ZENDESK, writeBack: 'none' },
  servicenow: { scheme: 'standard-webhooks', mapping: SERVICENOW, writeBack: 'none' },
} as const satisfies Record<string, Source>;
export type SourceName = keyof typeof SOURCES;

export const SOURCE_NAMES = Object.keys(SOURCES) as readonly SourceName[];
