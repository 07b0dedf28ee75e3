import type { KeyFacts, MissingRight, ServiceFacts, SourceFacts, SystemFacts } from '../core/audit/findings/facts.ts';

/**
 * Reads the state of what the deployment relies on, and nothing that it keeps: no message, no subscriber's address, and no secret but that of a chat (`ChatHealth`) and of a ticket system (`TicketHealth`). Changes
 * nothing. Every method throws `AdapterError`; `access-denied` where the right is missing.
 */
export interface Health {
  /** The state of the custody key and of every signing key. */
  keys(): Promise<readonly KeyFacts[]>;
  /** How many subscriptions the alert topic has. */
  subscribers(): Promise<NonNullable<ServiceFacts['subscribers']>>;
  /** Whether mail can be sent to everybody; null without a sender. */
  mail(): Promise<ServiceFacts['mail']>;
  texts(): Promise<NonNullable<ServiceFacts['texts']>>;
  /** How many functions the account may run at once. */
  concurrency(): Promise<NonNullable<ServiceFacts['concurrency']>>;
  /** Whether each of these ticket sources has a webhook key, and since when. */
  webhookKeys(sources: readonly string[]): Promise<readonly SourceFacts[]>;
  /** What the rotation function finds wrong with the systems that it calls; none where it calls none. */
  systems(): Promise<readonly SystemFacts[]>;
  /** Rights at IAM that functions need and do not have, by function; none where IAM is not governed. */
  rights(): Promise<readonly MissingRight[]>;
}
