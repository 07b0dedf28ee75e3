import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ENV } from '../lambdas/contract/environment.ts';
import type { TicketSettings } from '../lambdas/contract/tickets.ts';
import { allow } from './grants.ts';

/**
 * Tells a function the ticket systems, and lets it read the credential of each. What our user may do there is set at the vendors. Nothing
 * without a ticket system.
 */
export function grantTickets(fn: LambdaFunction, tickets: TicketSettings | undefined): void {
  if (tickets === undefined) return;
  fn.addEnvironment(ENV.tickets, JSON.stringify(tickets));
  const { jira, zendesk, servicenow } = tickets;
  const on = [jira, zendesk, servicenow].flatMap((site) => (site === undefined ? [] : [site.secret]));
  allow(fn, ['secretsmanager:GetSecretValue'], { on });
}
