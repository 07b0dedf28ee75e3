import { ACTIONS } from '../registry/account.ts';
import type { SourceMapping } from './mapping.ts';

/**
 * Signature schemes of ticket systems, and whether the signature covers a time. Without a signed time the mapping must name one: otherwise
 * a captured delivery could be replayed for ever.
 */
export const SCHEMES = {
  'standard-webhooks': { signsTime: true },
  jira: { signsTime: false },
  zendesk: { signsTime: true },
} as const satisfies Record<string, { readonly signsTime: boolean }>;
export type SchemeName = keyof typeof SCHEMES;

/** One ticket system: how it signs, how its tickets are read, and how it learns the result. */
interface Source {
  readonly scheme: SchemeName;
  readonly mapping: SourceMapping;
  /** `note`: a comment and a field of the ticket say what became of it, where the deployment names its site. `none`: nothing is written. */
  readonly writeBack: 'note' | 'none';
}

/** Labels, tags and field values that name an action: the action's own name, and its everyday names. */
const ACTION_WORDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ACTIONS.map((action) => [action, action])),
  'password-reset': 'reset-password',
  'mfa-reset': 'reset-mfa',
  'account-unlock': 'unlock',
  'first-credential': 'issue-first-credential',
  'disk-key': 'release-disk-key',
  'secret-rotation': 'rotate-secret',
};

/** Words by which a ticket is closed as a fraud. */
const FRAUD_WORDS = {
  fraud: 'fraud',
  fraudulent: 'fraud',
  'suspected-fraud': 'fraud',
  'suspected fraud': 'fraud',
} as const;

/** Whether one of these words marks a ticket as a fraud, in any case. */
export const isMarkedFraud = (marks: readonly string[]): boolean =>
  marks.some((mark) => Object.hasOwn(FRAUD_WORDS, mark.trim().toLowerCase()));

/**
 * Jira Cloud and Jira Service Management: `jira:issue_created`, and `jira:issue_updated` when its changelog adds a label. Labels name the
 * action (`reset-mfa`) and the account (`account:cognito:jane`), because the id of a custom field differs in every Jira.
 */
const JIRA: SourceMapping = {
  event: { from: '/webhookEvent', is: ['jira:issue_created'] },
  changes: {
    is: ['jira:issue_updated'],
    items: '/changelog/items',
    field: 'labels',
    labels: '/issue/fields/labels',
  },
  fraud: {
    is: ['jira:issue_updated'],
    marks: [
      { from: ['/issue/fields/resolution/name'], table: FRAUD_WORDS },
      { from: ['/issue/fields/labels'], table: FRAUD_WORDS },
    ],
  },
  ticket: { from: ['/issue/key'] },
  lastingId: { from: ['/issue/id'] },
  eventTime: { from: '/timestamp', unit: 'milliseconds' },
  account: { from: ['/issue/fields/labels'], prefix: 'account:' },
  actions: { from: ['/issue/fields/labels'], table: ACTION_WORDS, others: 'ignore' },
  requester: { from: ['/issue/fields/reporter/accountId', '/user/accountId'], as: 'ticket-user' },
  opener: { from: ['/user/accountId'], as: 'ticket-user' },
  channel: { from: ['/user/accountType'], table: { customer: 'portal' }, otherwise: 'ticket' },
  reason: { from: ['/issue/fields/summary'] },
};

/**
 * Zendesk, `zen:event-type:ticket.created`. Tags name the action and the account, like labels in Jira. For a call the event has
 * `via.channel` but not the number (developer.zendesk.com, ticket events): a deployment whose trigger sends the number maps `caller`.
 */
const ZENDESK: SourceMapping = {
  event: { from: '/type', is: ['zen:event-type:ticket.created'] },
  fraud: {
    is: ['zen:event-type:ticket.status_changed', 'zen:event-type:ticket.tags_changed'],
    marks: [{ from: ['/detail/tags'], table: FRAUD_WORDS }],
  },
  // A trigger's author writes its body. Without `type` the ticket is held, under the number from the placeholders.
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
 * ServiceNow incidents, sent by a business rule that signs as Standard Webhooks demands. The rule's author writes the body: Table API names
 * (in any of the spellings of `sysparm_display_value`: false, true, all), plus `account`, `actions` (a text or a list), `requested_seconds`
 * and `caller_number` (E.164), for which ServiceNow has no names.
 */
const SERVICENOW: SourceMapping = {
  event: { from: '/type', is: ['incident.created'] },
  fraud: {
    is: ['incident.closed', 'incident.updated'],
    marks: [{ from: ['/close_code/value', '/close_code/display_value', '/close_code'], table: FRAUD_WORDS }],
  },
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

/** The built-in ticket systems; a deployment may change their mappings and add other sources. */
export const SOURCES = {
  jira: { scheme: 'jira', mapping: JIRA, writeBack: 'note' },
  zendesk: { scheme: 'zendesk', mapping: ZENDESK, writeBack: 'note' },
  servicenow: { scheme: 'standard-webhooks', mapping: SERVICENOW, writeBack: 'note' },
} as const satisfies Record<string, Source>;
export type SourceName = keyof typeof SOURCES;

export const SOURCE_NAMES = Object.keys(SOURCES) as readonly SourceName[];
