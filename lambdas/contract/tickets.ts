/** The ticket systems that are asked and written to, as the stack tells the functions (JSON), by the source of their tickets. */
export interface TicketSettings {
  readonly jira?: TicketSite;
  readonly zendesk?: TicketSite;
  readonly servicenow?: TicketSite;
  /** What a recovery does while a system does not answer: it goes on with a signal of risk (`risk`), or waits (`wait`). */
  readonly unread: 'risk' | 'wait';
}

export interface TicketSite {
  /** Host of the site, such as `acme.atlassian.net`. */
  readonly host: string;
  /** ARN of the secret with `username` and `password` of our user, as JSON. */
  readonly secret: string;
  /** The field for the status; absent: none. */
  readonly field?: string;
}
