import { readServiceAccount } from '../../adapters/secrets-manager/service-account.ts';
import { JiraTickets } from '../../adapters/tickets/jira.ts';
import { ServiceNowTickets } from '../../adapters/tickets/servicenow.ts';
import { ZendeskTickets } from '../../adapters/tickets/zendesk.ts';
import type { TicketSite } from '../../contract/tickets.ts';
import type { TicketHealth, Tickets, TicketVendor } from '../../ports/tickets.ts';
import { secretsManager } from '../clients/secrets-manager.ts';

// Calls ticket systems. `tickets.ts` loads this file with the first ticket.

const ADAPTERS = { jira: JiraTickets, zendesk: ZendeskTickets, servicenow: ServiceNowTickets } as const;

export const ticketsOf = (vendor: TicketVendor, { host, secret, field }: TicketSite): Tickets & TicketHealth =>
  new ADAPTERS[vendor]({ host, field, account: () => readServiceAccount(secretsManager(), secret) });
