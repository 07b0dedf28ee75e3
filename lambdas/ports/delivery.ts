import type { Language } from '../core/registry/account.ts';
import type { ContactKind } from '../core/registry/contact.ts';
import type { Secret } from './secret.ts';

/** The address of a message: from the directory, never from a ticket, a caller or an agent (rule 8). */
export interface Recipient {
  readonly kind: ContactKind;
  readonly address: string;
}

export interface Message {
  /** Subject line. Anybody who sees the mailbox's list can read it. */
  readonly subject: string;
  /** May contain a code or a stop token, so it is never printed. */
  readonly text: Secret;
  /** The spoken form; null for a message that is never spoken. */
  readonly spoken: Spoken | null;
}

/** A message for a telephone call: no link, and short enough to remember. */
export interface Spoken {
  readonly language: Language;
  /** Parts in order, with a pause after each. A text is one or more sentences; a secret is a code, spoken sign by sign. */
  readonly parts: readonly (string | Secret)[];
  /** Seconds, 5 to 259,200, after which a call is pointless. */
  readonly worthSeconds: number;
}

/**
 * Delivers messages to people. At least once: a message whose answer was lost is sent again. Returns when the service has accepted it;
 * nobody may have read it yet. Throws `AdapterError`: `recipient-refused` for an invalid address, `channel-missing` without a service for
 * this kind. Neither error nor log contains the address or the text.
 */
export interface Delivery {
  send(to: Recipient, message: Message): Promise<void>;
}
