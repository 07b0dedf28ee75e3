import { z } from 'zod';
import type { TicketSources } from '../lambdas/app/intake/sources.ts';
import type { TicketSettings } from '../lambdas/contract/tickets.ts';
import { TICKET_VENDORS, type TicketVendor } from '../lambdas/ports/tickets.ts';
import { CHAT_SETTINGS } from './settings-chat.ts';

const secret = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
    'is no whole ARN of a secret',
  )
  .describe('ARN of the secret whose value is JSON: `username` and `password` of the user that Countersign has there');

/** A site under the vendor's own domain, so that no setting makes a function call a host elsewhere. */
const site = (domain: string, of: { readonly field: RegExp; readonly such: string }) =>
  z.strictObject({
    host: z
      .string()
      .regex(new RegExp(`^[a-z0-9][a-z0-9-]{0,62}\\.${domain.replaceAll('.', '\\.')}$`), `is no host of ${domain}`)
      .describe(`host of your site, \`NAME.${domain}\``),
    secret,
    field: z
      .string()
      .regex(of.field, `is no field, such as \`${of.such}\``)
      .describe(`field that shows the status of the recovery, such as \`${of.such}\`; none`)
      .optional(),
  });

const TICKETS = z.strictObject({
  jira: site('atlassian.net', { field: /^customfield_\d{5,}$/, such: 'customfield_10077' })
    .describe('Jira Cloud; none')
    .optional(),
  zendesk: site('zendesk.com', { field: /^\d{5,16}$/, such: '360001234567' })
    .describe('Zendesk; none')
    .optional(),
  servicenow: site('service-now.com', { field: /^[ux]_[a-z0-9_]{1,78}$/, such: 'u_countersign' })
    .describe('ServiceNow; none')
    .optional(),
  unread: z
    .enum(['risk', 'wait'])
    .describe(
      'what a recovery does while a system does not say whether its ticket is open and the requester’s: it goes on with the signal `ticket-unread`, or waits; `risk`',
    )
    .optional(),
});

/** The settings of what staff and tickets are told through: chats and ticket systems. */
export const OUTSIDE_SETTINGS = {
  ...CHAT_SETTINGS,
  tickets: TICKETS.describe(
    'ticket systems that are asked whether a ticket is open and the requester’s, and in whose tickets people read what became of a recovery; none',
  ).optional(),
};

export const TICKET_NAMES: Readonly<Record<string, readonly string[]>> = {
  tickets: Object.keys(TICKETS.shape),
  ...Object.fromEntries(
    (['jira', 'zendesk', 'servicenow'] as const).map((name) => [`tickets.${name}`, ['host', 'secret', 'field']]),
  ),
};

/** As the functions read them; undefined without a system. */
export function ticketsOf(tickets: z.output<typeof TICKETS> | undefined): TicketSettings | undefined {
  if (tickets === undefined) return undefined;
  const { jira, zendesk, servicenow, unread = 'risk' } = tickets;
  if (jira === undefined && zendesk === undefined && servicenow === undefined) return undefined;
  return {
    ...(jira !== undefined && { jira: siteOf(jira) }),
    ...(zendesk !== undefined && { zendesk: siteOf(zendesk) }),
    ...(servicenow !== undefined && { servicenow: siteOf(servicenow) }),
    unread,
  };
}

/**
 * Systems that are asked for whom a ticket was opened, although the mapping names its requester by an address: they know people by their own
 * users, so every ticket would be somebody else's, and every recovery denied.
 */
export const askedByAddress = (
  tickets: z.output<typeof TICKETS> | undefined,
  sources: TicketSources,
): readonly TicketVendor[] =>
  TICKET_VENDORS.filter(
    (vendor) => tickets?.[vendor] !== undefined && sources[vendor]?.mapping.requester.as === 'address',
  );

const siteOf = ({ host, secret, field }: z.output<ReturnType<typeof site>>) => ({
  ...{ host, secret },
  ...(field !== undefined && { field }),
});
