import type { Language } from '../core/registry/account.ts';
import type { ContactKind } from '../core/registry/contact.ts';
import type { Secret } from './secret.ts';

/** Where to: from the directory, never from a ticket, a caller or an agent (rule 8). */
export interface Recipient {
  readonly kind: ContactKind;
  readonly address: string;
}

export interface Message {
  /** For a mailbox's list; holds nothing that must not be seen there. */
  readonly subject: string;
  /** May hold a code or a token to stop, so it is never printed. */
  readonly text: Secret;
  /** The same for the ear; null for what is never spoken. */
  readonly spoken: Spoken | null;
}

/** What a voice says on a telephone: no link, and no more than somebody keeps in mind. */
export interface Spoken {
  readonly language: Language;
  /** In this order, with a pause after each. A text is a sentence or more; a secret is a code, said sign by sign. */
  readonly parts: readonly (string | Secret)[];
  /** Seconds after which it is not worth a call any more, 5 to 259,200. */
  readonly worthSeconds: number;
}

/**
 * Brings messages to people. At least once: what was sent when the answer was lost is sent again. Returns when the service has taken it,
 * which is not when somebody has read it. Throws `AdapterError`: `recipient-refused` for an address that is none, `channel-missing` where
 * nothing can bring a message there; neither error nor log holds the address or the text.
 */
export interface Delivery {
  send(to: Recipient, message: Message): Promise<void>;
}
