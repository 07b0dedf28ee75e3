import type { Ticketing } from '../../app/workflow/ticket.ts';
import { ENV } from '../../contract/environment.ts';
import type { TicketSettings } from '../../contract/tickets.ts';
import { TICKET_VENDORS, type TicketHealth, type Tickets, type TicketVendor } from '../../ports/tickets.ts';
import { later, once, optionalEnvironment } from '../clients/environment.ts';

/** The ticket systems that the stack names; undefined without one. */
const settings = /* @__PURE__ */ once((): TicketSettings | undefined => {
  const text = optionalEnvironment(ENV.tickets);
  return text === undefined ? undefined : JSON.parse(text);
});

/** The sources whose tickets are written to. */
export const writtenSources = /* @__PURE__ */ once((): readonly TicketVendor[] =>
  TICKET_VENDORS.filter((vendor) => settings()?.[vendor] !== undefined),
);

/** Each ticket system of the deployment, made with its first call. */
export const ticketSystems = /* @__PURE__ */ once(
  (): Readonly<Partial<Record<TicketVendor, Tickets & TicketHealth>>> =>
    Object.fromEntries(
      writtenSources().flatMap((vendor) => {
        const site = settings()?.[vendor];
        if (site === undefined) return [];
        const make = async () => (await import('./ticket-adapters.ts')).ticketsOf(vendor, site);
        return [[vendor, later<Tickets & TicketHealth>(make, { read: true, write: true, flaw: true })]];
      }),
    ),
);

/** The ticket system of a source; undefined for one that the deployment does not ask. */
export const ticketsOfSource = (source: string): Tickets | undefined => {
  const systems: Readonly<Record<string, Tickets | undefined>> = ticketSystems();
  return Object.hasOwn(systems, source) ? systems[source] : undefined;
};

/** For the functions that make plans and execute them; undefined where no ticket system is asked. */
export const ticketing = /* @__PURE__ */ once((): Ticketing | undefined => {
  const unread = settings()?.unread;
  return unread === undefined ? undefined : { of: ticketsOfSource, unread };
});
